"""What comes back every so many days, weeks, months or years. Pure: no database, no clock of its own."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from netwerk.accounts.clock import months_after


class Unit(StrEnum):
    """In what is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


class Repeat(NamedTuple):
    """Every `every` units from `start` on; once, when `every` is None."""

    start: date
    every: int | None
    unit: Unit

    def turn(self, number: int) -> date:
        """The day of one of its turns; 0 is the start.

        It is counted from the start, not from the turn before: what begins on the 31st comes on the last day
        of a shorter month, and on the 31st again after it.
        """
        ahead = number * (self.every or 0)
        if self.unit in DAYS:
            return self.start + timedelta(days=ahead * DAYS[self.unit])
        return months_after(self.start, ahead * MONTHS[self.unit])

    def last(self, today: date) -> date | None:
        """Its last turn up to `today`; None when it has not begun."""
        if today < self.start:
            return None
        number = self._turns_before(today + timedelta(days=1)) - 1
        return self.turn(number)

    def next(self, day: date) -> date | None:
        """Its first turn on `day` or later; None when there is none any more."""
        if day <= self.start:
            return self.start
        return self.turn(self._turns_before(day)) if self.every else None

    def _turns_before(self, day: date) -> int:
        """How many turns there are before `day`, which is later than the start."""
        if not self.every:
            return 1
        if self.unit in DAYS:
            return ((day - self.start).days - 1) // (self.every * DAYS[self.unit]) + 1
        between = (day.year - self.start.year) * 12 + day.month - self.start.month
        full = between // (self.every * MONTHS[self.unit])
        return full + 1 if self.turn(full) < day else full


def words(every: int | None, unit: Unit) -> str:
    """How often: "once", "every 2 weeks"."""
    if not every:
        return gettext("once")
    said = {
        Unit.DAY: ngettext("every day", "every %(count)d days", every),
        Unit.WEEK: ngettext("every week", "every %(count)d weeks", every),
        Unit.MONTH: ngettext("every month", "every %(count)d months", every),
        Unit.YEAR: ngettext("every year", "every %(count)d years", every),
    }
    return said[unit] % {"count": every}
