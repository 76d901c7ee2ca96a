from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import SameOwner
from netwerk.chains.models import BY_OWNER, Given, GivenQuerySet, name_of
from netwerk.contacts.models import Connection, Contact
from netwerk.encounters.models import Encounter
from netwerk.introductions.waiting import Wait, told, wait_of
from netwerk.web import address

SIDES = ("first", "second", "through")
# A no of anybody is final; so are an end and a second thought.
NOBODY_REFUSED = Q(first_no_at=None, second_no_at=None, through_no_at=None)
OPEN = NOBODY_REFUSED & Q(closed_at=None, dropped_at=None)
NOT_YET = OPEN & Q(made_on=None, met_on=None)


class IntroductionQuerySet(GivenQuerySet):
    def open(self) -> Self:
        """Those that wait for something, of people who are there and not archived."""
        there = self.filter(OPEN, first__archived_at=None, second__archived_at=None)
        return there.exclude(Q(first=None) | Q(second=None))

    def over(self) -> Self:
        """The others: they have an end, or one of the two is gone or archived."""
        return self.filter(
            ~OPEN
            | Q(first=None)
            | Q(second=None)
            | Q(first__archived_at__isnull=False)
            | Q(second__archived_at__isnull=False)
        )

    def between(self, one: Contact, other: Contact) -> Self:
        """Those of these two, whoever was named first."""
        return self.filter(Q(first=one, second=other) | Q(first=other, second=one))

    def of_contact(self, contact: Contact) -> Self:
        """Those that a contact has a part in: as one of the two, or as who brings them together."""
        return self.filter(Q(first=contact) | Q(second=contact) | Q(through=contact))


