"""Logging: an evening with everybody who was there, and a word with one contact."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.capture import joined
from netwerk.encounters.follow_up import FollowUp, When, when
from netwerk.encounters.models import Encounter, Participation
from netwerk.encounters.people import ROWS
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_user

LOG = "/log/"
MOST_QUERIES = 20  # session and user, lock, draft, four questions, five writes, and their savepoint


def evening(*people: dict[str, Any], day: date | None = None, **fields: Any) -> dict[str, Any]:
    """What the page sends."""
    sent = {
        "title": "Nieuwjaarsborrel",
        "place": "Zwolle",
        "day": str(day or User().today()),
        "kind": "borrel",
        "draft": str(uuid.uuid4()),
        "people-TOTAL_FORMS": str(len(people)),
        "people-INITIAL_FORMS": "0",
        **fields,
    }
    for number, person in enumerate(people):
        sent |= {f"people-{number}-{name}": value for name, value in person.items()}
    return sent


def rows(response: Any) -> list[Any]:
    return response.context["evening"].people.forms


class TestWhen:
    START = date(2026, 1, 30)

    @pytest.mark.parametrize(
        ("choice", "day"),
        [
            (FollowUp.TWO_DAYS, date(2026, 2, 1)),
            (FollowUp.WEEK, date(2026, 2, 6)),
            (FollowUp.MONTH, date(2026, 2, 28)),
        ],
    )
    def test_a_choice_is_counted_from_the_day(self, choice: str, day: date) -> None:
        assert when(choice, self.START) == When(day, named=False)

    def test_december_is_followed_by_january(self) -> None:
        assert when(FollowUp.MONTH, date(2026, 12, 31)) == When(date(2027, 1, 31), named=False)

    def test_a_named_day_is_that_day(self) -> None:
        assert when(FollowUp.DAY, self.START, date(2026, 5, 1)) == When(date(2026, 5, 1), named=True)

    def test_none_is_none(self) -> None:
        assert when(FollowUp.NONE, self.START) is None


def test_two_notes_are_joined_without_repeating() -> None:
    assert joined("zoekt een zaal", "zoekt een zaal in mei") == "zoekt een zaal in mei"
    assert joined("zoekt een zaal in mei", "zoekt een zaal") == "zoekt een zaal in mei"
    assert joined("zoekt een zaal", "likes jazz") == "zoekt een zaal\n\nlikes jazz"
    assert joined("", "likes jazz") == "likes jazz"


class TestPage:
    def test_today_is_there_already(self, browser: Client, user: User) -> None:
        response = browser.get(LOG)
        assert response.status_code == 200
        assert f'value="{user.today():%Y-%m-%d}"' in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        ("zone", "day"), [("Pacific/Auckland", "2026-11-20"), ("Europe/Amsterdam", "2026-11-19")]
    )
    def test_today_is_where_the_user_is(self, db: None, zone: str, day: str) -> None:
        browser = Client()
        with time_machine.travel("2026-11-19T21:30:00Z", tick=False):
            browser.force_login(make_user(time_zone=zone))
            assert f'value="{day}"' in browser.get(LOG).content.decode()

    def test_each_page_names_a_draft_of_its_own(self, browser: Client) -> None:
        drafts = {str(browser.get(LOG).context["evening"].form["draft"].value()) for _ in range(2)}
        assert len(drafts) == 2

    def test_more_people_keeps_what_was_typed(self, browser: Client) -> None:
        sent = evening({"name": "Roos Dijkstra", "note": "imkert in Deventer"})
        response = browser.post(LOG, sent | {"more": "1"})
        assert response.status_code == 200
        assert len(rows(response)) == 1 + ROWS
        for text in ("Roos Dijkstra", "imkert in Deventer", "Nieuwjaarsborrel", sent["draft"]):
            assert text in response.content.decode()
        assert not Encounter.objects.exists()


class TestSaving:
    def test_an_evening_is_saved_whole(self, browser: Client, user: User) -> None:
        known = make_contact(user, "Thijs Visser", organisation="Kweekkas")
        response = browser.post(
            LOG,
            evening(
                {
                    "name": "Thijs Visser",
                    "contact": f"{known.pk} Thijs Visser",
                    "note": "zoekt een timmerman",
                },
                {"name": "Fatma Çelik", "organisation": "Lokaal 9", "headline": "chef", "follow_up": "2days"},
                {},
                {"name": "Olu Adeyemi", "note": "new in town", "follow_up": "week"},
            ),
        )
        encounter = Encounter.objects.get()
        assert response["Location"] == encounter.get_absolute_url()
        assert (encounter.owner, encounter.title, encounter.kind) == (user, "Nieuwjaarsborrel", "borrel")
        notes = {row.contact.name: row.note for row in encounter.participations.select_related("contact")}
        assert notes == {
            "Thijs Visser": "zoekt een timmerman",
            "Fatma Çelik": "",
            "Olu Adeyemi": "new in town",
        }
        due = dict(Nudge.objects.values_list("contact__name", "due"))
        today = user.today()
        assert due == {"Fatma Çelik": today + timedelta(days=2), "Olu Adeyemi": today + timedelta(days=7)}
        assert set(Contact.objects.values_list("last_seen", flat=True)) == {today}

    def test_somebody_new_is_found_by_search_at_once(self, browser: Client, user: User) -> None:
        browser.post(LOG, evening({"name": "Fatma Çelik", "organisation": "Lokaal 9"}))
        for typed in ("celik", "lokaal"):
            assert Contact.objects.matching(user, typed).get().sort_name == "fatma celik"

    def test_follow_ups_are_spread_and_named_days_are_kept(self, browser: Client, user: User) -> None:
        named = user.today() + timedelta(days=2)
        people = [{"name": f"Gast {letter * 9}", "follow_up": "2days"} for letter in "abcdefg"]
        people.append({"name": "Wilma Prins", "follow_up": "day", "follow_up_day": str(named)})
        browser.post(LOG, evening(*people))
        assert Nudge.objects.get(contact__name="Wilma Prins").due == named
        assert Nudge.objects.filter(due=named).count() == user.nudges_a_day

    def test_a_planned_evening_is_followed_up_after_it(self, browser: Client, user: User) -> None:
        day = user.today() + timedelta(days=30)
        browser.post(LOG, evening({"name": "Joke Smit", "follow_up": "2days"}, day=day))
        assert Nudge.objects.get().due == day + timedelta(days=2)
        assert Contact.objects.get().last_seen is None

    def test_an_evening_of_last_year_is_followed_up_from_today(self, browser: Client, user: User) -> None:
        browser.post(
            LOG, evening({"name": "Joke Smit", "follow_up": "week"}, day=user.today() - timedelta(days=300))
        )
        assert Nudge.objects.get().due == user.today() + timedelta(days=7)

    def test_a_removed_row_is_left_out(self, browser: Client) -> None:
        browser.post(LOG, evening({"name": "Joke Smit"}, {"name": "", "note": "toch niet", "DELETE": "on"}))
        assert Contact.objects.get().name == "Joke Smit"

    def test_who_was_archived_and_is_met_again_is_back(self, browser: Client, user: User) -> None:
        contact = make_contact(user, "Joke Smit", archived_at=timezone.now())
        browser.post(
            LOG, evening({"name": "Joke Smit", "contact": f"{contact.pk} Joke Smit", "follow_up": "week"})
        )
        contact.refresh_from_db()
        assert contact.archived_at is None
        assert Nudge.objects.open().get().contact == contact

    def test_news_of_somebody_known_goes_with_the_note(self, browser: Client, user: User) -> None:
        contact = make_contact(user, "Joke Smit", organisation="Waterschap", headline="ecoloog")
        browser.post(
            LOG,
            evening(
                {
                    "name": "Joke Smit",
                    "contact": f"{contact.pk} Joke Smit",
                    "organisation": "Zelfstandig",
                    "headline": "Ecoloog",
                    "note": "begint voor zichzelf",
                }
            ),
        )
        contact.refresh_from_db()
        assert (contact.organisation, contact.headline) == ("Waterschap", "ecoloog")
        assert Participation.objects.get().note == "Zelfstandig\nbegint voor zichzelf"

    def test_htmx_is_sent_on_and_told_that_the_draft_is_saved(self, browser: Client) -> None:
        sent = evening({"name": "Joke Smit"})
        response = browser.post(LOG, sent, headers={"HX-Request": "true"})
        assert response["HX-Redirect"] == Encounter.objects.get().get_absolute_url()
        assert response["HX-Trigger"] == f'{{"netwerk:saved": {{"draft": "{sent["draft"]}"}}}}'


class TestWhatIsWrong:
    """Everything typed comes back, and what is wrong stands beside it."""

    @pytest.mark.parametrize(
        ("person", "field"),
        [
            ({"name": "", "note": "lange man, iets met drones"}, "name"),
            ({"name": "x" * 121, "note": "lange man, iets met drones"}, "name"),
            ({"name": "Ab", "note": "lange man, iets met drones", "organisation": "y" * 121}, "organisation"),
            ({"name": "Ab", "note": "lange man, iets met drones" * 1000}, "note"),
            ({"name": "Ab", "note": "lange man, iets met drones", "follow_up": "day"}, "follow_up_day"),
            (
                {
                    "name": "Ab",
                    "note": "lange man, iets met drones",
                    "follow_up": "day",
                    "follow_up_day": "2020-01-01",
                },
                "follow_up_day",
            ),
            ({"name": "Ab", "note": "lange man, iets met drones", "follow_up": "soon"}, "follow_up"),
        ],
    )
    def test_of_a_person(self, browser: Client, person: dict[str, Any], field: str) -> None:
        response = browser.post(LOG, evening({"name": "Joke Smit"}, person))
        page = response.content.decode()
        assert response.status_code == 422
        assert list(rows(response)[1].errors) == [field]
        assert all(value in page for value in ("Joke Smit", *person.values()) if value != "soon")
        assert rows(response)[1].errors[field][0] in page
        assert not Encounter.objects.exists()
        assert not Contact.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"day": ""},
            {"day": "0026-01-01"},
            {"day": "2099-01-01"},
            {"kind": "funeral"},
            {"time": "25:00"},
            {"title": "t" * 161},
            {"note": "n" * 20001},
        ],
    )
    def test_of_the_evening(self, browser: Client, fields: dict[str, Any]) -> None:
        response = browser.post(LOG, evening({"name": "Joke Smit"}) | fields)
        assert response.status_code == 422
        assert list(response.context["evening"].form.errors) == list(fields)
        assert "Joke Smit" in response.content.decode()

    def test_nobody_was_there(self, browser: Client) -> None:
        response = browser.post(LOG, evening({}, {}))
        assert response.status_code == 422
        assert "Who was there?" in response.content.decode()

    @pytest.mark.parametrize("total", ["", "x", "-1", "99999999", "9" * 5000])
    def test_a_broken_count_of_people_is_no_crash(self, browser: Client, total: str) -> None:
        sent = evening({"name": "Joke Smit"}) | {"people-TOTAL_FORMS": total}
        assert browser.post(LOG, sent).status_code == 422
        assert browser.post(LOG, sent | {"more": "1"}).status_code == 200

    def test_somebody_twice(self, browser: Client, user: User) -> None:
        contact = make_contact(user, "Joke Smit")
        twice = {"name": "Joke Smit", "contact": f"{contact.pk} Joke Smit"}
        response = browser.post(LOG, evening(twice, twice))
        assert response.status_code == 422
        assert "twice" in rows(response)[1].errors["name"][0]

    def test_htmx_gets_the_form_alone(self, browser: Client) -> None:
        response = browser.post(LOG, evening({}), headers={"HX-Request": "true"})
        assert response.status_code == 422
        assert response.content.decode().lstrip().startswith("<form")
        assert "<noscript>" not in response.content.decode()

    def test_a_session_that_ended_sends_to_sign_in_and_back(self) -> None:
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/log/"}
        response = Client().post(LOG, evening({"name": "Joke Smit"}), headers=headers)
        assert response["HX-Redirect"] == reverse("account_login", query={"next": "/log/"})
        assert "HX-Trigger" not in response


class TestWhoIsThis:
    """Nobody is taken for somebody else silently, and nobody is written down twice by a slip."""

    @pytest.fixture
    def mirjam(self, user: User) -> Contact:
        return make_contact(user, "Mirjam Östlund", organisation="Haven & Zn", headline="havenloods")

    def test_a_name_like_that_of_a_contact_becomes_a_question(self, browser: Client, mirjam: Contact) -> None:
        response = browser.post(LOG, evening({"name": "Mirjam Ostlund", "note": "zoekt oude kaarten"}))
        page = response.content.decode()
        assert response.status_code == 422
        assert "Haven &amp; Zn" in page
        assert f'value="{mirjam.pk} Mirjam Ostlund"' in page
        assert "zoekt oude kaarten" in page
        assert not Encounter.objects.exists()

    def test_yes(self, browser: Client, mirjam: Contact) -> None:
        person = {"name": "Mirjam Ostlund", "contact": f"{mirjam.pk} Mirjam Ostlund"}
        assert browser.post(LOG, evening(person)).status_code == 302
        assert Participation.objects.get().contact == mirjam
        assert Contact.objects.get() == mirjam

    def test_no(self, browser: Client, mirjam: Contact) -> None:
        person = {"name": "Mirjam Ostlund", "contact": "new Mirjam Ostlund"}
        assert browser.post(LOG, evening(person)).status_code == 302
        assert Participation.objects.get().contact != mirjam

    def test_the_answer_is_about_the_name_that_was_asked(self, browser: Client, mirjam: Contact) -> None:
        """Without JavaScript a name can change under an answer."""
        person = {"name": "Bas Hoekman", "contact": f"{mirjam.pk} Mirjam Ostlund"}
        assert browser.post(LOG, evening(person)).status_code == 302
        assert Participation.objects.get().contact.name == "Bas Hoekman"

    @pytest.mark.parametrize("pk", ["theirs", "999999999", "9" * 40, "9" * 5000, "x", "²"])
    def test_a_contact_that_is_not_mine_is_nobody(self, browser: Client, pk: str) -> None:
        other = make_contact(make_user(), "Bas Hoekman")
        person = {"name": "Bas Hoekman", "contact": f"{other.pk if pk == 'theirs' else pk} Bas Hoekman"}
        assert browser.post(LOG, evening(person)).status_code == 302
        assert Participation.objects.get().contact != other


class TestOnce:
    def test_the_same_draft_twice_is_saved_once(self, browser: Client) -> None:
        sent = evening({"name": "Joke Smit", "follow_up": "week"}, {"name": "Bas Hoekman", "note": "zeilt"})
        first, second = browser.post(LOG, sent), browser.post(LOG, sent)
        assert first["Location"] == second["Location"]
        counts = [model.objects.count() for model in (Encounter, Contact, Participation, Nudge)]
        assert counts == [1, 2, 2, 1]

    def test_what_was_typed_after_a_lost_answer_is_added(self, browser: Client) -> None:
        sent = evening({"name": "Joke Smit", "note": "zoekt"}, {"name": "Joke Smit"}, note="volle bak")
        browser.post(LOG, sent)
        more = {
            "people-0-note": "zoekt een zaal",
            "people-TOTAL_FORMS": "3",
            "people-2-name": "Bas Hoekman",
            "people-2-follow_up": "week",
            "note": "volle bak, goede band",
        }
        assert browser.post(LOG, sent | more).status_code == 302
        encounter = Encounter.objects.get()
        assert encounter.note == "volle bak, goede band"
        notes = sorted(
            (row.contact.name, row.note) for row in Participation.objects.select_related("contact")
        )
        assert notes == [("Bas Hoekman", ""), ("Joke Smit", ""), ("Joke Smit", "zoekt een zaal")]
        assert Nudge.objects.get().contact.name == "Bas Hoekman"

    def test_another_users_draft_of_the_same_name_is_another(self, browser: Client) -> None:
        sent = evening({"name": "Joke Smit"})
        browser.post(LOG, sent)
        other = Client()
        other.force_login(make_user())
        other.post(LOG, sent)
        assert Encounter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_time_save_once() -> None:
    user, sent, start = make_user(), evening({"name": "Joke Smit", "follow_up": "week"}), Barrier(6)

    def send(_number: int) -> str:
        browser = Client()
        browser.force_login(user)
        start.wait(timeout=20)
        try:
            return browser.post(LOG, sent)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(send, range(6)))) == 1
    assert [model.objects.count() for model in (Encounter, Contact, Participation, Nudge)] == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_different_drafts_wait_for_nothing_but_a_change_waits_for_them() -> None:
    user = make_user()

    def may_go_on(go_on: Callable[[], None]) -> bool:
        """In another transaction, which gives up at once when it has to wait."""
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
            try:
                go_on()
            except OperationalError:
                transaction.set_rollback(True)
                return False
            return True

    def beside(go_on: Callable[[], None]) -> bool:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(closing, go_on).result(timeout=20)

    def closing(go_on: Callable[[], None]) -> bool:
        try:
            return may_go_on(go_on)
        finally:
            connections.close_all()

    with transaction.atomic():
        user.wait_for("draft 1")
        assert beside(lambda: user.wait_for("draft 2"))
        assert beside(lambda: make_user().wait_for("draft 1"))
        assert not beside(lambda: user.wait_for("draft 1"))
        assert not beside(user.wait_for_turn)
    with transaction.atomic():
        user.wait_for_turn()
        assert not beside(lambda: user.wait_for("draft 1"))


def test_forty_people_take_as_many_queries_as_twelve(browser: Client, user: User) -> None:
    known = [make_contact(user, f"{name} Kuipers") for name in ("Aletta", "Berend", "Cornelis", "Dieuwertje")]

    def queries(people: int) -> int:
        picked = [{"name": c.name, "contact": f"{c.pk} {c.name}", "follow_up": "week"} for c in known]
        new = [
            {"name": f"{people}{chr(97 + n % 26) * 6}{n}", "note": "leuk", "follow_up": "2days"}
            for n in range(people - 4)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert browser.post(LOG, evening(*picked, *new)).status_code == 302
        return len(captured)

    assert queries(12) == queries(40) <= MOST_QUERIES
