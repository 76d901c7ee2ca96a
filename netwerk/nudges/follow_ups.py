"""Follow-ups: the nudges that an encounter raises."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.nudges.models import Nudge
from netwerk.nudges.spread import Spread


class Wish(NamedTuple):
    """When the user wants to hear of a contact again, and whether that day was named ("on 3 December")."""

    contact: Contact
    day: date
    named: bool


def raise_follow_ups(owner: User, encounter: Encounter | None, wishes: Iterable[Wish]) -> list[Nudge]:
    """One nudge for each wish, spread over the days by the owner's limit; named days are kept.

    Call it in the transaction that saves the encounter, or the note, for which `encounter` is None. A contact
    who has a follow-up of this encounter already keeps that one.
    """
    wishes = list(wishes)
    if not wishes:
        return []
    owner.wait_for("follow-ups")  # before it looks at the days that others take
    spread = Spread(owner.nudges_a_day, _taken(owner, min(wish.day for wish in wishes)))
    # Named days first: what is fixed takes its place before the others are spread around it.
    days = {
        wish.contact.pk: spread.take(wish.day, named=wish.named)
        for wish in sorted(wishes, key=lambda wish: not wish.named)
    }
    nudges = [
        Nudge(owner=owner, encounter=encounter, contact=wish.contact, due=days[wish.contact.pk])
        for wish in wishes
    ]
    return Nudge.objects.bulk_create(nudges, ignore_conflicts=True)


def _taken(owner: User, first: date) -> dict[date, int]:
    """How many nudges there are on each day from `first` on."""
    nudges = Nudge.objects.of(owner).open().filter(due__gte=first)
    return dict(nudges.order_by().values_list("due").annotate(Count("id")))
