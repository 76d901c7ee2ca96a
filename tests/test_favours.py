"""Favours: promised, done, thanked; dropped; taken back; and the need that was met."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from tests.factories import make_contact, make_favour, make_need

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)
PRESSES: dict[str, Callable[[Favour], bool]] = {
    "done": lambda it: it.done(DAY),
    "thank": lambda it: it.thank(DAY),
    "drop": lambda it: it.drop("She found it herself"),
}


@pytest.fixture
def me(user: User) -> Contact:
    return Contact.objects.me(user)


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


def state(it: Favour) -> dict[str, Any]:
    return Favour.objects.filter(pk=it.pk).values(*Favour.STEPS, "day", "met_need_at").get()


def test_promised_done_thanked(me: Contact, anna: Contact) -> None:
    it = make_favour(me, anna, promised_on=date(2026, 11, 1))
    assert (it.told, it.day) == ("Promised", date(2026, 11, 1))
    assert list(Favour.objects.promised()) == [it]
    assert not it.thank(DAY)
    assert it.done(DAY)
    assert (it.told, it.day) == ("Done", DAY)
    assert it.thank(DAY)
    assert it.told == "Done, and thanked for"
    assert not Favour.objects.promised().exists()
    assert list(Favour.objects.done()) == [it]


def test_dropped_with_a_reason(me: Contact, anna: Contact) -> None:
    it = make_favour(me, anna)
    assert it.drop("She found it herself")
    assert it.told == "Not done: She found it herself"
    assert not it.done(DAY)
    assert it.undo()
    assert (it.told, it.dropped_why) == ("Promised", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.sampled_from([*PRESSES, "undo"]), max_size=9), promised=st.booleans())
def test_no_order_of_presses_does_harm_and_each_can_be_taken_back(
    presses: list[str], promised: bool, me: Contact, anna: Contact
) -> None:
    it = make_favour(me, anna, **({} if promised else {"done_on": DAY}))
    states = [state(it)]
    for press in presses:
        if press == "undo":
            assert it.undo() == (len(states) > 1)
            states = states[:-1] or states
        elif PRESSES[press](it):
            states.append(state(it))
        assert state(it) == states[-1]
        assert it.is_open == Favour.objects.promised().filter(pk=it.pk).exists()
    while len(states) > 1:
        assert it.undo(it.last_step)
        states.pop()
        assert state(it) == states[-1]
    assert it.last_step == ""


@pytest.mark.parametrize("press", ["done", "drop"])
def test_a_press_in_a_second_tab_changes_nothing_and_sees_the_first(
    me: Contact, anna: Contact, press: str
) -> None:
    it = make_favour(me, anna)
    tab, other = Favour.objects.get(pk=it.pk), Favour.objects.get(pk=it.pk)
    assert PRESSES[press](it)
    before = state(it)
    assert not PRESSES[press](tab)
    assert not it.drop("another reason")
    assert state(it) == before
    assert tab.last_step == it.last_step
    assert tab.undo(tab.last_step)
    assert not other.undo("thanked_on")
    assert not it.undo()


def test_doing_it_meets_the_need_and_undo_opens_it_again(me: Contact, anna: Contact) -> None:
    need = make_need(anna, "zoekt een fiscalist")
    it = make_favour(me, anna, need=need)
    assert it.done(DAY)
    need.refresh_from_db()
    assert need.is_open
    assert it.undo()
    assert it.done(DAY, meets=True)
    need.refresh_from_db()
    assert (need.met_at, need.keys) == (it.met_need_at, [])
    assert list(Favour.objects.meeting(need)) == [it]
    assert it.undo()
    need.refresh_from_db()
    assert need.is_open
    assert it.met_need_at is None


def test_a_need_that_was_opened_and_met_again_is_left_alone(me: Contact, anna: Contact) -> None:
    need = make_need(anna, "zoekt een fiscalist")
    it = make_favour(me, anna, need=need)
    it.done(DAY, meets=True)
    need.refresh_from_db()
    need.reopen()
    assert not Favour.objects.meeting(need).exists()
    need.meet()
    assert not Favour.objects.meeting(need).exists()
    assert it.undo()
    need.refresh_from_db()
    assert need.met_at


def test_not_to_oneself(user: User, anna: Contact) -> None:
    it = Favour(owner=user, giver=anna, receiver=anna, what="x", promised_on=DAY)
    with pytest.raises(ValidationError, match="themselves"):
        it.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        it.save()


@pytest.mark.parametrize("fields", [{"what": ""}, {"promised_on": None}, {"thanked_on": DAY}])
def test_what_is_no_favour_is_refused(me: Contact, anna: Contact, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_favour(me, anna, **fields)


def test_who_gave_and_who_received(me: Contact, anna: Contact) -> None:
    mine, hers = make_favour(me, anna), make_favour(anna, me, done_on=DAY)
    assert list(Favour.objects.given_by(me)) == list(Favour.objects.received_by(anna)) == [mine]
    assert set(Favour.objects.of_contact(anna)) == {mine, hers}
    anna.archive()
    assert not Favour.objects.promised().exists()
    assert set(Favour.objects.of_contact(anna)) == {mine, hers}
