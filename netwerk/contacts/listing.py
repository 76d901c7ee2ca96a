"""The list of contacts: which of them, in which order, a part at a time."""

from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, ContactQuerySet, Membership
from netwerk.contacts.models.contact import place_key
from netwerk.contacts.narrowing import offered_circles, usual_places
from netwerk.web import Slice, chosen, read_slice, sliced

SIZE = 24
SHOWN = ("name", "headline", "organisation", "last_seen", "sort_name", "photo_digest")
BY_NAME, BY_LAST_SEEN = ("sort_name", "id"), ("-seen_key", "-id")


class Listing:
    """What an address of the list asks for: `q`, `circle`, `place`, `archived`, `sort` and `after`."""

    def __init__(self, user: User, asked: QueryDict) -> None:
        self.user = user
        self.q = " ".join(asked.get("q", "").split())[:200]
        self.place = " ".join(asked.get("place", "").split())[:80]
        self.archived = bool(asked.get("archived"))
        self.heard = bool(asked.get("heard")) and not self.archived
        self.sort = "seen" if asked.get("sort") == "seen" and not self.archived else ""
        self.after = asked.get("after", "")
        # Somebody else's circle is nobody's: 404.
        self.circle = chosen(Circle.objects.of(user), asked.get("circle", ""))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.q or self.place or self.circle or self.archived or self.heard)

    @cached_property
    def slice(self) -> Slice:
        """The part that was asked for."""
        if not self.is_narrowed:
            return (_by_last_seen if self.sort else _by_name)(self.after, self.user)
        contacts = self._contacts().only(*SHOWN)
        if self.sort:
            return read_slice(contacts.by_last_seen(), BY_LAST_SEEN, self.after, SIZE)
        return read_slice(contacts, BY_NAME, self.after, SIZE)

    @property
    def query(self) -> str:
        """This list as the end of an address, with only what was asked for; "" for all contacts."""
        return self._address(self._asked())

    @property
    def next_query(self) -> str:
        """The same for the next part; "" at the end."""
        return self._address(self._asked() | {"after": self.slice.next}) if self.slice.next else ""

    def circles(self) -> list[Circle]:
        """Those to choose from, in order of the alphabet; the one that is chosen among them."""
        return offered_circles(self.user, self.circle)

    def places(self) -> list[str]:
        """Those to choose from, in order of the alphabet; the one that is chosen among them."""
        return usual_places(self.user, self.place)

    def _contacts(self) -> ContactQuerySet:
        contacts = Contact.objects.matching(self.user, self.q)
        if self.archived or self.heard:
            contacts = contacts.archived() if self.archived else contacts.heard_of()
        else:
            contacts = contacts.current()
        if self.place:
            contacts = contacts.filter(place_key=place_key(self.place))
        if self.circle:
            members = Membership.objects.of(self.user).filter(circle=self.circle, contact=OuterRef("pk"))
            contacts = contacts.filter(Exists(members))
        return contacts

    def _asked(self) -> dict[str, str]:
        return {
            "q": self.q,
            "circle": str(self.circle.pk) if self.circle else "",
            "place": self.place,
            "archived": "1" if self.archived else "",
            "heard": "1" if self.heard else "",
            "sort": self.sort,
        }

    @staticmethod
    def _address(asked: dict[str, str]) -> str:
        return urlencode({name: value for name, value in asked.items() if value})


# Those that are asked for most: all contacts, in both orders.


@sliced(*BY_NAME, size=SIZE)
def _by_name(user: User) -> ContactQuerySet:
    return Contact.objects.of(user).current().only(*SHOWN)


@sliced(*BY_LAST_SEEN, size=SIZE)
def _by_last_seen(user: User) -> ContactQuerySet:
    return Contact.objects.of(user).current().only(*SHOWN).by_last_seen()
