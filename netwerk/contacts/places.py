"""The places that a list of people can be narrowed to."""

from collections import Counter

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.contacts.models.contact import place_key

PLACES = 20  # offered: the most usual ones …
PLACES_OF = 150  # … of those seen last, so that offering them costs the same in a network of any size

__all__ = ["place_key", "usual_places"]


def usual_places(user: User, chosen: str = "") -> list[str]:
    """Those to choose from, in order of the alphabet; `chosen`, "" for none, among them."""
    seen_last = Contact.objects.of(user).current().exclude(place_key="").by_last_seen()
    rows = seen_last.values_list("place_key", "place")[:PLACES_OF]
    counted = Counter(key for key, _place in rows)
    spelled = dict(rows) | ({place_key(chosen): chosen} if chosen else {})
    usual = {key for key, _count in counted.most_common(PLACES)}
    return [spelled[key] for key in sorted(usual | ({place_key(chosen)} if chosen else set()))]
