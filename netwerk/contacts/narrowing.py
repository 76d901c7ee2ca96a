"""The circles and places that a list of people, or of what they look for, can be narrowed to."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact
from netwerk.contacts.models.contact import place_key
from netwerk.prepared import prepared

CIRCLES = 100  # offered
PLACES = 20  # offered: the most usual ones …
PLACES_OF = 150  # … of those seen last, so that offering them costs the same in a network of any size


def offered_circles(user: User, chosen: Circle | None) -> list[Circle]:
    """Those to choose from, in order of the alphabet; the one that is chosen among them."""
    offered = _circles(user)
    return offered if chosen is None or chosen in offered else [*offered, chosen]


def usual_places(user: User, chosen: str = "") -> list[str]:
    """Those to choose from, in order of the alphabet; `chosen`, "" for none, among them."""
    rows = _places(user)
    counted = Counter(key for key, _place in rows)
    spelled = dict(rows) | ({place_key(chosen): chosen} if chosen else {})
    usual = {key for key, _count in counted.most_common(PLACES)}
    return [spelled[key] for key in sorted(usual | ({place_key(chosen)} if chosen else set()))]


@prepared
def _circles(user: User) -> QuerySet[Circle]:
    return Circle.objects.of(user)[:CIRCLES]


@prepared
def _places(user: User) -> QuerySet[Any]:
    """Each with the place_key it has."""
    seen_last = Contact.objects.of(user).current().exclude(place_key="").by_last_seen()
    return seen_last.values_list("place_key", "place")[:PLACES_OF]
