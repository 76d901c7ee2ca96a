"""When to hear of somebody again, as it is chosen while a meeting is logged. Pure."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FollowUp(TextChoices):
    """What can be chosen."""

    NONE = "", _("None")
    TWO_DAYS = "2days", _("In 2 days")
    WEEK = "week", _("Next week")
    MONTH = "month", _("In a month")
    DAY = "day", _("On a day…")


class When(NamedTuple):
    """A day, and whether the user named that very day: such a day is never moved."""

    day: date
    named: bool


def when(choice: str, start: date, named: date | None = None) -> When | None:
    """The day that `choice` means, counted from `start`; None for no follow-up.

    `start` is the day of the meeting, or today when that has gone by: nobody is reminded in the past.
    `named` is the day that goes with FollowUp.DAY.
    """
    match choice:
        case FollowUp.TWO_DAYS:
            return When(start + timedelta(days=2), named=False)
        case FollowUp.WEEK:
            return When(start + timedelta(days=7), named=False)
        case FollowUp.MONTH:
            return When(_next_month(start), named=False)
        case FollowUp.DAY if named:
            return When(named, named=True)
        case _:
            return None


def _next_month(day: date) -> date:
    """The same day of the month after, or the last one there is."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
