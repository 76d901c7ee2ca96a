"""Whom somebody knows, typed while logging: who is meant, and what is kept of it."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Contact
from netwerk.encounters.models import Encounter, Participation
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def evening(*people: dict[str, str], **fields: str) -> dict[str, str]:
    """What the page of a borrel sends."""
    sent = {
        "title": "Borrel Utrecht",
        "day": str(User().today()),
        "kind": "borrel",
        "draft": str(uuid.uuid4()),
        "people-TOTAL_FORMS": str(len(people)),
        "people-INITIAL_FORMS": "0",
        **fields,
    }
    for number, person in enumerate(people):
        sent |= {f"people-{number}-{name}": value for name, value in person.items()}
    return sent


def row(contact: Contact, **typed: str) -> dict[str, str]:
    """The row of somebody who was picked from the suggestions."""
    return {"name": contact.name, "contact": f"{contact.pk} {contact.name}", **typed}


def kept() -> list[tuple[str, str, str, str]]:
    """Who knows whom, and how."""
    return sorted((one.one.name, one.other.name, one.how, one.words) for one in Connection.objects.all())


def said(response: Any, field: str = "knows") -> str:
    """What stands beside the field of the first person."""
    assert response.status_code == 422
    form = response.context["evening"].people.forms[0]
    assert list(form.errors) == [field]
    assert form.errors[field][0] in response.content.decode().replace("&quot;", '"')
    return str(form.errors[field][0])


class TestAtABorrel:
    @pytest.fixture
    def joost(self, user: User) -> Contact:
        return make_contact(user, "Joost Bakker")

    @pytest.mark.parametrize(
        ("typed", "how", "words"),
        [
            ("Sanne de Vries (padel)", "club", "padel"),
            ("sanne van padel", "club", "padel"),
            ("Sanne from padel", "club", "padel"),
            ("Sanne, collega", "colleague", ""),
            ("sanne de  vries", "other", ""),
        ],
    )
    def test_somebody_known(
        self, browser: Client, user: User, joost: Contact, typed: str, how: str, words: str
    ) -> None:
        make_contact(user, "Sanne de Vries")
        make_contact(make_user(), "Sanne")  # somebody else's
        browser.post("/log/", evening(row(joost, knows=typed)))
        assert kept() == [("Joost Bakker", "Sanne de Vries", how, words)]
        one = Connection.objects.get()
        assert (one.heard_from, one.encounter) == ("Joost Bakker", Encounter.objects.get())
        assert one.heard == "heard from Joost Bakker at Borrel Utrecht"
        assert Contact.objects.of(user).count() == 2

    def test_several_in_one_line(self, browser: Client, user: User, joost: Contact) -> None:
        make_contact(user, "Sanne de Vries")
        answer = browser.post(
            "/log/", evening(row(joost, knows="Sanne (padel); Anna, zijn zus;")), follow=True
        )
        assert kept() == [
            ("Joost Bakker", "Anna", "family", "zus"),
            ("Joost Bakker", "Sanne de Vries", "club", "padel"),
        ]
        assert not Contact.objects.get(name="Anna").known_at
        assert "Joost Bakker knows Sanne de Vries, Anna (heard of)." in answer.content.decode()
        assert Participation.objects.count() == 1  # Anna was not there

    def test_somebody_who_was_there_too(self, browser: Client, user: User) -> None:
        make_contact(user, "Bo Bos")
        browser.post(
            "/log/",
            evening({"name": "Els"}, {"name": "Bo Smit", "knows": "Els"}, {"name": "Tom", "knows": "bo"}),
        )
        assert kept() == [("Bo Smit", "Els", "other", ""), ("Tom", "Bo Smit", "other", "")]
        assert not Contact.objects.filter(known_at=None).exists()

    def test_the_same_new_name_in_two_rows_is_one(self, browser: Client) -> None:
        browser.post(
            "/log/", evening({"name": "Els", "knows": "Anna"}, {"name": "Tom", "knows": "anna (werk)"})
        )
        assert Contact.objects.filter(known_at=None).count() == 1
        assert Connection.objects.count() == 2

    def test_sent_twice_it_is_kept_once(self, browser: Client, joost: Contact) -> None:
        sent = evening(row(joost, knows="Anna, zus"), {"name": "Els", "knows": "Anna"})
        for _ in range(2):
            assert browser.post("/log/", sent).status_code == 302
        assert len(kept()) == 2
        assert Contact.objects.filter(known_at=None).count() == 1

    def test_told_from_the_other_side_it_is_known_already(
        self, browser: Client, user: User, joost: Contact
    ) -> None:
        sanne = make_contact(user, "Sanne")
        browser.post("/log/", evening(row(joost, knows="Sanne (padel)")))
        browser.post("/log/", evening(row(sanne, knows="Joost (padel); Joost")))
        assert len(kept()) == 1
        browser.post("/log/", evening(row(sanne, knows="Joost, buurman")))
        assert len(kept()) == 2

    def test_the_whole_name_comes_first(self, browser: Client, user: User, joost: Contact) -> None:
        for name in ("Sanne", "Sanne de Vries", "Sanne van Dijk"):
            make_contact(user, name)
        browser.post("/log/", evening(row(joost, knows="sanne; Sanne van Dijk (werk)")))
        assert kept() == [
            ("Joost Bakker", "Sanne", "other", ""),
            ("Joost Bakker", "Sanne van Dijk", "colleague", "werk"),
        ]

    def test_an_organisation_tells_namesakes_apart(self, browser: Client, user: User, joost: Contact) -> None:
        for organisation in ("Bakkerij", "Slagerij"):
            make_contact(user, "Jan Smit", organisation=organisation)
        wrong = said(browser.post("/log/", evening(row(joost, knows="Jan Smit (padel)"))))
        assert "“Jan Smit, Bakkerij”, “Jan Smit, Slagerij”" in wrong
        assert not Encounter.objects.exists()
        browser.post("/log/", evening(row(joost, knows="Jan Smit, Slagerij (padel)")))
        assert Connection.objects.get().other.organisation == "Slagerij"
        assert Connection.objects.get().words == "padel"

    def test_when_several_fit_it_is_asked(self, browser: Client, user: User, joost: Contact) -> None:
        for name in ("Sanne de Vries", "Sanne Bos"):
            make_contact(user, name)
        sent = evening(row(joost, knows="Sanne (padel)", note="zoekt een zaal"))
        response = browser.post("/log/", sent)
        assert "“Sanne Bos”, “Sanne de Vries”" in said(response)
        for typed in ("Sanne (padel)", "zoekt een zaal"):
            assert typed in response.content.decode()

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ("Joost Bakker", "themselves"),
            ("x" * 121, "at most 120"),
            (f"Anna ({'x' * 121})", "at most 120"),
            ("x" * 10_000, "at most 900"),
            ("Anna\x00", "Null"),
        ],
    )
    def test_what_makes_no_sense_is_said(
        self, browser: Client, joost: Contact, typed: str, wrong: str
    ) -> None:
        response = browser.post("/log/", evening(row(joost, knows=typed)))
        assert wrong in said(response)
        assert typed.strip("\x00") in response.content.decode()
        assert not Connection.objects.exists()

    @pytest.mark.parametrize("typed", ["💥", "مرحبا", "!!!", "Zoë 💥 (padel)", "<b>x</b>"])
    def test_an_odd_name_is_somebody_heard_of_once(self, browser: Client, joost: Contact, typed: str) -> None:
        for _ in range(2):
            assert browser.post("/log/", evening(row(joost, knows=typed))).status_code == 302
        assert Connection.objects.count() == 1

    @pytest.mark.parametrize("typed", ["", " ; ", "()", ";;;"])
    def test_nobody_is_nobody(self, browser: Client, joost: Contact, typed: str) -> None:
        assert browser.post("/log/", evening(row(joost, knows=typed))).status_code == 302
        assert not Connection.objects.exists()

    def test_somebody_archived_or_the_user_is_not_meant(
        self, browser: Client, user: User, joost: Contact
    ) -> None:
        make_contact(user, "Sanne", archived_at=timezone.now())
        Contact.objects.me(user)
        browser.post("/log/", evening(row(joost, knows="Sanne")))
        assert not Connection.objects.get().other.known_at

    def test_a_wrong_row_beside_it_is_no_crash(self, browser: Client, joost: Contact) -> None:
        response = browser.post("/log/", evening(row(joost, knows="Anna"), {"name": "", "knows": "Bo"}))
        assert response.status_code == 422

    def test_forty_people_are_looked_up_at_once(self, browser: Client, user: User) -> None:
        def looked_up(people: int) -> int:
            rows = [{"name": "", "knows": f"Gast {n} (padel)"} for n in range(people - 1)]  # without a name
            rows += [{"name": f"Mira {people}", "knows": "; ".join(f"Kennis {n}" for n in range(people))}]
            with CaptureQueriesContext(connection) as captured:
                assert browser.post("/log/", evening(*rows)).status_code == 422
            return len(captured)

        assert looked_up(3) == looked_up(40)


class TestInTheQuickLog:
    def word(self, **fields: str) -> dict[str, str]:
        sent = {"kind": "call", "day": str(User().today()), "text": "", "draft": str(uuid.uuid4())}
        return sent | fields

    @pytest.mark.parametrize("kind", ["call", "note"])
    def test_it_is_kept_with_the_word(self, browser: Client, user: User, kind: str) -> None:
        joost, _sanne = make_contact(user, "Joost"), make_contact(user, "Sanne de Vries")
        url = f"/contacts/{joost.pk}/log/"
        answer = browser.post(url, self.word(kind=kind, text="x", knows="Sanne van padel"), follow=True)
        assert kept() == [("Joost", "Sanne de Vries", "club", "padel")]
        assert Connection.objects.get().encounter == Encounter.objects.first()
        assert "Joost knows Sanne de Vries." in answer.content.decode()
        assert "heard from Joost" in browser.get(f"/contacts/{joost.pk}/beside/").content.decode()

    def test_it_is_enough_of_a_call(self, browser: Client, user: User) -> None:
        joost = make_contact(user, "Joost")
        assert browser.post(f"/contacts/{joost.pk}/log/", self.word(knows="Anna")).status_code == 302
        assert kept() == [("Joost", "Anna", "other", "")]

    @pytest.mark.parametrize("typed", ["Sanne", "Joost", "x" * 901])
    def test_what_can_not_be_kept_is_said_and_not_lost(self, browser: Client, user: User, typed: str) -> None:
        joost = make_contact(user, "Joost")
        for name in ("Sanne de Vries", "Sanne Bos"):
            make_contact(user, name)
        response = browser.post(f"/contacts/{joost.pk}/log/", self.word(knows=typed, needs="een boot"))
        assert response.status_code == 422
        assert list(response.context["quick_form"].errors) == ["knows"]
        assert 'class="composer-more" open' in response.content.decode()
        assert typed in response.content.decode()
        assert "een boot" in response.content.decode()
        assert not Encounter.objects.exists()
