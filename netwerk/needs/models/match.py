from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, NamedTuple, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language, gettext

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.needs.matching import Pair, about
from netwerk.needs.models.dismissal import Dismissal
from netwerk.needs.models.heard import Need, Offer
from netwerk.needs.models.reading import Reading
from netwerk.needs.wording import is_own

# From this fit on a match is put before the user unasked. Of the phrases we tried that fit so well more than
# nine in ten do help, and of those that fit less two in three.
GOOD = 0.55
BY_WHAT_THEY_ARE = (Reading.Where.HEADLINE, Reading.Where.CIRCLE)
REASONS = 3  # of a match, the strongest


class Reason(NamedTuple):
    """Words of the need, words of the helper, and what they have in common ("" where no concept has them)."""

    need: str
    helper: str
    about: str


class Someone(NamedTuple):
    """A contact on the path of a match, with what is shown of them. `known_at`: None when heard of."""

    pk: int
    name: str
    sort_name: str
    photo_digest: str
    known_at: datetime | None


class MatchQuerySet(OwnedQuerySet):
    def shown(self, today: date) -> Self:
        """Those worth a line, of helpers who are not archived, and that nobody said no or later to."""
        said = Dismissal.objects.filter(
            owner=OuterRef("owner"), need=OuterRef("need"), helper=OuterRef("helper")
        )
        return self.filter(~Exists(said.in_force(today)), helper__archived_at=None, fit__gte=F("need__least"))

    def good(self) -> Self:
        """Those that fit well."""
        return self.filter(fit__gte=GOOD)

    def of_tier(self, tier: int) -> Self:
        """Those whose `tier` is this one."""
        unknown = Q(helper__known_at=None) | Q(need__contact__known_at=None)
        mine = Q(helper__self_of__isnull=False)
        return self.filter({1: ~unknown & mine, 2: ~unknown & ~mine, 3: unknown}[tier])

    def of_meeting(self, encounter: int) -> Self:
        """Those of which the need or the offer was heard at this encounter (an id), and those by what
        somebody is who was there: what they do, or a circle of theirs.
        """
        there = Contact.objects.filter(participations__encounter=encounter)
        is_there = Q(where__in=BY_WHAT_THEY_ARE, helper__in=there.values("pk"))
        return self.filter(Q(need__encounter=encounter) | Q(offer__encounter=encounter) | is_there)

    def with_faces(self) -> Self:
        """Each with its helper and the need with its contact, as a line shows them."""
        faces = ("name", "sort_name", "photo_digest", "headline", "organisation", "self_of", "known_at")
        shown = [f"{who}__{name}" for who in ("helper", "need__contact") for name in faces]
        own = (
            "owner",
            "where",
            "text",
            "fit",
            "pairs",
            "helper",
            "need",
            "need__text",
            "need__contact",
            "need__encounter",
        )
        return self.select_related("helper", "need__contact").only(*own, *shown)

    def best_first(self) -> Self:
        return self.order_by("-fit", "id")


class Match(Owned):
    """Somebody who could meet a need, by the best of what is known of them. It follows from the texts."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches", db_constraint=False)
    helper = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+", db_constraint=False)
    where = models.CharField(max_length=8, choices=Reading.Where)
    text = models.CharField(max_length=600)  # in which it was read
    fit = models.FloatField()  # about 1: just what is asked
    pairs = models.JSONField()  # the words that made it, as matching.Pair

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "need", "helper"], name="match_once"),
            SameOwner(field="need", to="netwerk.Need", name="match_need_owned"),
            SameOwner(field="helper", to="netwerk.Contact", name="match_helper_owned"),
            SameOwner(field="offer", to="netwerk.Offer", name="match_offer_owned"),
        ]
        indexes: ClassVar = [
            models.Index("owner", "helper", F("fit").desc(), name="match_of_helper"),
        ]

    def __str__(self) -> str:
        return f"{self.helper}: {self.need}"

    # Filled in by paths.find_paths: who could bring the two together, beside the user; the way to each of the
    # two whom the user has only heard of, with them at its end; and whether they know each other already.
    via: Sequence[Someone] = ()
    ways: Sequence[Sequence[Someone | Contact]] = ()
    are_acquainted = False
    offered_at: int | None = None  # filled in by showing.best_of: the encounter at which its offer was heard

    @property
    def tier(self) -> int:
        """1: the user for somebody. 2: two people the user knows. 3: somebody the user has only heard of."""
        if not (self.helper.known_at and self.need.contact.known_at):
            return 3
        return 1 if self.helper.self_of_id else 2

    @property
    def is_introduction(self) -> bool:
        """Whether two people are to be brought together: not when it begins and ends with the user."""
        return bool(self.via) or not (self.helper.self_of_id or self.need.contact.self_of_id)

    @property
    def introduction_query(self) -> str:
        """What is known of that introduction, as the end of an address: also through whom it can be asked."""
        known = {"first": self.helper_id, "second": self.need.contact_id, "need": self.need_id}
        through = {"through": self.via[0].pk} if self.via else {}
        return urlencode(known | through | self.need.where_heard)

    @property
    def favour_query(self) -> str:
        """The same of a favour that the helper does."""
        known = {"giver": self.helper_id, "receiver": self.need.contact_id, "need": self.need_id}
        return urlencode(known | self.need.where_heard)

    @property
    def line(self) -> str:
        """Who could help with what, in one line."""
        said = (
            gettext("You could help with “%(need)s”")
            if self.tier == 1
            else gettext("%(name)s could help with “%(need)s”")
        )
        return said % {"name": self.helper.name, "need": self.need.text}

    @property
    def reasons(self) -> list[Reason]:
        """The words that made it, which a person can check; what was only in support is left out."""
        language = "nl" if get_language() == "nl" else "en"
        pairs = [Pair(*pair) for pair in self.pairs]
        return [
            Reason(pair.need, pair.offer, _about(pair, language)) for pair in pairs if pair.how != "support"
        ][:REASONS]


def _about(pair: Pair, language: str) -> str:
    """What the words have in common; a concept of the user's own has no name but this."""
    return gettext("your own words") if is_own(pair.asked) else about(pair, language)
