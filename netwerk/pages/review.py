"""Who could help whom: the open needs, each with those who could meet it."""

from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Circle, Contact, Membership
from netwerk.contacts.models.contact import place_key
from netwerk.contacts.narrowing import offered_circles, usual_places
from netwerk.encounters.models import Encounter, Participation
from netwerk.needs.book import MOST
from netwerk.needs.models import Match, Need, NeedQuerySet
from netwerk.needs.models.match import BY_WHAT_THEY_ARE
from netwerk.needs.paths import find_paths, nearest_first
from netwerk.needs.showing import Each, best_of
from netwerk.web import Slice, chosen, page, read_slice, sliced

NEEDS = 4  # at first; the next ones come when these were scrolled past
NEEDS_OF_MEETING = 12  # the same of one meeting: one wants to see what the evening made possible
MATCHES = 3  # of each
TIERS = {1: _("You could help"), 2: _("Two people you know"), 3: _("Along somebody else")}
KEY = ("-rank", "-id")
SHOWN = (
    "owner", "text", "note", "day", "encounter", "stands_at", "met_at", "withdrawn_at", "rank",
    *(f"contact__{name}" for name in ("name", "sort_name", "photo_digest", "self_of", "known_at")),
)  # fmt: skip


@require_safe
def review(request: UserRequest) -> HttpResponse:
    """Whom the user can help today, and how. A page that waits for what is being read asks again (204)."""
    asked = Review(request.user, request.GET)
    if asked.waits and asked.is_reading:
        return HttpResponse(status=204)
    return page(request, "pages/review.html", {"review": asked}, part="rows" if asked.after else "needs")


class Review:
    """What an address asks for: `q`, `circle`, `place`, `tier`, `encounter`, `matched` and `after`.

    With `ready` it waits for what is still being read; "beside" another page it shows only what there is.
    """

    tiers = TIERS

    def __init__(self, user: User, asked: QueryDict) -> None:
        self.user, self.today = user, user.today()
        self.q = " ".join(asked.get("q", "").split())[:200]
        self.place = " ".join(asked.get("place", "").split())[:80]
        tier = asked.get("tier", "")
        self.tier = int(tier) if tier in map(str, TIERS) else None
        self.matched = bool(asked.get("matched"))
        self.after = asked.get("after", "")
        self.waits = bool(asked.get("ready"))
        self.is_beside = asked.get("ready") == "beside"
        # Somebody else's are nobody's: 404.
        self.circle = chosen(Circle.objects.of(user), asked.get("circle", ""))
        self.encounter = chosen(Encounter.objects.of(user), asked.get("encounter", ""))

    @cached_property
    def is_reading(self) -> bool:
        """Whether the worker has yet to read what people of the encounter do: more may come of it."""
        if not self.encounter:
            return False
        unread = Contact.objects.of(self.user).filter(unread_at__isnull=False)
        return unread.filter(participations__encounter=self.encounter).exists()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self._asked().values())

    @property
    def circles(self) -> list[Circle]:
        """Those to choose from."""
        return offered_circles(self.user, self.circle)

    @property
    def places(self) -> list[str]:
        """Those to choose from."""
        return usual_places(self.user, self.place)

    @cached_property
    def slice(self) -> Slice:
        """The needs that were asked for, each with `best`: those who could meet it."""
        found = self._read()
        # A narrowed page picks from all that are kept of a need, not from the best alone.
        most = MOST if self.tier or self.encounter else MATCHES
        best = best_of(self.user.pk, Each.NEED, [need.pk for need in found.items], self.today, most)
        for need in found.items:
            need.owner = self.user  # who chose when it is old
            need.best = [match for match in best[need.pk] if self._is_asked(match)][:MATCHES]
        find_paths(match for need in found.items for match in need.best)
        for need in found.items:
            need.best = nearest_first(need.best)
        return found

    @property
    def next_query(self) -> str:
        """The next part, as the end of an address; "" at the end."""
        return self._query(after=self.slice.next) if self.slice.next else ""

    @property
    def query(self) -> str:
        """What was asked for, as the end of an address."""
        return self._query()

    def _query(self, **more: str) -> str:
        return urlencode({name: value for name, value in (self._asked() | more).items() if value})

    def _asked(self) -> dict[str, object]:
        return {
            "q": self.q,
            "circle": self.circle and self.circle.pk,
            "place": self.place,
            "tier": self.tier,
            "encounter": self.encounter and self.encounter.pk,
            "matched": "1" if self.matched else "",
        }

    def _read(self) -> Slice:
        if not self.is_narrowed:
            return _all(self.after, self.user)
        needs = self._needs().select_related("contact").only(*SHOWN)
        return read_slice(needs, KEY, self.after, NEEDS_OF_MEETING if self.encounter else NEEDS)

    def _needs(self) -> NeedQuerySet:
        needs = Need.objects.of(self.user).open()
        if self.q:
            needs = needs.filter(Q(text__icontains=self.q) | Q(contact__name__icontains=self.q))
        if self.place:
            needs = needs.filter(contact__place_key=place_key(self.place))
        if self.circle:
            members = Membership.objects.of(self.user).filter(circle=self.circle, contact=OuterRef("contact"))
            needs = needs.filter(Exists(members))
        if self.matched or self.tier:
            needs = needs.filter(self._has_match())
        elif self.encounter:
            needs = needs.filter(Q(encounter=self.encounter) | self._has_match())
        return needs

    def _has_match(self) -> Exists:
        """Whether any match of a need is one that is asked for."""
        matches = Match.objects.of(self.user).shown(self.today).filter(need=OuterRef("pk"))
        if self.tier:
            matches = matches.of_tier(self.tier)
        if self.encounter:
            matches = matches.of_meeting(self.encounter.pk)
        return Exists(matches)

    def _is_asked(self, match: Match) -> bool:
        """The same of one match that is there."""
        if self.tier and match.tier != self.tier:
            return False
        return not self.encounter or self._is_of_meeting(match, self.encounter.pk)

    def _is_of_meeting(self, match: Match, encounter: int) -> bool:
        """As Match.objects.of_meeting()."""
        if encounter in (match.need.encounter_id, match.offered_at):
            return True
        return match.where in BY_WHAT_THEY_ARE and match.helper_id in self._there

    @cached_property
    def _there(self) -> set[int]:
        """Who was at the encounter (ids)."""
        there = Participation.objects.of(self.user).filter(encounter=self.encounter)
        return set(there.values_list("contact", flat=True))


@sliced(*KEY, size=NEEDS)
def _all(user: User) -> NeedQuerySet:
    return Need.objects.of(user).open().select_related("contact").only(*SHOWN)
