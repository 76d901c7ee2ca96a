"""Days that come back every year, as the calendar has them. Pure.

Birthdays and what else is kept each year; the user's choice for 29 February comes in as `in_march`.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

LEAP_DAY = (2, 29)
EVERY_YEAR = "FREQ=YEARLY"
# The last day of February, and the sixtieth of the year: both are 29 February when there is one.
LAST_OF_FEBRUARY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
SIXTIETH_DAY = "FREQ=YEARLY;BYYEARDAY=60"


@dataclass(frozen=True)
class Yearly:
    """A day and a month, and the rule by which it comes back; 29 February is kept a day off in most years."""

    month: int
    day: int
    in_march: bool = False

    @property
    def rule(self) -> str:
        """The recurrence rule."""
        if (self.month, self.day) != LEAP_DAY:
            return EVERY_YEAR
        return SIXTIETH_DAY if self.in_march else LAST_OF_FEBRUARY

    def of(self, year: int) -> date | None:
        """The day on which it is kept in `year`; None when there is no such day in any."""
        month, day = self.month, self.day
        if (month, day) == LEAP_DAY and not isleap(year):
            month, day = (3, 1) if self.in_march else (2, 28)
        try:
            return date(year, month, day)
        except ValueError:
            return None
