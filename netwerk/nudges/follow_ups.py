"""Follow-ups: the nudges that an encounter raises."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.nudges.models import Nudge
from netwerk.nudges.spread import Spread, monday


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
    spread = spread_from(owner, min(wish.day for wish in wishes))
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


def spread_from(owner: User, first: date) -> Spread:
    """What room the owner's limits leave from `first` on.

    A nudge of a day that has come has taken its place, whatever became of it; one of a day to come leaves it
    when it ends before.
    """
    counted = Nudge.objects.of(owner).filter(due__gte=monday(first))
    counted = counted.filter(Q(done_at=None, dropped_at=None) | Q(due__lte=owner.today()))
    taken = dict(counted.order_by().values_list("due").annotate(Count("id")))
    return Spread(owner.nudges_a_day, owner.nudges_a_week, taken)
