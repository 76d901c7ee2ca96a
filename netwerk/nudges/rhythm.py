"""A rhythm: how often the user wants to hear of somebody, in days. Pure: no database, no clock of its own."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import ngettext

from netwerk.nudges import repeating
from netwerk.nudges.repeating import Unit

MONTH, YEAR = 30, 365  # days, near enough for how long ago something was
NONE = 0  # no rhythm, whatever the circles say

OFFERED = (7, 14, 30, 42, 91, 182, 365)
CALENDAR = {30: (1, Unit.MONTH), 91: (3, Unit.MONTH), 182: (6, Unit.MONTH), 365: (1, Unit.YEAR)}


class Running(NamedTuple):
    """A rhythm at work: of which contact (an id), how many days it has, and the day its clock runs from."""

    contact: int
    days: int
    start: date

    @property
    def due(self) -> date:
        """The day it runs out: the ideal day to be in touch again."""
        return self.start + timedelta(days=self.days)

    def past(self, today: date) -> int:
        """How many days past the ideal `today` is; 0 until then."""
        return max(0, (today - self.due).days)


def in_force(own: int | None, of_circles: Iterable[int | None]) -> int | None:
    """The days that count for a contact, None for no rhythm: their own, or the shortest of their circles."""
    if own is not None:
        return own or None
    return min((days for days in of_circles if days), default=None)


def clock_start(last_seen: date | None, chosen: date, made: date, ended: date | None = None) -> date:
    """The day from which the clock runs.

    That is the last encounter; without any, the day on which the rhythm was chosen, or the contact made when
    that was later. `ended`, on which a nudge of this rhythm was done or dropped, starts it anew.
    """
    return max(last_seen or max(chosen, made), ended or date.min)


def words(days: int) -> str:
    """What a rhythm of that many days is called."""
    if days in CALENDAR:
        return repeating.words(*CALENDAR[days])
    weeks, rest = divmod(days, 7)
    return repeating.words(days, Unit.DAY) if rest else repeating.words(weeks, Unit.WEEK)


def told(days: int, past: int) -> str:
    """A rhythm, and how far past it one is: "every 6 weeks; 9 days past it"."""
    if not past:
        return words(days)
    return f"{words(days)}; {_past(past)}"


def _past(days: int) -> str:
    """So many days past it, in a measure that can be pictured."""
    if days >= 2 * YEAR:
        years = days // YEAR
        return ngettext("%(count)d year past it", "%(count)d years past it", years) % {"count": years}
    if days >= 2 * MONTH:
        months = days // MONTH
        return ngettext("%(count)d month past it", "%(count)d months past it", months) % {"count": months}
    return ngettext("%(count)d day past it", "%(count)d days past it", days) % {"count": days}
