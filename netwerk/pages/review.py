"""Who could help whom: the open needs, each with those who could meet it."""

from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Circle, Membership
from netwerk.encounters.models import Encounter
from netwerk.needs.models import Match, Need, NeedQuerySet
from netwerk.needs.paths import find_paths, nearest_first
from netwerk.web import Slice, chosen, page, read_slice

NEEDS = 8  # at first; the next ones come when these were scrolled past
MATCHES = 3  # of each
KEY = ("-rank", "-id")


@require_safe
def review(request: UserRequest) -> HttpResponse:
    """Whom the user can help today, and how."""
    asked = Review(request.user, request.GET)
    return page(request, "pages/review.html", {"review": asked}, part="rows" if asked.after else "needs")


class Review:
    """What an address of the review asks for: `q`, `circle`, `encounter`, `matched` and `after`."""

    def __init__(self, user: User, asked: QueryDict) -> None:
        self.user, self.today = user, user.today()
        self.q = " ".join(asked.get("q", "").split())[:200]
        self.matched = bool(asked.get("matched"))
        self.after = asked.get("after", "")
        # Somebody else's are nobody's: 404.
        self.circle = chosen(Circle.objects.of(user), asked.get("circle", ""))
        self.encounter = chosen(Encounter.objects.of(user), asked.get("encounter", ""))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.q or self.circle or self.encounter or self.matched)

    @property
    def circles(self) -> list[Circle]:
        """Those to choose from."""
        return list(Circle.objects.of(self.user)[:100])

    @cached_property
    def slice(self) -> Slice:
        """The needs that were asked for, each with `best`: those who could meet it."""
        needs = self._needs().select_related("contact").only(*SHOWN).prefetch_related(self._best())
        found = read_slice(needs, KEY, self.after, NEEDS)
        find_paths(match for need in found.items for match in need.best)
        for need in found.items:
            need.best = nearest_first(need.best)
        return found

    @property
    def next_query(self) -> str:
        """The next part, as the end of an address; "" at the end."""
        asked = {
            "q": self.q,
            "circle": self.circle.pk if self.circle else "",
            "encounter": self.encounter.pk if self.encounter else "",
            "matched": "1" if self.matched else "",
            "after": self.slice.next,
        }
        return urlencode({name: value for name, value in asked.items() if value}) if self.slice.next else ""

    def _needs(self) -> NeedQuerySet:
        needs = Need.objects.of(self.user).open()
        if self.q:
            needs = needs.filter(Q(text__icontains=self.q) | Q(contact__name__icontains=self.q))
        if self.circle:
            members = Membership.objects.of(self.user).filter(circle=self.circle, contact=OuterRef("contact"))
            needs = needs.filter(Exists(members))
        if self.encounter:
            needs = needs.filter(encounter=self.encounter)
        if self.matched:
            needs = needs.filter(
                Exists(Match.objects.of(self.user).shown(self.today).filter(need=OuterRef("pk")))
            )
        return needs

    def _best(self) -> Prefetch:
        matches = Match.objects.of(self.user).shown(self.today).with_faces().best_first()
        return Prefetch("matches", queryset=matches[:MATCHES], to_attr="best")


SHOWN = (
    "owner", "text", "note", "day", "stands_at", "met_at", "withdrawn_at", "rank",
    *(f"contact__{name}" for name in ("name", "sort_name", "photo_digest", "self_of", "known_at")),
)  # fmt: skip
