from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models.contact import Contact

MOST_AHEAD = 30  # days before it, at most
YEARS = (1000, 2200)  # that can be kept: an abbey is older than anybody


class YearlyDayQuerySet(OwnedQuerySet):
    def by_day(self) -> "YearlyDayQuerySet":
        """In the order of the year."""
        return self.order_by("month", "day", "id")


class YearlyDay(Owned):
    """A day of a contact that comes back each year, beside the birthday: a wedding, a company founded."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="yearly_days", db_constraint=False)
    label = models.CharField(_("what it is"), max_length=80)
    day = models.PositiveSmallIntegerField(_("day"))
    month = models.PositiveSmallIntegerField(_("month"))
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])],
    )
    ahead = models.PositiveSmallIntegerField(
        _("days ahead"), null=True, blank=True, validators=[MaxValueValidator(MOST_AHEAD)]
    )  # None: as many as the user has chosen for all

    objects = YearlyDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="yearly_day_owned"),
            SameOwner(field="contact", to="netwerk.Contact", name="yearly_day_contact_owned"),
            models.CheckConstraint(
                condition=~Q(label="") & Q(day__range=(1, 31), month__range=(1, 12)), name="yearly_day_named"
            ),
            models.CheckConstraint(condition=Q(year=None) | Q(year__range=YEARS), name="yearly_day_year"),
            models.CheckConstraint(
                condition=Q(ahead=None) | Q(ahead__lte=MOST_AHEAD), name="yearly_day_ahead"
            ),
        ]
        indexes = [models.Index("owner", "contact", name="yearly_day_of_contact")]

    def __str__(self) -> str:
        return self.label

    @property
    def written_day(self) -> str:
        return written(self.day, self.month, self.year)


def written(day: int | None, month: int | None, year: int | None) -> str:
    """What is known of a day that comes back: "14 March 1980", "14 March", "1980", or ""."""
    return " ".join(str(part) for part in (day, MONTHS[month] if month else None, year) if part)
