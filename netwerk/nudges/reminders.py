"""The user's own reminders: a text about a contact, for a day or for one that comes back."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.nudges.repeating import Repeat, Unit, words

MOST_EVERY = 400
DAY = timedelta(days=1)


class ReminderQuerySet(OwnedQuerySet):
    def coming(self) -> Self:
        """Those that have a turn yet to come, of people who are not archived, the nearest first."""
        found = self.filter(next_on__isnull=False, contact__archived_at=None)
        return found.order_by("next_on", "id")


class Reminder(Owned):
    """What the user wants to be reminded of about a contact: once, or again and again."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reminders", db_constraint=False)
    text = models.CharField(_("what about"), max_length=300)
    start = models.DateField(_("day"))
    every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)  # None: once
    unit = models.CharField(
        max_length=5, choices=[(unit.value, unit.value) for unit in Unit], default=Unit.MONTH
    )
    # The turn that is raised next; None when there is none any more. A column, so that one index finds them.
    next_on = models.DateField(null=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="reminder_owned"),
            SameOwner(field="contact", to="netwerk.Contact", name="reminder_contact_owned"),
            models.CheckConstraint(
                condition=~Q(text="") & (Q(every=None) | Q(every__range=(1, MOST_EVERY))),
                name="reminder_sound",
            ),
        ]
        indexes = [
            models.Index("owner", "contact", name="reminder_of_contact"),
            models.Index("owner", "next_on", name="reminder_next", condition=Q(next_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def repeat(self) -> Repeat:
        return Repeat(self.start, self.every, Unit(self.unit))

    @property
    def how_often(self) -> str:
        """In words: "once", "every 2 weeks"."""
        return words(self.every, Unit(self.unit))

    def begin(self, today: date) -> None:
        """Saves it as it was told, new or otherwise: its next turn is the first from `today` on.

        A nudge of how it was before goes.
        """
        self.next_on = self.repeat.next(today)
        self.save()
        self._forget()

    def advance(self, today: date) -> date | None:
        """Its last turn up to `today` has been raised: sets, without saving, the one to raise next.

        Gives the turn that was raised.
        """
        turn = self.repeat.last(today)
        self.next_on = self.repeat.next(today + DAY)
        return turn

    def end(self) -> None:
        """The user needs no more of it: no turn comes, and what was raised of it and is open goes."""
        self.next_on = None
        self.save(update_fields=["next_on"])
        self._forget()

    def _forget(self) -> None:
        self.nudges.filter(done_at=None, dropped_at=None).delete()
