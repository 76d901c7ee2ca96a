"""Introductions that the user made at a borrel, typed in the row of either of the two."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Contact
from netwerk.encounters.models import Encounter
from netwerk.introductions.models import Introduction
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_introduction, make_user
from tests.test_knows import evening, row, said

pytestmark = pytest.mark.django_db


def log(browser: Client, *people: dict[str, str], **fields: str) -> Any:
    response = browser.post("/log/", evening(*people, **fields))
    assert response.status_code == 302
    return response


def test_two_of_the_evening(browser: Client, user: User) -> None:
    log(browser, {"name": "Anna Bos", "introduced": "piet kok (both sail)"}, {"name": "Piet Kok"})
    it, meeting = Introduction.objects.get(), Encounter.objects.get()
    assert [str(one) for one in it.sides()] == ["Anna Bos", "Piet Kok"]
    assert it.why == "both sail"
    assert it.made_on == it.met_on == it.began_on == meeting.day
    assert it.encounter == it.came_of_encounter == meeting
    known = Connection.objects.get()
    assert {known.one, known.other} == set(it.sides())
    assert (known.since, known.encounter) == (meeting.day.year, meeting)
    assert not Nudge.objects.exists()  # they have met: nobody asks whether they did
    page = browser.get(f"/introductions/{it.pk}/").content.decode()
    assert "How did it go?" in page
    assert "Borrel Utrecht" in page
    assert "You introduced Anna Bos and Piet Kok." in page


def test_somebody_who_was_not_there_still_has_to_meet(browser: Client, user: User) -> None:
    els = make_contact(user, "Els Smit")
    log(browser, {"name": "Anna Bos", "introduced": "Els"})
    it = Introduction.objects.get()
    assert it.sides() == [Contact.objects.get(name="Anna Bos"), els]
    assert it.made_on
    assert not it.met_on
    assert {nudge.due for nudge in Nudge.objects.all()} == {it.made_on + timedelta(weeks=user.weeks_to_meet)}


def test_several_in_one_row(browser: Client, user: User) -> None:
    make_contact(user, "Els Smit")
    log(browser, {"name": "Anna Bos", "introduced": "Piet; Els Smit"}, {"name": "Piet"})
    assert {it.second.name for it in Introduction.objects.all() if it.second} == {"Piet", "Els Smit"}


def test_in_the_rows_of_both_it_is_one(browser: Client) -> None:
    log(browser, {"name": "Anna", "introduced": "Piet"}, {"name": "Piet", "introduced": "Anna"})
    assert Introduction.objects.count() == Connection.objects.count() == 1


def test_sent_twice_it_is_one_and_what_came_later_is_kept(browser: Client) -> None:
    sent = evening({"name": "Anna", "introduced": "Piet"}, {"name": "Piet"}, {"name": "Els"})
    browser.post("/log/", sent)
    browser.post("/log/", sent)
    assert Introduction.objects.count() == Connection.objects.count() == 1
    browser.post("/log/", sent | {"people-2-introduced": "Piet"})
    assert [str(it) for it in Introduction.objects.order_by("pk")] == ["Anna – Piet", "Els – Piet"]


def test_who_know_each_other_are_not_told_to_again(browser: Client, user: User) -> None:
    anna, piet = make_contact(user, "Anna"), make_contact(user, "Piet")
    known = Connection.objects.create(owner=user, one=piet, other=anna, how="friend")
    log(browser, row(anna, introduced="Piet"), row(piet))
    assert Introduction.objects.get().made_on
    assert list(Connection.objects.all()) == [known]


def test_what_was_an_idea_is_made_with_it(browser: Client, user: User) -> None:
    anna, piet = make_contact(user, "Anna"), make_contact(user, "Piet")
    idea = make_introduction(piet, anna, why="They both build boats")
    log(browser, row(anna, introduced="Piet"), row(piet))
    it = Introduction.objects.get()
    assert (it, it.why) == (idea, "They both build boats")
    assert it.made_on == it.met_on == user.today()
    assert it.encounter == Encounter.objects.get()


def test_one_that_was_refused_stays_so(browser: Client, user: User) -> None:
    anna, piet = make_contact(user, "Anna"), make_contact(user, "Piet")
    refused = make_introduction(piet, anna)
    refused.no("first")
    log(browser, row(anna, introduced="Piet"), row(piet))
    refused.refresh_from_db()
    assert not refused.made_on
    assert Introduction.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Wim", "You know nobody called “Wim” yet: give them a row of their own."),
        ("Anna Bos", "Nobody can be introduced to themselves: choose two people."),
        ("Jan", "You know more than one: “Jan, kok”, “Jan, Gouda”. Type one of these."),
        ("x" * 901, "Ensure this value has at most 900 characters (it has 901)."),
        ("🎉", "You know nobody called “🎉” yet: give them a row of their own."),
        ("مرحبا", "You know nobody called “مرحبا” yet: give them a row of their own."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_kept(
    browser: Client, user: User, typed: str, wrong: str
) -> None:
    make_contact(user, "Jan", headline="kok")
    make_contact(user, "Jan", place="Gouda")
    response = browser.post("/log/", evening({"name": "Anna Bos", "introduced": typed}, {"name": "Piet"}))
    assert said(response, "introduced") == wrong
    assert f'value="{typed}"' in response.content.decode()
    assert not Encounter.objects.exists()


def test_a_namesake_can_be_meant(browser: Client, user: User) -> None:
    make_contact(user, "Jan", headline="kok")
    gouda = make_contact(user, "Jan", place="Gouda")
    log(browser, {"name": "Anna Bos", "introduced": "Jan, Gouda"})
    assert Introduction.objects.get().second == gouda


def test_suggestions_keep_the_names_before(browser: Client, user: User) -> None:
    make_contact(user, "Els Smit")
    make_contact(make_user(), "Els Vos")
    asked = {"people-0-introduced": "Piet; els"}
    headers = {"HX-Request": "true", "HX-Trigger-Name": "people-0-introduced"}
    text = browser.get("/log/", asked, headers=headers).content.decode()
    assert '<option value="Piet; Els Smit">' in text
    assert "Vos" not in text
