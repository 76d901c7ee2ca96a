"""Who knows whom, and along whom a match could come about: small networks, drawn by hand."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Contact
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Match
from netwerk.needs.paths import find_paths, nearest_first
from tests.factories import introduce, make_contact, make_encounter, make_need, make_offer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def knows(one: Contact, other: Contact, **fields: Any) -> Connection:
    return Connection.objects.create(owner=one.owner, one=one, other=other, **fields)


def heard_of(user: User, name: str) -> Contact:
    return make_contact(user, name, known_at=None)


def match_of(seeker: Contact, helper: Contact) -> Match:
    make_need(seeker, "zoekt een fiscalist")
    make_offer(helper, "fiscalist")
    match = Match.objects.with_faces().get()
    find_paths([match])
    return match


def path(match: Match) -> tuple[int, list[str], bool]:
    return match.tier, [one.name for one in match.via], match.are_acquainted


# ── Paths ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_user_for_somebody(user: User) -> None:
    assert path(match_of(make_contact(user, "Sanne"), Contact.objects.me(user))) == (1, [], False)


def test_two_who_are_known(user: User) -> None:
    assert path(match_of(make_contact(user, "Sanne"), make_contact(user, "Piet"))) == (2, [], False)


def test_somebody_for_the_user(user: User) -> None:
    assert path(match_of(Contact.objects.me(user), make_contact(user, "Piet"))) == (2, [], False)


def test_two_who_know_each_other(user: User) -> None:
    sanne, piet = make_contact(user, "Sanne"), make_contact(user, "Piet")
    knows(piet, sanne)
    assert path(match_of(sanne, piet)) == (2, [], True)


def test_for_somebody_heard_of(user: User) -> None:
    joost, anna = make_contact(user, "Joost"), heard_of(user, "Anna")
    knows(joost, anna, how="family")
    assert path(match_of(anna, make_contact(user, "Piet"))) == (3, ["Joost"], False)


def test_by_somebody_heard_of(user: User) -> None:
    joost, anna = make_contact(user, "Joost"), heard_of(user, "Anna")
    knows(anna, joost)
    assert path(match_of(make_contact(user, "Sanne"), anna)) == (3, ["Joost"], False)


def test_by_somebody_heard_of_for_the_user(user: User) -> None:
    joost, anna = make_contact(user, "Joost"), heard_of(user, "Anna")
    knows(anna, joost)
    assert path(match_of(Contact.objects.me(user), anna)) == (3, ["Joost"], False)


def test_both_heard_of(user: User) -> None:
    joost, els = make_contact(user, "Joost"), make_contact(user, "Els")
    anna, bram = heard_of(user, "Anna"), heard_of(user, "Bram")
    knows(joost, anna)
    knows(els, bram)
    match = match_of(anna, bram)
    assert path(match) == (3, ["Els", "Joost"], False)
    assert [[one.name for one in way] for way in match.ways] == [["Els", "Bram"], ["Joost", "Anna"]]


def test_through_two_others_where_there_is_no_shorter_way(user: User) -> None:
    joost, anna, bram = make_contact(user, "Joost"), heard_of(user, "Anna"), heard_of(user, "Bram")
    knows(joost, anna)
    knows(anna, bram)
    assert path(match_of(bram, make_contact(user, "Piet"))) == (3, ["Joost", "Anna"], False)


def test_nobody_knows_the_way(user: User) -> None:
    assert path(match_of(heard_of(user, "Anna"), make_contact(user, "Piet"))) == (3, [], False)


def test_an_archived_contact_brings_nobody_together(user: User) -> None:
    joost, anna = make_contact(user, "Joost"), heard_of(user, "Anna")
    knows(joost, anna)
    joost.archive()
    assert path(match_of(anna, make_contact(user, "Piet"))) == (3, [], False)


def test_a_longer_path_counts_less() -> None:
    near, far = Match(fit=0.8), Match(fit=0.9)
    far.via = [Contact()]
    assert nearest_first([far, near]) == [near, far]


def test_two_queries_however_many(user: User, django_assert_max_num_queries: Any) -> None:
    joost, anna, bram = make_contact(user, "Joost"), heard_of(user, "Anna"), heard_of(user, "Bram")
    knows(joost, anna)
    knows(anna, bram)
    make_need(bram, "zoekt een fiscalist")
    for n in range(9):
        make_offer(make_contact(user, f"Piet {n}"), "fiscalist")
    matches = list(Match.objects.of(user).with_faces())
    with django_assert_max_num_queries(2):
        find_paths(matches)


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────


def connect(browser: Client, contact: Contact, **typed: str) -> Any:
    return browser.post(f"/contacts/{contact.pk}/knows/", {"how": "friend"} | typed)


def test_whom_somebody_knows_stands_on_both_pages(browser: Client, user: User) -> None:
    joost, sanne = make_contact(user, "Joost"), make_contact(user, "Sanne de Vries")
    for _ in range(2):
        assert connect(browser, joost, who="sanne de vries", words="van padel").status_code == 302
    assert Connection.objects.count() == 1
    for contact, other in ((joost, "Sanne de Vries"), (sanne, "Joost")):
        page = browser.get(f"/contacts/{contact.pk}/beside/").content.decode()
        assert other in page
        assert "van padel" in page
    part = browser.post(f"/contacts/{joost.pk}/knows/", {"who": "Els", "how": "club"}, headers=HTMX).content
    assert b"<html" not in part
    assert "Els" in part.decode()
    assert Connection.objects.count() == 2


def test_a_name_that_nobody_has_is_somebody_heard_of(browser: Client, user: User) -> None:
    joost = make_contact(user, "Joost")
    connect(browser, joost, who="Anna", how="family", words="zijn zus")
    anna = Contact.objects.get(name="Anna")
    assert not anna.known_at
    assert "Anna" not in browser.get("/contacts/").content.decode()
    assert "Anna" in browser.get("/contacts/", {"heard": 1}).content.decode()
    assert "You have heard of Anna" in browser.get(anna.get_absolute_url()).content.decode()
    browser.post(f"/contacts/{anna.pk}/known/")
    assert "Anna" in browser.get("/contacts/").content.decode()
    assert "zijn zus" in browser.get(f"/contacts/{anna.pk}/beside/").content.decode()


def test_meeting_makes_known(browser: Client, user: User) -> None:
    anna = heard_of(user, "Anna Bos")
    word = {"text": "Eindelijk ontmoet", "kind": "coffee", "day": str(user.today())}
    assert browser.post(f"/contacts/{anna.pk}/log/", word).status_code == 302
    anna.refresh_from_db()
    assert anna.known_at
    assert anna.last_seen == user.today()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"who": ""}, "Whom do they know?"),
        ({"who": "Joost"}, "Everybody knows themselves."),
        ({"who": "Jan Smit"}, "You know more than one"),
        ({"who": "x" * 121}, "at most 120"),
        ({"who": "Els", "words": "x" * 121}, "at most 120"),
        ({"who": "Els", "how": "enemy"}, ""),
    ],
)
def test_what_makes_no_sense_is_said(browser: Client, user: User, typed: dict[str, str], said: str) -> None:
    joost = make_contact(user, "Joost")
    make_contact(user, "Jan Smit", organisation="Bakkerij")
    make_contact(user, "Jan Smit", organisation="Slagerij")
    answer = connect(browser, joost, **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Connection.objects.exists()


def test_since_when_and_who_told_it_stand_on_both_pages(browser: Client, user: User) -> None:
    joost, sanne = make_contact(user, "Joost"), make_contact(user, "Sanne")
    connect(browser, joost, who="Sanne", words="padel", since="2019", heard_from="Sanne herself")
    evening = make_encounter(user, joost, title="Borrel Utrecht")
    for contact in (joost, sanne):
        page = browser.get(f"/contacts/{contact.pk}/beside/").content.decode()
        assert "friends, padel, since 2019" in page
        assert "heard from Sanne herself" in page
    Connection.objects.update(encounter=evening)
    page = browser.get(f"/contacts/{joost.pk}/beside/").content.decode()
    assert "heard from Sanne herself at Borrel Utrecht" in page
    evening.delete()  # who knows whom stays
    assert Connection.objects.get().heard == "heard from Sanne herself"


def test_what_nobody_said_is_not_told(user: User) -> None:
    joost = make_contact(user, "Joost")
    one = knows(joost, make_contact(user, "Sanne"), how="other")
    assert (one.told, one.heard) == ("", "")
    one.since, one.encounter = 1990, make_encounter(user, joost, day=date(2026, 11, 3))
    assert (one.told, one.heard) == ("since 1990", "heard on Tue 3 Nov 2026")


@pytest.mark.parametrize("year", ["1899", "2999", "-5", "x", "19" * 5000, "\x00"])
def test_a_year_that_is_none_is_said_where_it_was_typed(browser: Client, user: User, year: str) -> None:
    joost = make_contact(user, "Joost")
    answer = connect(browser, joost, who="Anna", since=year)
    assert answer.status_code == 422
    assert list(answer.context["knows_form"].errors) == ["since"]
    assert 'class="heard-more" open' in answer.content.decode()
    assert 'value="Anna"' in answer.content.decode()
    assert not Connection.objects.exists()


def test_the_only_one_of_that_first_name_is_meant(browser: Client, user: User) -> None:
    joost, sanne = make_contact(user, "Joost"), make_contact(user, "Sanne de Vries")
    connect(browser, joost, who="sanne")
    assert Connection.objects.get().other == sanne


class TestEditing:
    def edit(self, browser: Client, connection: Connection, **typed: str) -> Any:
        sent = {"how": "friend", "words": "", "since": "", "heard_from": "", "next": "/contacts/"} | typed
        return browser.post(f"/connections/{connection.pk}/edit/", sent)

    @pytest.fixture
    def connection(self, user: User) -> Connection:
        return knows(make_contact(user, "Joost"), make_contact(user, "Sanne"), how="club", words="padel")

    def test_it_is_changed_and_leads_back(self, browser: Client, connection: Connection) -> None:
        page = browser.get(f"/connections/{connection.pk}/edit/?next=/contacts/").content.decode()
        assert 'value="padel"' in page
        assert 'href="/contacts/"' in page
        told = {"how": "family", "words": "zwager", "since": "2001", "heard_from": "Els"}
        assert self.edit(browser, connection, **told)["Location"] == "/contacts/"
        connection.refresh_from_db()
        assert connection.told == "family, zwager, since 2001"
        assert connection.heard == "heard from Els"
        assert {connection.one.name, connection.other.name} == {"Joost", "Sanne"}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"how": "enemy"},
            {"words": "x" * 121},
            {"since": "2999"},
            {"heard_from": "x" * 10_000},
            {"words": "\x00"},
        ],
    )
    def test_what_is_wrong_is_said_and_kept(
        self, browser: Client, connection: Connection, wrong: dict[str, str]
    ) -> None:
        answer = self.edit(browser, connection, **({"words": "zwager", "heard_from": "Els"} | wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == list(wrong)
        assert "Els" in answer.content.decode() or "heard_from" in wrong
        connection.refresh_from_db()
        assert connection.words == "padel"


def test_taken_off_again(browser: Client, user: User) -> None:
    connection = knows(make_contact(user, "Joost"), make_contact(user, "Sanne"))
    browser.post(f"/connections/{connection.pk}/remove/", {"next": "/contacts/"})
    assert not Connection.objects.exists()


def test_the_review_says_whom_to_ask(browser: Client, user: User) -> None:
    joost, anna = make_contact(user, "Joost"), heard_of(user, "Anna")
    knows(joost, anna)
    match = match_of(anna, make_contact(user, "Piet"))
    page = browser.get("/review/").content.decode()
    assert "Ask Joost" in page
    way = " ".join(page.partition("Along:")[2].partition("</p>")[0].split())
    assert re.sub("<[^>]*>", "", way).split("→")[-1].strip() == "Anna"
    introduce(browser, match)
    assert Introduction.objects.get().through == joost


def test_a_contact_who_was_met_keeps_being_known(user: User) -> None:
    sanne = make_contact(user, "Sanne")
    since = sanne.known_at
    make_encounter(user, sanne)
    sanne.become_known()
    assert sanne.known_at == since
