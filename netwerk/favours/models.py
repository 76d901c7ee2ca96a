from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import SameOwner
from netwerk.chains.models import BY_OWNER, Given, GivenQuerySet
from netwerk.contacts.models import Contact
from netwerk.web import address

OPEN = Q(done_on=None, dropped_at=None)


class FavourQuerySet(GivenQuerySet):
    def promised(self) -> Self:
        """Those that are still to be done, by and for people who are there and not archived."""
        return self.filter(OPEN, giver__archived_at=None, receiver__archived_at=None).exclude(
            Q(giver=None) | Q(receiver=None)
        )

    def done(self) -> Self:
        return self.filter(done_on__isnull=False)

    def given_by(self, contact: Contact) -> Self:
        return self.filter(giver=contact)

    def received_by(self, contact: Contact) -> Self:
        return self.filter(receiver=contact)

    def of_contact(self, contact: Contact) -> Self:
        """Those that a contact has a part in, on either side."""
        return self.filter(Q(giver=contact) | Q(receiver=contact))


class Favour(Given):
    """Something that one person did or promised to do for another; the user is a contact, too (me())."""

    SIDES: ClassVar[tuple[str, ...]] = ("giver", "receiver")
    STEPS: ClassVar[tuple[str, ...]] = ("done_on", "thanked_on", "dropped_at", "dropped_why")
    WORDS: ClassVar[dict[str, str]] = {"dropped_at": "dropped_why"}
    MEETING: ClassVar[str] = "done_on"

    giver = models.ForeignKey(Contact, models.DO_NOTHING, null=True, **BY_OWNER)
    receiver = models.ForeignKey(Contact, models.DO_NOTHING, null=True, **BY_OWNER)
    what = models.CharField(_("what"), max_length=200)
    note = models.TextField(_("more about it"), max_length=5000, blank=True)
    # Of a favour between two others: whether they did it because the user asked.
    asked_by_me = models.BooleanField(_("at my asking"), default=False)
    promised_on = models.DateField(_("promised on"), null=True, blank=True)  # None: done without a promise
    due = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    thanked_on = models.DateField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    dropped_why = models.CharField(_("why not"), max_length=300, blank=True)
    # Its place in the timeline: when it was done, or else promised. The database keeps it.
    day = models.GeneratedField(
        expression=Coalesce("done_on", "promised_on"), output_field=models.DateField(), db_persist=True
    )

    objects = FavourQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of what is given

    class Meta(Given.Meta):
        constraints: ClassVar = [
            *Given.Meta.constraints,
            SameOwner(field="giver", to="netwerk.Contact", name="favour_giver_owned", outlives=True),
            SameOwner(field="receiver", to="netwerk.Contact", name="favour_receiver_owned", outlives=True),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="favour_for_another",
                violation_error_message=_("Somebody can't do themselves a favour: choose two people."),
            ),
            models.CheckConstraint(condition=~Q(what=""), name="favour_has_words"),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=False) | Q(done_on__isnull=False), name="favour_has_day"
            ),
            models.CheckConstraint(
                condition=Q(thanked_on=None) | Q(done_on__isnull=False), name="favour_thanked_when_done"
            ),
            models.CheckConstraint(condition=Q(done_on=None) | Q(dropped_at=None), name="favour_one_end"),
        ]
        indexes: ClassVar = [
            *Given.Meta.indexes,
            models.Index(
                "owner",
                "giver",
                F("day").desc(),
                F("id").desc(),
                name="favour_of_giver",
                include=["done_on"],  # counted by year, by the thousand
            ),
            models.Index(
                "owner",
                "receiver",
                F("day").desc(),
                F("id").desc(),
                name="favour_of_receiver",
                include=["done_on"],
            ),
            models.Index("owner", "due", "id", name="favour_promised", condition=OPEN),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return address("pages.favour", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it is promised, and neither done nor dropped."""
        return self.done_on is None and self.dropped_at is None

    @property
    def told(self) -> str:
        """How it stands, in a few words."""
        if self.dropped_at:
            return (
                gettext("Not done: %(why)s") % {"why": self.dropped_why}
                if self.dropped_why
                else gettext("Not done")
            )
        if self.done_on is None:
            return gettext("Promised")
        return gettext("Done, and thanked for") if self.thanked_on else gettext("Done")

    @property
    def last_step(self) -> str:
        """As in Given. Nothing would be left of a favour without a promise, were it not done."""
        if self.dropped_at:
            return "dropped_at"
        if self.thanked_on:
            return "thanked_on"
        return "done_on" if self.done_on and self.promised_on else ""

    @transaction.atomic
    def done(self, day: date, *, meets: bool = False) -> bool:
        """It was done on `day`, and with that its need is met when `meets`.

        As with each of these: the first press counts, one more changes nothing, and what comes back is
        whether this one did.
        """
        changed = self._change(OPEN, done_on=day)
        if changed and meets:
            self._meet_need()
        return changed

    def thank(self, day: date) -> bool:
        """Somebody said thanks for it."""
        return self._change(Q(done_on__isnull=False, thanked_on=None), thanked_on=day)

    def drop(self, why: str = "") -> bool:
        """It won't be done."""
        return self._change(OPEN, dropped_at=timezone.now(), dropped_why=why)