class Introduction(Given):
    """Two contacts who should meet, brought together by the user or `through` somebody they both know.

    Good practice is to ask one, then the other, and only then to bring them together. How far it is, is told
    by the dates of what happened; every step can be skipped, and taken back.
    """

    SIDES: ClassVar[tuple[str, ...]] = SIDES
    ANSWERS: ClassVar = tuple(
        column for side in SIDES for column in (f"asked_{side}_at", f"{side}_yes_at", f"{side}_no_at")
    )
    # In the order in which they can follow each other; among the answers the moment tells which was last.
    STEPS: ClassVar[tuple[str, ...]] = (*ANSWERS, "made_on", "met_on", "closed_at", "dropped_at", "outcome")
    WORDS: ClassVar[dict[str, str]] = {"closed_at": "outcome"}
    MEETING: ClassVar[str] = "closed_at"

    first = models.ForeignKey(Contact, models.DO_NOTHING, null=True, **BY_OWNER)
    second = models.ForeignKey(Contact, models.DO_NOTHING, null=True, **BY_OWNER)
    through = models.ForeignKey(Contact, models.DO_NOTHING, null=True, blank=True, **BY_OWNER)
    why = models.TextField(_("why they should meet"), max_length=2000, blank=True)
    began_on = models.DateField(_("day"))
    asked_first_at = models.DateTimeField(null=True, editable=False)
    first_yes_at = models.DateTimeField(null=True, editable=False)
    first_no_at = models.DateTimeField(null=True, editable=False)
    asked_second_at = models.DateTimeField(null=True, editable=False)
    second_yes_at = models.DateTimeField(null=True, editable=False)
    second_no_at = models.DateTimeField(null=True, editable=False)
    asked_through_at = models.DateTimeField(null=True, editable=False)
    through_yes_at = models.DateTimeField(null=True, editable=False)
    through_no_at = models.DateTimeField(null=True, editable=False)
    made_on = models.DateField(_("brought together on"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    outcome = models.TextField(_("how it went"), max_length=2000, blank=True)
    dropped_at = models.DateTimeField(null=True, editable=False)
    # Its place in the timeline: when the two were brought together, or else when it began.
    day = models.GeneratedField(
        expression=Coalesce("made_on", "began_on"), output_field=models.DateField(), db_persist=True
    )

    objects = IntroductionQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of what is given

    class Meta(Given.Meta):
        constraints: ClassVar = [
            *Given.Meta.constraints,
            *(
                SameOwner(field=side, to="netwerk.Contact", name=f"introduction_{side}_owned", outlives=True)
                for side in SIDES
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="introduction_of_two",
                violation_error_message=_("Nobody can be introduced to themselves: choose two people."),
            ),
            models.CheckConstraint(
                condition=~Q(through=F("first")) & ~Q(through=F("second")),
                name="introduction_through_third",
                violation_error_message=_("Who brings the two together is neither of them."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{side}_yes_at": None}) | Q(**{f"{side}_no_at": None}),
                    name=f"introduction_{side}_one_answer",
                )
                for side in SIDES
            ),
            models.CheckConstraint(
                condition=NOBODY_REFUSED | Q(made_on=None, met_on=None, closed_at=None),
                name="introduction_no_is_final",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(dropped_at=None), name="introduction_one_end"
            ),
        ]
        indexes: ClassVar = [
            *Given.Meta.indexes,
            *(
                models.Index("owner", side, F("day").desc(), F("id").desc(), name=f"introduction_of_{side}")
                for side in SIDES
            ),
            models.Index("owner", F("day").desc(), F("id").desc(), name="introduction_open", condition=OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    @property
    def names(self) -> str:
        """The two in one line, as a sentence begins: "You and Piet"."""
        two = {"first": name_of(self.first), "second": name_of(self.second)}
        return capfirst(gettext("%(first)s and %(second)s") % two)

    def get_absolute_url(self) -> str:
        return address("introductions.show", self.pk)

    @property
    def unanswered(self) -> list[str]:
        """The SIDES that were asked, and have not answered."""
        return [
            side
            for side in SIDES
            if getattr(self, f"asked_{side}_at")
            and not (getattr(self, f"{side}_yes_at") or getattr(self, f"{side}_no_at"))
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits for something: nobody said no, it has no end, and both people are there."""
        ends = (self.first_no_at, self.second_no_at, self.through_no_at, self.closed_at, self.dropped_at)
        return not any(ends) and bool(self.first_id and self.second_id)

    @property
    def waits_for(self) -> Wait | None:
        """What it waits for, in plain words, and since when; None when it is over."""
        return wait_of(self) if self.is_open else None

    @property
    def told(self) -> str:
        """How it stands, in plain words: what it waits for, or how it ended."""
        return told(self)

    @property
    def last_step(self) -> str:
        """As in Given. The moment tells which answer was the last."""
        for step in ("dropped_at", "closed_at", "met_on", "made_on"):
            if getattr(self, step):
                return step
        taken = [(getattr(self, column), column) for column in self.ANSWERS if getattr(self, column)]
        return max(taken)[1] if taken else ""

    def ask(self, side: str) -> bool:
        """The user asked one of the SIDES whether they want it.

        As with each of these: the first press counts, one more changes nothing, and what comes back is
        whether this one did.
        """
        return self._answer(side, f"asked_{side}_at", Q(**{f"asked_{side}_at": None}))

    def yes(self, side: str) -> bool:
        """One of the SIDES wants it, asked by this app or not."""
        return self._answer(side, f"{side}_yes_at")

    def no(self, side: str) -> bool:
        """One of the SIDES would rather not: with that it is over, and the other is never told."""
        return self._answer(side, f"{side}_no_at")

    def make(self, day: date) -> bool:
        """The two were brought together on `day`."""
        return self._change(NOT_YET, made_on=day)

    def take_place_at(self, encounter: Encounter) -> None:
        """It was at this meeting that the two were brought together."""
        self.encounter = encounter
        self.save(update_fields=["encounter"])

    def connect(self) -> None:
        """Writes down that the two know each other since then, unless something tells that they do."""
        first, second, since = self.first, self.second, self.made_on or self.met_on
        if not (first and second and since):
            return
        if Connection.objects.of(self.owner).between(first, second).exists():
            return
        told = {"since": since.year, "encounter_id": self.encounter_id}
        Connection.objects.create(owner=self.owner, one=first, other=second, **told)

    def met(self, day: date) -> bool:
        """The two met on `day`; they may have found each other without having been brought together."""
        return self._change(OPEN & Q(met_on=None), met_on=day)

    @transaction.atomic
    def close(self, outcome: str = "", *, meets: bool = False) -> bool:
        """It is over, and `outcome` tells how it went; its need is met with it when `meets`."""
        changed = self._change(OPEN, closed_at=timezone.now(), outcome=outcome)
        if changed and meets:
            self._meet_need()
        return changed

    def drop(self) -> bool:
        """The user thought better of it."""
        return self._change(OPEN, dropped_at=timezone.now())

    def _answer(self, side: str, column: str, when: Q | None = None) -> bool:
        """Notes in `column` what happened with a side that is there and has not answered."""
        if side not in SIDES:
            raise ValueError(side)
        unanswered = Q(**{f"{side}_yes_at": None, f"{side}_no_at": None, f"{side}__isnull": False})
        return self._change(NOT_YET & unanswered & (when or Q()), **{column: timezone.now()})
