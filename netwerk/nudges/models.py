from datetime import date
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.mail.models import Mail
from netwerk.needs.models import Match
from netwerk.nudges.later import Snooze, snoozes
from netwerk.nudges.said import Said

# What a page or a mail shows of a nudge.
OWN = (
    *("owner", "contact", "encounter", "introduction", "favour"),
    *("due", "due_before", "why", "created_at", "done_at", "dropped_at"),
)
OF_CONTACT = tuple(
    f"contact__{name}"
    for name in ("name", "sort_name", "photo_digest", "headline", "organisation", "language")
)
OF_ENCOUNTER = ("encounter__kind", "encounter__title", "encounter__day")
OF_FAVOUR = ("favour__owner", "favour__what")

MOST_EXTRA = 10  # digests that one may ask for on a day: the rest is on Today


class NudgeQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Those that ask for something: not done, not dropped, and about somebody who is not archived."""
        return self.filter(done_at=None, dropped_at=None, contact__archived_at=None)

    def due(self, day: date) -> Self:
        """Open ones for `day` and the days before it, the oldest first."""
        return self.open().filter(due__lte=day).order_by("due", "id")

    def after(self, day: date) -> Self:
        """Open ones for the days that follow `day`, the nearest first."""
        return self.open().filter(due__gt=day).order_by("due", "id")

    def with_faces(self) -> Self:
        """Each with its contact, encounter and favour, as a line in a list shows them."""
        shown = (*OWN, *OF_CONTACT, *OF_ENCOUNTER, *OF_FAVOUR)
        return self.select_related("contact", "encounter", "favour").only(*shown)

    def with_people(self) -> Self:
        """Each with all that a page or a mail shows of it, the ways to reach included."""
        return self.with_faces().prefetch_related("contact__reaches")


class Nudge(Owned):
    """A dated reason to get in touch with a contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="nudges", db_constraint=False)
    encounter = models.ForeignKey(
        Encounter, models.SET_NULL, null=True, blank=True, related_name="nudges", db_constraint=False
    )
    # The introduction that waits for something; it keeps its nudges in step (netwerk.nudges.introducing).
    introduction = models.ForeignKey(
        Introduction,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # What the user promised, when the nudge reminds of that: see promises.py. The database keeps it.
    favour = models.ForeignKey(
        Favour,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    due = models.DateField(_("day"))
    due_before = models.DateField(
        null=True, editable=False
    )  # the day before it was snoozed, to take that back
    why = models.CharField(_("why"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = NudgeQuerySet.as_manager()

    said: Said | None = None  # filled in by last_words()
    gift: Match | None = None  # filled in by bring_gifts()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "encounter", "contact"], name="nudge_follow_up_once"),
            models.UniqueConstraint(fields=["owner", "favour"], name="nudge_promise_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(dropped_at=None), name="nudge_one_end"),
            SameOwner(field="contact", to="netwerk.Contact", name="nudge_contact_owned"),
            SameOwner(field="encounter", to="netwerk.Encounter", name="nudge_encounter_owned"),
            SameOwner(
                field="introduction",
                to="netwerk.Introduction",
                name="nudge_introduction_owned",
                outlives=True,
            ),
            SameOwner(field="favour", to="netwerk.Favour", name="nudge_favour_owned", outlives=True),
        ]
        indexes = [
            models.Index("owner", "due", "id", name="nudge_open", condition=Q(done_at=None, dropped_at=None)),
            models.Index("owner", "contact", "due", name="nudge_of_contact"),
            models.Index(
                "owner",
                "introduction",
                name="nudge_of_introduction",
                condition=Q(introduction__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.due}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    @property
    def reason(self) -> str:
        """Why it is there: what the user wrote or promised, or the meeting that it follows up."""
        if self.favour and not self.why:
            return gettext("You promised: %(what)s") % {"what": self.favour}
        if self.why or self.encounter is None:
            return self.why or gettext("Get in touch again")
        return gettext("Follow up: %(meeting)s") % {"meeting": self.encounter}

    @property
    def word(self) -> str:
        """What it is in a word, for the subject of a mail; "" when the name alone says enough."""
        if self.introduction_id:
            return gettext("introduction")
        return gettext("promise") if self.favour_id else ""

    @property
    def days_late(self) -> int:
        """Days since it was due, in the time zone of this moment; below 0 when that day is yet to come."""
        return (timezone.localdate() - self.due).days

    @property
    def snoozes(self) -> list[Snooze]:
        """The days offered for putting it off, counted from today in the time zone of this moment."""
        return snoozes(timezone.localdate())

    @transaction.atomic
    def done(self) -> None:
        """The user got in touch, and kept the promise if it is of one: nothing more is asked.

        The first press counts; one more, from a mail or another tab, is void.
        """
        done = self._change(Q(done_at=None, dropped_at=None), done_at=timezone.now(), due_before=None)
        if done and self.favour:
            self.favour.done(timezone.localdate())

    def drop(self) -> None:
        """The user won't. Changes nothing when it is done or dropped already."""
        self._change(Q(done_at=None, dropped_at=None), dropped_at=timezone.now(), due_before=None)

    def snooze(self, until: date) -> None:
        """Not now: comes back on `until`. Changes nothing when it is done, dropped, or due then already."""
        self._change(Q(done_at=None, dropped_at=None) & ~Q(due=until), due=until, due_before=F("due"))

    @transaction.atomic
    def undo(self) -> None:
        """Takes back the last done, drop or snooze; only the last, so that a second press changes nothing.

        With done, it is taken back that the promise was kept, unless more has happened with that since.
        """
        was_done = self.done_at is not None
        if not self._change(~Q(done_at=None, dropped_at=None), done_at=None, dropped_at=None):
            self._change(Q(due_before__isnull=False), due=F("due_before"), due_before=None)
        elif was_done and self.favour:
            self.favour.undo("done_on")

    def _change(self, when: Q, **values: object) -> bool:
        """Writes `values` if the row is as `when` says at that very moment, and reads it again either way."""
        changed = Nudge.objects.filter(when, pk=self.pk).update(**values)
        self.refresh_from_db(fields=["due", "due_before", "done_at", "dropped_at"])
        return bool(changed)


class DigestQuerySet(OwnedQuerySet):
    def newest(self) -> "Digest | None":
        """The last one that was made."""
        return self.select_related("mail").order_by("-day", "-id").first()

    def undelivered(self) -> "Digest | None":
        """The newest digest, when it has failed for good; None when all is well."""
        shown = ("owner", "day", "mail__to", "mail__created_at", "mail__error", "mail__failed_at")
        newest = self.only(*shown).newest()
        return newest if newest and newest.mail.failed_at else None

    def sent(self) -> Self:
        """Those that the mail server has taken, the newest first."""
        return self.filter(mail__sent_at__isnull=False).select_related("mail").order_by("-day")


class Digest(Owned):
    """The mail that carries a day's nudges: one a user and local day, and those that were asked for.

    `mail` is its delivery's ledger.
    """

    day = models.DateField()
    # 0 is the day's own; 1, 2, ... are those that the user asked for on that day.
    extra = models.PositiveSmallIntegerField(default=0, db_default=0)
    mail = models.OneToOneField(Mail, models.CASCADE, related_name="digest")

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day", "extra"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(extra__lte=MOST_EXTRA), name="digest_few_extra"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    def later_ones(self) -> DigestQuerySet:
        """Those of the same user that were made after it: each tells all that it would."""
        later = Q(day__gt=self.day) | Q(day=self.day, pk__gt=self.pk)
        return Digest.objects.filter(later, owner=self.owner_id)

    @transaction.atomic
    def move_to(self, day: date) -> bool:
        """Makes one that is late the digest of a later day, which then gets no other. False: it has one.

        It waits for whoever raises digests, and is waited for: both hold the row of the user.
        """
        User.objects.select_for_update(no_key=True).only("pk").get(pk=self.owner_id)
        if Digest.objects.filter(owner=self.owner_id, day=day, extra=self.extra).exists():
            return False
        self.day = day
        self.save(update_fields=["day"])
        return True
