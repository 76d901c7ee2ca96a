from datetime import date
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact, YearlyDay
from netwerk.encounters.models import Encounter
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Match, Need
from netwerk.nudges import reasons
from netwerk.nudges.later import Snooze, snoozes
from netwerk.nudges.reminders import Reminder
from netwerk.nudges.said import Said

# What a page or a mail shows of a nudge.
OWN = (
    *("owner", "contact", "encounter", "introduction", "favour"),
    *("due", "due_before", "why", "created_at", "done_at", "dropped_at"),
    *("cause", "for_day", "stands_since", "yearly_day", "reminder", "need"),
)
OF_CONTACT = tuple(
    f"contact__{name}"
    for name in (
        *("name", "sort_name", "photo_digest", "headline", "organisation", "language"),
        "birth_year",
    )
)
OF_ENCOUNTER = ("encounter__kind", "encounter__title", "encounter__day")
OF_FAVOUR = ("favour__owner", "favour__what")
OF_OCCASION = ("yearly_day__label", "yearly_day__year", "reminder__text", "need__text")
CAUSES = ("encounter", "favour", "yearly_day", "reminder", "need")  # rows of which one says why it is there

# A rhythm asks nothing any more once the contact was met, nor does a need that was answered: no state to keep
# in step, so that what is taken back brings the nudge back.
UNMET = Q(stands_since=None) | Q(contact__last_seen=None) | Q(contact__last_seen__lte=F("stands_since"))
UNANSWERED = Q(need=None) | (
    Q(need__met_at=None, need__withdrawn_at=None, need__day__lte=F("for_day"))
    & (Q(need__stands_at=None) | Q(need__stands_at__lte=F("for_day")))
)


class NudgeQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Those that ask for something: not done, not dropped, and about somebody who is not archived.

        One of a rhythm or an old tie only while nobody has met the contact since; one of a need only until it
        is answered whether that still stands.
        """
        return self.unended().filter(UNMET, UNANSWERED, contact__archived_at=None)

    def unended(self) -> Self:
        """Neither done nor dropped, whether or not they ask for something."""
        return self.filter(done_at=None, dropped_at=None)

    def due(self, day: date) -> Self:
        """Open ones for `day` and the days before it, the oldest first."""
        return self.open().filter(due__lte=day).order_by("due", "id")

    def after(self, day: date) -> Self:
        """Open ones for the days that follow `day`, the nearest first."""
        return self.open().filter(due__gt=day).order_by("due", "id")

    def with_faces(self) -> Self:
        """Each with its contact and what it is there for, as a line in a list shows them."""
        return self.with_cause().only(*OWN, *OF_CONTACT, *OF_ENCOUNTER, *OF_FAVOUR, *OF_OCCASION)

    def with_cause(self) -> Self:
        """Each with what it takes to say why it is there."""
        return self.select_related("contact", *CAUSES)

    def with_people(self) -> Self:
        """Each with all that a page or a mail shows of it, the ways to reach included."""
        return self.with_faces().prefetch_related("contact__reaches")


def _there_for(model: type[models.Model], gone: Any, related_name: str = "+") -> Any:
    """A reference to the row that a nudge is there for; few have one, so it has an index of these alone."""
    return models.ForeignKey(
        model,
        gone,
        null=True,
        blank=True,
        related_name=related_name,
        db_constraint=False,
        db_index=False,
    )


class Nudge(Owned):
    """A dated reason to get in touch with a contact."""

    class Cause(models.TextChoices):
        """What raised it."""

        FOLLOW_UP = "follow_up", _("follow-up")
        PROMISE = "promise", _("promise")
        INTRODUCTION = "introduction", _("introduction")
        RHYTHM = "rhythm", _("rhythm")
        BIRTHDAY = "birthday", _("birthday")
        YEARLY = "yearly", _("yearly day")
        REMINDER = "reminder", _("reminder")
        DORMANT = "dormant", _("old tie")
        NEED = "need", _("need")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="nudges", db_constraint=False)
    encounter = models.ForeignKey(
        Encounter, models.SET_NULL, null=True, blank=True, related_name="nudges", db_constraint=False
    )
    # The introduction that waits for something; it keeps its nudges in step (netwerk.nudges.introducing).
    introduction = _there_for(Introduction, models.DO_NOTHING)
    # What the user promised, when the nudge reminds of that: see promises.py. The database keeps it.
    favour = _there_for(Favour, models.DO_NOTHING)
    yearly_day = _there_for(YearlyDay, models.CASCADE)
    reminder = _there_for(Reminder, models.CASCADE, related_name="nudges")
    # What somebody looks for, when it is asked whether that still stands.
    need = _there_for(Need, models.CASCADE)
    cause = models.CharField(
        max_length=12,
        choices=Cause,
        default=Cause.FOLLOW_UP,
        db_default=Cause.FOLLOW_UP.value,
        editable=False,
    )
    # The occasion it is of: the birthday, the day a rhythm ran out, the day a need was last heard of.
    for_day = models.DateField(null=True, editable=False)
    # The day after which it asks nothing any more when the contact was met later (see UNMET).
    stands_since = models.DateField(null=True, editable=False)
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
            models.UniqueConstraint(
                fields=["owner", "contact", "cause", "for_day", "yearly_day", "reminder", "need"],
                condition=Q(for_day__isnull=False),
                nulls_distinct=False,
                name="nudge_occasion_once",
            ),
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
            SameOwner(field="yearly_day", to="netwerk.YearlyDay", name="nudge_yearly_day_owned"),
            SameOwner(field="reminder", to="netwerk.Reminder", name="nudge_reminder_owned"),
            SameOwner(field="need", to="netwerk.Need", name="nudge_need_owned"),
        ]
        indexes = [
            models.Index("owner", "due", "id", name="nudge_open", condition=Q(done_at=None, dropped_at=None)),
            models.Index("owner", "contact", "due", name="nudge_of_contact"),
            models.Index("owner", "due", name="nudge_by_day"),
            models.Index("owner", "contact", name="nudge_of_rhythm", condition=Q(cause="rhythm")),
            *(
                models.Index(name, name=f"nudge_of_{name}", condition=Q((f"{name}__isnull", False)))
                for name in ("yearly_day", "reminder", "need")
            ),
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
        """Why it is there, in the language of who reads it."""
        return reasons.reason(self)

    @property
    def word(self) -> str:
        """What it is in a word, for the subject of a mail; "" when the name alone says enough."""
        if self.introduction_id:
            return gettext("introduction")
        if self.cause == Nudge.Cause.BIRTHDAY:
            return gettext("birthday")
        return gettext("promise") if self.favour_id else ""

    @property
    def days_late(self) -> int:
        """Days since it was due, in the time zone of this moment; below 0 when that day is yet to come.

        A birthday that is told of some days ahead is not late before it has been.
        """
        yearly = self.cause in (Nudge.Cause.BIRTHDAY, Nudge.Cause.YEARLY)
        day = max(self.due, self.for_day) if yearly and self.for_day else self.due
        return (timezone.localdate() - day).days

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
