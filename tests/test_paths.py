"""Who knows whom, and along whom a match could come about: small networks, drawn by hand."""

from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Contact
from netwerk.needs.models import Match
from netwerk.needs.paths import find_paths, nearest_first
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_encounter, make_need, make_offer

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
    assert path(match_of(anna, bram)) == (3, ["Els", "Joost"], False)


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
    browser.post(f"/matches/{match.pk}/take-up/")
    nudge = Nudge.objects.get()
    assert nudge.contact == joost
    assert nudge.why == "Bring Anna and Piet together: “zoekt een fiscalist”"


def test_a_contact_who_was_met_keeps_being_known(user: User) -> None:
    sanne = make_contact(user, "Sanne")
    since = sanne.known_at
    make_encounter(user, sanne)
    sanne.become_known()
    assert sanne.known_at == since
