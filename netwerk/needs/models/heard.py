from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact


class HeardQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Those that stand, of people who are not archived."""
        return self.filter(withdrawn_at=None, contact__archived_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-day", "-id")


class Heard(Owned):
    """A short phrase that somebody said of themselves, dated: heard in a conversation, never posted."""

    ENDS: ClassVar[tuple[str, ...]] = ("withdrawn_at",)  # the columns of which one is set when it is over

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="%(class)ss", db_constraint=False)
    encounter = models.ForeignKey(
        "netwerk.Encounter", models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    day = models.DateField(_("day"))
    text = models.CharField(_("in a few words"), max_length=200)
    note = models.TextField(_("more about it"), max_length=5000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HeardQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="%(class)s_owned"),
            models.CheckConstraint(condition=~Q(text=""), name="%(class)s_has_text"),
            SameOwner(field="contact", to="netwerk.Contact", name="%(class)s_contact_owned"),
            SameOwner(field="encounter", to="netwerk.Encounter", name="%(class)s_encounter_owned"),
        ]
        indexes: ClassVar = [
            models.Index("owner", F("day").desc(), F("id").desc(), name="%(class)s_by_day"),
            models.Index("owner", "contact", F("day").desc(), F("id").desc(), name="%(class)s_of_contact"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def said(self) -> str:
        """All of it, as it is read for matches."""
        return f"{self.text}\n{self.note}"

    @property
    def where_heard(self) -> dict[str, int]:
        """The meeting of it, as the end of an address names it."""
        return {"encounter": self.encounter_id} if self.encounter_id else {}

    def retell(self, text: str, note: str, day: date) -> None:
        """Says it in other words, or of another day."""
        self.text, self.note, self.day = text, note, day
        self.save(update_fields=["text", "note", "day"])

    def withdraw(self) -> None:
        """It stands no longer. A second press changes nothing."""
        self._end(withdrawn_at=timezone.now())

    def _end(self, **values: object) -> bool:
        """Writes `values` if it stands at that very moment, and reads the row again either way."""
        changed = type(self).objects.filter(pk=self.pk, **dict.fromkeys(self.ENDS)).update(**values)
        self.refresh_from_db()
        return bool(changed)


class Offer(Heard):
    """What a contact can help with."""


class NeedQuerySet(HeardQuerySet):
    def open(self) -> Self:
        return super().open().filter(met_at=None)

    def best_first(self) -> Self:
        """The order of the review: new ones and well matched ones first."""
        return self.order_by("-rank", "-id")


class Need(Heard):
    """What a contact looks for: open until it is met or withdrawn."""

    ENDS: ClassVar[tuple[str, ...]] = ("withdrawn_at", "met_at")

    met_at = models.DateTimeField(null=True, editable=False)
    stands_at = models.DateField(null=True, editable=False)  # when it was last said that it still stands
    # Kept beside the text, so that matches are found by index: what was read in it, and under which keys
    # offers that could meet it are kept, each behind its owner. Closed needs have none.
    terms = models.JSONField(default=list, editable=False)
    keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    # Both follow from its matches, see book.py: its place in the review, and from which fit on one is shown.
    rank = models.FloatField(default=0, editable=False)
    least = models.FloatField(default=0, editable=False)

    objects = NeedQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of what is heard

    class Meta(Heard.Meta):
        constraints: ClassVar = [
            *Heard.Meta.constraints,
            models.CheckConstraint(condition=Q(met_at=None) | Q(withdrawn_at=None), name="need_one_end"),
        ]
        indexes: ClassVar = [
            *Heard.Meta.indexes,
            models.Index(
                "owner",
                F("rank").desc(),
                F("id").desc(),
                name="need_by_rank",
                condition=Q(met_at=None, withdrawn_at=None),
            ),
            # No list of pending entries: every offer that is saved would read it from end to end.
            GinIndex("keys", name="need_keys", fastupdate=False),
        ]

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.withdrawn_at is None

    @property
    def is_old(self) -> bool:
        """Whether it was heard so long ago that its owner is asked, today, whether it still stands."""
        return self.is_open and (self.stands_at or self.day) < self.owner.stale_before(timezone.localdate())

    def meet(self) -> bool:
        """Somebody met it. A second press changes nothing; tells whether this one did."""
        return self._end(met_at=timezone.now())

    def stand(self, today: date) -> None:
        """It still stands: it is not asked about for another while."""
        self._end(stands_at=today)

    def reopen(self) -> None:
        """Takes back that it was met or withdrawn."""
        Need.objects.filter(pk=self.pk).update(met_at=None, withdrawn_at=None)
        self.refresh_from_db()
