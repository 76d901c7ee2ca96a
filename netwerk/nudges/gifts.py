"""A nudge carries a gift: who could help the one that it is about."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from netwerk.needs.models import Match

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge


def bring_gifts(nudges: Iterable["Nudge"], today: date) -> None:
    """Sets `gift` of each nudge, in one query: the best match for an open need of its contact, if any.

    The nudges have one owner, whose day `today` is.
    """
    nudges = list(nudges)
    if not nudges:
        return
    matches = Match.objects.filter(owner=nudges[0].owner_id, need__met_at=None, need__withdrawn_at=None)
    theirs = (
        matches.filter(need__contact__in={nudge.contact_id for nudge in nudges}).shown(today).with_faces()
    )
    best = theirs.order_by("need__contact", F("fit").desc(), "id").distinct("need__contact")
    gifts = {match.need.contact_id: match for match in best}
    for nudge in nudges:
        nudge.gift = gifts.get(nudge.contact_id)
