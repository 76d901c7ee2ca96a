"""A nudge carries a gift: who could help the one that it is about."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from netwerk.needs.showing import Each, best_of

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge


def bring_gifts(nudges: Iterable["Nudge"], today: date) -> None:
    """Sets `gift` of each nudge, in one query: the best good match for an open need of its contact, if any.

    `today` is the day of whoever owns them.
    """
    nudges = list(nudges)
    if not nudges:
        return
    seekers = {nudge.contact_id for nudge in nudges}
    owners = {nudge.owner_id for nudge in nudges}
    gifts = best_of(owners, Each.SEEKER, seekers, today, most=1, only_good=True)
    for nudge in nudges:
        nudge.gift = next(iter(gifts[nudge.contact_id]), None)
