"""Nudges: their verbs, their buttons, and how many come a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.nudges.follow_ups import Wish, raise_follow_ups
from netwerk.nudges.later import days_to_help
from netwerk.nudges.models import Nudge
from netwerk.nudges.spread import Spread
from tests.factories import TODAY, make_contact, make_encounter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
HTMX = {"HX-Request": "true"}


def url(nudge: Nudge, verb: str) -> str:
    return reverse(f"nudges.{verb}", args=[nudge.pk])


def state(nudge: Nudge) -> tuple[str, date]:
    nudge = Nudge.objects.get(pk=nudge.pk)
    return "done" if nudge.done_at else "dropped" if nudge.dropped_at else "open", nudge.due


# ── The verbs ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("verb", "after"), [("done", "done"), ("drop", "dropped")])
def test_ended_and_taken_back(nudge: Nudge, verb: str, after: str) -> None:
    getattr(nudge, verb)()
    assert state(nudge) == (after, TODAY)
    nudge.undo()
    assert state(nudge) == ("open", TODAY)


def test_the_first_press_counts(nudge: Nudge, thursday: Any) -> None:
    other_tab = Nudge.objects.get(pk=nudge.pk)
    nudge.done()
    first = nudge.done_at
    thursday.shift(60)
    other_tab.done()
    other_tab.drop()
    other_tab.snooze(TODAY + timedelta(days=3))
    assert state(nudge) == ("done", TODAY)
    assert other_tab.done_at == first


def test_snoozed_and_taken_back(nudge: Nudge) -> None:
    until = TODAY + timedelta(days=3)
    other_tab = Nudge.objects.get(pk=nudge.pk)
    nudge.snooze(until)
    other_tab.snooze(until)  # twice the same is once
    assert state(nudge) == ("open", until)
    nudge.undo()
    assert state(nudge) == ("open", TODAY)


def test_a_second_undo_takes_back_nothing_more(nudge: Nudge) -> None:
    nudge.snooze(TODAY + timedelta(days=3))
    nudge.done()
    nudge.undo()
    nudge.undo()
    assert state(nudge) == ("open", TODAY + timedelta(days=3))


# ── The buttons ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("verb", "data", "after", "says"),
    [
        ("done", {}, ("done", TODAY), "done"),
        ("drop", {}, ("dropped", TODAY), "dropped"),
        ("snooze", {"until": "tomorrow"}, ("open", date(2026, 11, 20)), "comes back on Fri 20 Nov 2026"),
        ("snooze", {"until": "3days"}, ("open", date(2026, 11, 22)), "comes back on Sun 22 Nov 2026"),
        ("snooze", {"until": "week"}, ("open", date(2026, 11, 26)), "comes back on Thu 26 Nov 2026"),
        ("snooze", {"day": "2027-01-04"}, ("open", date(2027, 1, 4)), "comes back on Mon 4 Jan 2027"),
    ],
)
def test_a_press_folds_the_card(
    browser: Client, nudge: Nudge, verb: str, data: dict[str, str], after: tuple[str, date], says: str
) -> None:
    response = browser.post(url(nudge, verb), data, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert f'id="nudge-{nudge.pk}"' in text
    assert says in text
    assert url(nudge, "undo") in text
    assert "<html" not in text
    assert state(nudge) == after
    back = browser.post(url(nudge, "undo"), headers=HTMX).content.decode()
    assert url(nudge, "done") in back
    assert "<html" not in back
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize(
    ("wanted", "onward"),
    [
        ("/contacts/7/", "/contacts/7/"),
        ("", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ],
)
def test_without_javascript_it_goes_back(browser: Client, nudge: Nudge, wanted: str, onward: str) -> None:
    response = browser.post(url(nudge, "done"), {"next": wanted})
    assert (response.status_code, response["Location"]) == (302, onward)
    today = browser.get("/").content.decode()
    assert "Sanne de Vries: done." in today
    assert f'action="{url(nudge, "undo")}?next=' in today
    undone = browser.post(f"{url(nudge, 'undo')}?next={wanted}")
    assert (undone.status_code, undone["Location"]) == (302, onward)
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"day": "2026-11-19"}, "Choose a day that is yet to come."),
        ({"day": "2020-01-01"}, "Choose a day that is yet to come."),
        ({"day": "2206-11-20"}, "That is further away than anybody plans."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"day": ""}, "Choose a day."),
        ({"until": "never"}, "Choose a day."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_day_that_cannot_be(
    browser: Client, nudge: Nudge, data: dict[str, str], says: str, headers: dict[str, str]
) -> None:
    response = browser.post(url(nudge, "snooze"), data, headers=headers)
    text = response.content.decode()
    assert response.status_code == 422
    assert says in text
    assert text.count('aria-invalid="true"') == 1
    assert ("<html" in text) is not bool(headers)
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize("verb", ["done", "snooze", "drop", "undo"])
def test_looking_is_not_acting(browser: Client, nudge: Nudge, verb: str) -> None:
    assert browser.get(url(nudge, verb)).status_code == 405


def test_tomorrow_is_where_the_user_is(browser: Client, user: User, nudge: Nudge) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 11, 19, 12, 0, tzinfo=UTC)):  # Friday in Auckland
        browser.post(url(nudge, "snooze"), {"until": "tomorrow"}, headers=HTMX)
    assert state(nudge) == ("open", date(2026, 11, 21))


# ── Follow-ups, spread over days ────────────────────────────────────────────────────────────────────────────


days = st.dates(date(2026, 1, 1), date(2026, 1, 20))


@given(st.lists(days, max_size=40), st.lists(days, max_size=40), st.integers(1, 6))
def test_no_day_gets_more_than_it_can_bear(taken: list[date], wished: list[date], a_day: int) -> None:
    spread = Spread(a_day, 7 * a_day, taken)
    given_out = [spread.take(day) for day in wished]
    for day in set(given_out):
        assert given_out.count(day) <= max(0, a_day - taken.count(day))
    assert all(got >= wish for got, wish in zip(given_out, wished, strict=True))


@given(st.lists(days, max_size=40), days, st.integers(1, 6))
def test_a_named_day_is_kept(taken: list[date], named: date, a_day: int) -> None:
    assert Spread(a_day, 7 * a_day, taken).take(named, named=True) == named


def test_twelve_people_of_one_borrel(user: User) -> None:
    people = [make_contact(user) for _ in range(12)]
    borrel = make_encounter(user, *people)
    wish, named = TODAY + timedelta(days=2), TODAY + timedelta(days=2)
    wishes = [Wish(contact, wish, named=False) for contact in people[:-1]] + [
        Wish(people[-1], named, named=True)
    ]
    nudges = raise_follow_ups(user, borrel, wishes)
    due = sorted(nudge.due for nudge in nudges)
    assert due == [wish] * 5 + [wish + timedelta(days=1)] * 5 + [wish + timedelta(days=2)] * 2
    assert next(nudge for nudge in nudges if nudge.contact == people[-1]).due == named
    raise_follow_ups(user, borrel, wishes)
    assert Nudge.objects.of(user).count() == 12


@pytest.mark.parametrize(
    ("soon", "offered"),
    [(1, [1, 7]), (2, [1, 2, 7]), (7, [1, 7]), (60, [1, 7, 60])],
)
def test_each_day_to_help_is_offered_once(soon: int, offered: list[int]) -> None:
    assert [(day - TODAY).days for _name, day in days_to_help(TODAY, soon)] == offered
    assert days_to_help(TODAY, soon)[0][0] == "Tomorrow"
