"""Introductions that the user made at a meeting, with both at hand."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.introductions.models import Introduction


class Made(NamedTuple):
    """The user introduced `first` to `second`, and why ("" when nobody said)."""

    first: Contact
    second: Contact
    why: str = ""


def write_down(
    owner: User, encounter: Encounter, there: Iterable[int], said: Iterable[Made]
) -> list[Introduction]:
    """Keeps who was introduced to whom at `encounter`; gives what is new.

    Where both are `there` (ids), they have met with that. Call it in the transaction that saves the meeting,
    which waits for other sendings of the same draft: sent twice, or in the rows of both, it is kept once.
    """
    there = set(there)
    new = []
    for made in said:
        introduction = _begin(owner, encounter, made)
        # Of a meeting that is planned: today.
        day = min(encounter.day, owner.today())
        if introduction is None or not introduction.make(day):
            continue
        if {made.first.pk, made.second.pk} <= there:
            introduction.met(day)
        introduction.connect()
        new.append(introduction)
    return new


def _begin(owner: User, encounter: Encounter, made: Made) -> Introduction | None:
    """The introduction of these two that was begun before, or a new one; None when this meeting has one."""
    first, second = made.first, made.second
    both = Q(first=first, second=second) | Q(first=second, second=first)
    before = Introduction.objects.of(owner).filter(both).newest_first()
    if before.filter(encounter=encounter, made_on__isnull=False).exists():
        return None
    if begun := before.open().filter(made_on=None, met_on=None).first():
        begun.take_place_at(encounter)
        return begun
    return Introduction.objects.create(
        owner=owner,
        first=first,
        second=second,
        why=made.why,
        began_on=min(encounter.day, owner.today()),
        encounter=encounter,
        came_of_encounter=encounter,
    )
