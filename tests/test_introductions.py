"""Introductions: no order of presses reaches an impossible state, and every step can be taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.introductions.models import SIDES, Introduction
from tests.factories import make_contact, make_introduction, make_need, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)

PRESSES: dict[str, Callable[[Introduction], bool]] = {
    **{f"ask {side}": lambda it, side=side: it.ask(side) for side in SIDES},
    **{f"yes {side}": lambda it, side=side: it.yes(side) for side in SIDES},
    **{f"no {side}": lambda it, side=side: it.no(side) for side in SIDES},
    "make": lambda it: it.make(DAY),
    "met": lambda it: it.met(DAY + timedelta(days=9)),
    "close": lambda it: it.close("They hired each other"),
    "drop": lambda it: it.drop(),
}


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


@pytest.fixture
def piet(user: User) -> Contact:
    return make_contact(user, "Piet Kok")


@pytest.fixture
def joost(user: User) -> Contact:
    return make_contact(user, "Joost Dam")


def state(it: Introduction) -> dict[str, Any]:
    return Introduction.objects.filter(pk=it.pk).values(*Introduction.STEPS, "day", "met_need_at").get()


def words(it: Introduction) -> str:
    assert it.waits_for
    return it.waits_for.words


def test_two_separate_yeses_and_then_together(anna: Contact, piet: Contact) -> None:
    it = make_introduction(anna, piet)
    for said, press in (
        ("Ask Anna Bos", "ask first"),
        ("Waiting for an answer from Anna Bos", "yes first"),
        ("Ask Piet Kok next", "ask second"),
        ("Waiting for an answer from Piet Kok", "yes second"),
        ("Bring them together", "make"),
        ("Did they meet?", "met"),
        ("How did it go?", "close"),
    ):
        assert words(it) == it.told == said
        assert PRESSES[press](it)
    assert it.waits_for is None
    assert it.told == "They hired each other"
    assert it.day == DAY


def test_what_it_waits_for_is_told_in_dutch(anna: Contact, piet: Contact) -> None:
    with translation.override("nl"):
        assert words(make_introduction(anna, piet)) == "Vraag het Anna Bos"


def test_an_answer_is_waited_for_since_the_asking(user: User, anna: Contact, piet: Contact) -> None:
    it = make_introduction(anna, piet, began_on=user.today() - timedelta(days=30))
    assert it.waits_for
    assert it.waits_for.since == user.today() - timedelta(days=30)
    it.ask("second")
    assert it.waits_for == ("answer", "second", "Waiting for an answer from Piet Kok", timezone.localdate())


def test_somebody_between_is_the_one_who_is_asked(anna: Contact, piet: Contact, joost: Contact) -> None:
    it = make_introduction(anna, piet, through=joost)
    assert words(it) == "Ask Joost Dam"
    it.ask("through")
    assert words(it) == "Waiting for an answer from Joost Dam"
    it.yes("through")
    assert words(it) == "Did Joost Dam bring them together?"
    it.ask("first")
    assert words(it) == "Waiting for an answer from Anna Bos"


def test_the_user_needs_no_asking(user: User, anna: Contact) -> None:
    it = make_introduction(Contact.objects.me(user), anna)
    assert words(it) == "Ask Anna Bos"
    it.yes("second")
    assert words(it) == "Bring them together"


@pytest.mark.parametrize("side", SIDES)
def test_a_no_is_final(anna: Contact, piet: Contact, joost: Contact, side: str) -> None:
    it = make_introduction(anna, piet, through=joost)
    assert it.no(side)
    before = state(it)
    assert not any(press(it) for press in PRESSES.values())
    assert state(it) == before
    assert it.told.endswith("would rather not")
    assert not Introduction.objects.open().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=it.pk).update(made_on=DAY)


def test_made_there_and_then_in_one_press(anna: Contact, piet: Contact) -> None:
    it = make_introduction(anna, piet)
    assert it.make(DAY)
    assert (it.day, words(it)) == (DAY, "Did they meet?")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.sampled_from([*PRESSES, "undo"]), max_size=14), through=st.booleans())
def test_no_order_of_presses_does_harm_and_each_can_be_taken_back(
    presses: list[str], through: bool, anna: Contact, piet: Contact, joost: Contact
) -> None:
    """The database refuses what is impossible, so that no press may meet its refusal."""
    it = make_introduction(anna, piet, through=joost if through else None)
    states = [state(it)]
    for press in presses:
        if press == "undo":
            assert it.undo() == (len(states) > 1)
            states = states[:-1] or states
        elif PRESSES[press](it):
            states.append(state(it))
            assert states[-1] != states[-2]
        assert state(it) == states[-1]
        assert it.is_open == (it.waits_for is not None)
        assert it.is_open == Introduction.objects.open().filter(pk=it.pk).exists()
        assert it.told
    while len(states) > 1:
        assert it.undo(it.last_step)
        states.pop()
        assert state(it) == states[-1]
    assert it.last_step == ""


@pytest.mark.parametrize("press", PRESSES)
def test_a_press_in_a_second_tab_changes_nothing_and_sees_the_first(
    anna: Contact, piet: Contact, joost: Contact, press: str
) -> None:
    it = make_introduction(anna, piet, through=joost)
    tab = Introduction.objects.get(pk=it.pk)
    assert PRESSES[press](it)
    before = state(it)
    assert not PRESSES[press](tab)
    assert state(it) == before
    assert tab.last_step == it.last_step != ""


def test_a_second_tab_takes_nothing_more_back(anna: Contact, piet: Contact) -> None:
    it = make_introduction(anna, piet)
    it.make(DAY)
    it.met(DAY)
    tab, late = Introduction.objects.get(pk=it.pk), Introduction.objects.get(pk=it.pk)
    assert it.undo("met_on")
    assert not tab.undo()
    assert not late.undo("met_on")
    assert Introduction.objects.get(pk=it.pk).undo("met_on") is False
    assert (tab.made_on, tab.met_on) == (DAY, None)


def test_closing_meets_the_need_and_undo_opens_it_again(anna: Contact, piet: Contact) -> None:
    need = make_need(anna, "zoekt een fiscalist")
    it = make_introduction(anna, piet, need=need)
    assert it.close("He helps her", meets=True)
    need.refresh_from_db()
    assert need.met_at
    assert list(Introduction.objects.meeting(need)) == [it]
    assert it.undo()
    need.refresh_from_db()
    assert need.is_open
    assert need.keys  # back in the book of matches
    assert not Introduction.objects.meeting(need).exists()


def test_a_need_that_somebody_else_met_stays_met(anna: Contact, piet: Contact, joost: Contact) -> None:
    need = make_need(anna, "zoekt een fiscalist")
    one, other = make_introduction(anna, piet, need=need), make_introduction(anna, joost, need=need)
    assert one.close(meets=True)
    assert other.close(meets=True)
    need.refresh_from_db()
    assert list(Introduction.objects.meeting(need)) == [one]
    assert other.undo()
    need.refresh_from_db()
    assert need.met_at


def test_of_a_contact_wherever_they_stand(anna: Contact, piet: Contact, joost: Contact) -> None:
    one, other = make_introduction(anna, piet, through=joost), make_introduction(joost, anna)
    assert list(Introduction.objects.of_contact(joost).newest_first()) == [other, one]
    assert list(Introduction.objects.of_contact(piet)) == [one]


def test_who_waits_for_what(anna: Contact, piet: Contact, joost: Contact) -> None:
    asked, made, idea = (make_introduction(anna, other) for other in (piet, joost, piet))
    asked.ask("second")
    made.make(DAY)
    waits = {one: one.waits_for.kind for one in Introduction.objects.open() if one.waits_for}
    assert waits == {asked: "answer", made: "meet", idea: "ask"}
    joost.archive()
    assert set(Introduction.objects.open()) == {asked, idea}
    assert set(Introduction.objects.of_contact(joost)) == {made}


@pytest.mark.parametrize(
    "people", [("anna", "anna", None), ("anna", "piet", "anna"), ("anna", "piet", "piet")]
)
def test_nobody_twice(
    request: pytest.FixtureRequest, user: User, people: tuple[str, str, str | None]
) -> None:
    first, second, through = (request.getfixturevalue(name) if name else None for name in people)
    it = Introduction(owner=user, first=first, second=second, through=through, began_on=DAY)
    with pytest.raises(ValidationError, match=r"themselves|neither of them"):
        it.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        it.save()


def test_faces_come_in_one_query(
    anna: Contact, piet: Contact, joost: Contact, django_assert_num_queries: Any
) -> None:
    make_introduction(anna, piet, through=joost)
    with django_assert_num_queries(1):
        it = Introduction.objects.of(anna.owner).with_faces().get()
        assert [it.first.name, it.second.name, it.through.sort_name, it.told] == [
            "Anna Bos", "Piet Kok", joost.sort_name, "Ask Joost Dam",
        ]  # fmt: skip


def test_only_the_owners(anna: Contact, piet: Contact) -> None:
    make_introduction(anna, piet)
    assert not Introduction.objects.of(make_user()).exists()
