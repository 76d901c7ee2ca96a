from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.needs import book
from netwerk.needs.models import Need

CAUSES = ("came_of_favour", "came_of_introduction", "came_of_encounter")
FACE = ("id", "name", "sort_name", "photo_digest", "self_of", "archived_at")  # of a contact in a line
NO_LOOP = "chain_without_loop"  # as sql.py calls it


def name_of(contact: Contact | None) -> str:
    """The name of somebody in a favour or an introduction; words for who was erased, "you" for the user."""
    if contact is None:
        return gettext("someone no longer in your network")
    return gettext("you") if contact.self_of_id else contact.name


def columns_of(cause: "Given | Encounter | None") -> dict[str, Any]:
    """The CAUSES of a row that came of `cause`."""
    named = {f"came_of_{cause._meta.model_name}": cause} if cause else {}
    return dict.fromkeys(CAUSES) | named


@contextmanager
def refusing_loops() -> Iterator[None]:
    """Tells in words when the database refuses that something comes of itself."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if _constraint(error) != NO_LOOP:
            raise
        said = _("This would go round in a circle: the one came of the other already.")
        raise ValidationError(said, code="loop") from error


def _constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that the database refused something for."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


class GivenQuerySet(OwnedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-day", "-id")

    def with_faces(self) -> Self:
        """Each with its people, as a line in a list shows them."""
        sides = self.model.SIDES
        others = [field.name for field in Contact._meta.concrete_fields if field.name not in FACE]
        return self.select_related(*sides).defer(*(f"{side}__{name}" for side in sides for name in others))

    def meeting(self, need: Need) -> Self:
        """Those through which `need` was met: one, or none."""
        return self.filter(need=need, met_need_at=need.met_at) if need.met_at else self.none()


# Of each reference: the database keeps it, and its index begins with the owner.
BY_OWNER: dict[str, Any] = {"related_name": "+", "db_constraint": False, "db_index": False}


class Given(Owned):
    """What favours and introductions have in common: the need they serve, and what led to them.

    What it refers to may go, and leaves an empty place; when both people of it are gone, so does the row. The
    database sees to that (SameOwner and sql.py), and Django is told to do nothing.
    """

    SIDES: ClassVar[tuple[str, ...]] = ()  # the people of it
    STEPS: ClassVar[tuple[str, ...]] = ()  # the columns that tell how far it is
    WORDS: ClassVar[dict[str, str]] = {}  # by step: the column of what was said with it
    MEETING: ClassVar[str] = ""  # the step that may meet the need

    need = models.ForeignKey(Need, models.DO_NOTHING, null=True, blank=True, **BY_OWNER)
    # Where it came up, or was done.
    encounter = models.ForeignKey(Encounter, models.DO_NOTHING, null=True, blank=True, **BY_OWNER)
    # What led to it: one of these at most.
    came_of_favour = models.ForeignKey("netwerk.Favour", models.DO_NOTHING, null=True, blank=True, **BY_OWNER)
    came_of_introduction = models.ForeignKey(
        "netwerk.Introduction",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    came_of_encounter = models.ForeignKey(Encounter, models.DO_NOTHING, null=True, blank=True, **BY_OWNER)
    # When it met its need: then the need's own `met_at` is the same moment.
    met_need_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GivenQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="%(class)s_owned"),
            models.CheckConstraint(
                condition=Q(came_of_favour=None, came_of_introduction=None)
                | Q(came_of_favour=None, came_of_encounter=None)
                | Q(came_of_introduction=None, came_of_encounter=None),
                name="%(class)s_one_cause",
            ),
            SameOwner(field="need", to="netwerk.Need", name="%(class)s_need_owned", outlives=True),
            SameOwner(
                field="encounter", to="netwerk.Encounter", name="%(class)s_encounter_owned", outlives=True
            ),
            SameOwner(
                field="came_of_favour", to="netwerk.Favour", name="%(class)s_of_favour_owned", outlives=True
            ),
            SameOwner(
                field="came_of_introduction",
                to="netwerk.Introduction",
                name="%(class)s_of_introduction_owned",
                outlives=True,
            ),
            SameOwner(
                field="came_of_encounter",
                to="netwerk.Encounter",
                name="%(class)s_of_encounter_owned",
                outlives=True,
            ),
        ]
        indexes: ClassVar = [
            models.Index("owner", models.F("day").desc(), models.F("id").desc(), name="%(class)s_by_day"),
            *(
                models.Index(
                    "owner",
                    field,
                    name=f"%(class)s_{field.removeprefix('came_')}",
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("need", "encounter", *CAUSES)
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves; a ValidationError says so when it would come of itself."""
        with refusing_loops():
            super().save(*args, **kwargs)

    def sides(self) -> list[Contact | None]:
        """The two people of it; None for who was erased."""
        return [getattr(self, side) for side in self.SIDES[:2]]

    @property
    def cause(self) -> "Given | Encounter | None":
        """What led to it."""
        return self.came_of_favour or self.came_of_introduction or self.came_of_encounter

    def name_cause(self, cause: "Given | Encounter | None") -> None:
        """Notes, without saving, what led to it, or that nothing did."""
        for name, value in columns_of(cause).items():
            setattr(self, name, value)

    def come_of(self, cause: "Given | Encounter | None") -> None:
        """Names what led to it, or that nothing did. A ValidationError says so when that makes a circle."""
        with refusing_loops():
            type(self).objects.filter(pk=self.pk).update(**columns_of(cause))
        self.refresh_from_db(fields=CAUSES)

    @property
    def last_step(self) -> str:
        """The column of the last step, which undo() takes back; "" when there is none to take back."""
        return ""

    @transaction.atomic
    def undo(self, step: str = "") -> bool:
        """Takes back the last step; with `step` (a last_step), only when that is the last one still.

        Tells whether it did: when the row has changed since it was loaded, nothing happens.
        """
        last = self.last_step
        if not last or (step and step != last):
            return False
        values: dict[str, Any] = {last: None} | ({self.WORDS[last]: ""} if last in self.WORDS else {})
        changed = self._change(Q(**{name: getattr(self, name) for name in self.STEPS}), **values)
        if changed and last == self.MEETING:
            self._unmeet_need()
        return changed

    def _change(self, when: Q, **values: object) -> bool:
        """Writes `values` if the row is as `when` says at that very moment, and reads it again either way."""
        changed = type(self).objects.filter(when, pk=self.pk).update(**values)
        self.refresh_from_db(fields=[*self.STEPS, "day", "met_need_at"])
        return bool(changed)

    def _meet_need(self) -> None:
        """Its need, when that is open still, is met through it. Call it in the transaction of the step."""
        need = Need.objects.of(self.owner).filter(pk=self.need_id).first()
        if need and need.meet():
            book.write_need(need)
            self._change(Q(), met_need_at=need.met_at)

    def _unmeet_need(self) -> None:
        """Takes back that its need was met through it; what happened to the need since then stays."""
        if not self.met_need_at:
            return
        needs = Need.objects.of(self.owner).select_for_update()
        need = needs.filter(pk=self.need_id, met_at=self.met_need_at).first()
        if need:
            need.reopen()
            book.write_need(need)
        self._change(Q(), met_need_at=None)
