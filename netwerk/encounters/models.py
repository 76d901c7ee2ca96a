import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import UNSEEN, Contact
from netwerk.web import address


class EncounterQuerySet(OwnedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-day", "-id")

    def planned(self) -> Self:
        """Those that were written down before they took place."""
        return self.filter(planned_at__isnull=False)

    def untold(self, today: date) -> Self:
        """Planned ones of `today` or before it, of which nothing was told since; the oldest first."""
        return self.planned().filter(told_at=None, day__lte=today).order_by("day", "time", "id")


class Encounter(Owned):
    """A dated meeting of the user with one or more contacts."""

    class Kind(models.TextChoices):
        BORREL = "borrel", _("Borrel")
        EVENT = "event", _("Event")
        MEETING = "meeting", _("Meeting")
        COFFEE = "coffee", _("Coffee")
        LUNCH = "lunch", _("Lunch")
        CALL = "call", _("Call")
        MESSAGE = "message", _("Message")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.BORREL)
    title = models.CharField(_("title"), max_length=160, blank=True)
    day = models.DateField(_("day"))
    time = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=20000, blank=True)
    # The browser names its draft; the same draft sent twice is one encounter.
    draft = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)  # None: it is as it was written down
    # When it was planned; None: it was written down afterwards.
    planned_at = models.DateTimeField(null=True, editable=False)
    # When the user told how a planned one went. Until then it asks for that, from its day on.
    told_at = models.DateTimeField(null=True, editable=False)

    objects = EncounterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id", "day"], name="encounter_owned_day"),
            models.UniqueConstraint(fields=["owner", "id"], name="encounter_owned"),
            models.UniqueConstraint(fields=["owner", "draft"], name="encounter_draft_once"),
        ]
        indexes = [
            models.Index("owner", F("day").desc(), F("id").desc(), name="encounter_by_day"),
            models.Index("day", name="encounter_day"),  # of everybody: whose planned day has come
            models.Index(
                "owner",
                "day",
                name="encounter_untold",
                condition=models.Q(planned_at__isnull=False, told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return address("encounters.show", self.pk)

    def plan(self, today: date) -> None:
        """Notes, without saving, that it is planned and will ask to be told of, when its day is to come."""
        if self.day > today:
            self.planned_at, self.told_at = self.planned_at or timezone.now(), None

    def is_untold(self, today: date) -> bool:
        """Whether it was planned, its day has come, and nothing was told of it since."""
        return self.planned_at is not None and self.told_at is None and self.day <= today

    def tell(self) -> None:
        """The user told how it went, or has nothing to add. The first time counts."""
        Encounter.objects.filter(pk=self.pk, told_at=None).update(told_at=timezone.now())

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # the stubs declare Django's own
        """The kind in the user's language. Django's own makes a dictionary of all choices each time."""
        return str(Encounter.Kind(self.kind).label)


class ParticipationQuerySet(OwnedQuerySet):
    def with_people(self) -> Self:
        """Each with its contact, as a line in a list needs it."""
        return self.select_related("contact").defer(*(f"contact__{name}" for name in UNSEEN))


class Participation(Owned):
    """One contact at an encounter, and what was said."""

    encounter = models.ForeignKey(
        Encounter, models.CASCADE, related_name="participations", db_constraint=False
    )
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="participations", db_constraint=False)
    # The encounter's day once more, for the index of a contact's timeline. The database keeps both the same.
    day = models.DateField(editable=False)
    note = models.TextField(_("note"), max_length=20000, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "encounter", "contact"], name="participation_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="participation_contact_owned"),
            SameOwner(
                field="encounter", to="netwerk.Encounter", also=("day",), name="participation_encounter_owned"
            ),
        ]
        indexes = [
            models.Index(
                "owner", "contact", F("day").desc(), F("id").desc(), name="participation_by_contact_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} / {self.encounter}"


def note_last_seen(owner: User, contacts: Iterable[int]) -> None:
    """Brings `last_seen` of these contacts (ids) in step with their encounters up to the owner's today.

    Call it, in the same transaction, after any change of encounters or participations, when it is this user's
    turn; what only adds a meeting calls `note_seen`.
    """
    last = (
        Participation.objects.filter(owner=owner, contact=OuterRef("pk"), day__lte=owner.today())
        .order_by()
        .values("contact")
        .annotate(last=Max("day"))
        .values("last")
    )
    Contact.objects.filter(owner=owner, pk__in=list(contacts)).update(last_seen=Subquery(last))


def note_seen(owner: User, contacts: Iterable[int], day: date) -> None:
    """Brings `last_seen` of these contacts (ids) up to a new meeting of `day`, unless that is yet to come.

    It looks at no other meetings: two that are saved side by side leave the later day, whoever is first.
    """
    if day <= owner.today():
        seen = Greatest("last_seen", models.Value(day))
        Contact.objects.filter(owner=owner, pk__in=list(contacts)).update(last_seen=seen)
