"""Favours and introductions by dice, in the ledgers of a user who has contacts."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F

from netwerk.accounts.models import User
from netwerk.bulk import copy_in
from netwerk.contacts.models import Contact
from netwerk.demo.crowd import Crowd
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction

BATCH = 5_000
NOON = time(12)
WEEK = timedelta(weeks=1)
NEW = timedelta(days=90)  # what is older is over, one way or another
EACH_CAME_OF = 10  # one of so many favours came of one before it
BEFORE = 7


def write_favours(user: User, crowd: Crowd, contacts: Sequence[int], count: int) -> None:
    """By the user, for the user, and among others; the old ones done, some of the new ones promised."""
    me = Contact.objects.me(user).pk
    rows = [_favour(user, crowd, _pair(crowd, contacts, me), day) for day in _days(user, crowd, count)]
    for start in range(0, count, BATCH):
        copy_in(rows[start : start + BATCH])
    later = [row.pk for row in rows[BEFORE::EACH_CAME_OF]]
    Favour.objects.of(user).filter(pk__in=later).update(came_of_favour=F("pk") - BEFORE)


def write_introductions(user: User, crowd: Crowd, contacts: Sequence[int], count: int) -> None:
    """Among the contacts, some through a third; the old ones over, the new ones anywhere."""
    rows = [_introduction(user, crowd, contacts, day) for day in _days(user, crowd, count)]
    for start in range(0, count, BATCH):
        copy_in(rows[start : start + BATCH])


def _favour(user: User, crowd: Crowd, people: tuple[int, int], day: date) -> Favour:
    is_done = day + NEW < user.today() or crowd.dice.random() < 0.5
    return Favour(
        owner_id=user.pk,
        giver_id=people[0],
        receiver_id=people[1],
        what=crowd.pick("favours"),
        promised_on=day,
        done_on=day if is_done else None,
        thanked_on=day if is_done and crowd.dice.random() < 0.4 else None,
    )


def _introduction(user: User, crowd: Crowd, contacts: Sequence[int], day: date) -> Introduction:
    first, second, third = crowd.dice.sample(contacts, 3)
    return Introduction(
        owner_id=user.pk,
        first_id=first,
        second_id=second,
        through_id=third if crowd.dice.random() < 0.1 else None,
        why=crowd.pick("introductions"),
        began_on=day,
        **_steps(user, crowd, day),
    )


def _steps(user: User, crowd: Crowd, day: date) -> dict[str, Any]:
    """How far it came: to its end when it is old."""
    asked = datetime.combine(day, NOON, user.zone)
    far = 5 if day + NEW < user.today() else crowd.dice.randint(0, 4)
    if far == 5 and crowd.dice.random() < 0.2:
        return {"asked_first_at": asked, "first_no_at": asked + timedelta(minutes=5)}
    steps: list[dict[str, Any]] = [
        {"asked_first_at": asked},
        {"first_yes_at": asked + timedelta(minutes=5)},
        {"made_on": day},
        {"met_on": min(day + WEEK, user.today())},
        {"closed_at": asked + WEEK},
    ]
    return {column: value for step in steps[:far] for column, value in step.items()}


def _pair(crowd: Crowd, contacts: Sequence[int], me: int) -> tuple[int, int]:
    """Who does it for whom: mostly the user for somebody, or somebody for the user."""
    one, other = crowd.dice.sample(contacts, 2)
    pairs: list[tuple[int, int]] = [(me, other), (me, other), (one, me), (one, other)]
    return crowd.dice.choice(pairs)


def _days(user: User, crowd: Crowd, count: int) -> list[date]:
    return [user.today() - timedelta(days=ago) for ago in crowd.days_ago(count)]
