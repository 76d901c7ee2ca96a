"""Days that come back each year. Pure: no database, no clock of its own."""

from calendar import isleap
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

LEAP_YEAR = 2000  # has every day that a year can have


class Each(NamedTuple):
    """A day of every year."""

    month: int
    day: int


LEAP_DAY = Each(2, 29)


def kept_on(each: Each, year: int, leap_day: date) -> date:
    """On which day of `year` it is kept.

    `leap_day` tells on which one 29 February is where there is none: 28 February or 1 March, of any year.
    """
    if each == LEAP_DAY and not isleap(year):
        return leap_day.replace(year=year)
    return date(year, *each)


def occasions(first: date, last: date, leap_day: date) -> dict[Each, date]:
    """Everything that is kept on one of the days from `first` to `last`, and on which; less than a year."""
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    found = {Each(day.month, day.day): day for day in days}
    for year in {first.year, last.year}:
        kept = kept_on(LEAP_DAY, year, leap_day)
        if first <= kept <= last:
            found[LEAP_DAY] = kept
    return found


def next_day(each: Each, today: date, leap_day: date) -> date:
    """The first day, from `today` on, on which it is kept."""
    days = (kept_on(each, year, leap_day) for year in (today.year, today.year + 1))
    return min(day for day in days if day >= today)


def exists(each: Each) -> bool:
    """Whether there is such a day in any year."""
    try:
        date(LEAP_YEAR, *each)
    except ValueError:
        return False
    return True


def to_raise(each: Each, ahead: int, since: date, today: date, leap_day: date) -> date | None:
    """The day for which a nudge belongs there `today`, `ahead` days before it; None when it is too early.

    `since` is the first day for which nothing was raised yet: what was missed since then is raised late.
    """
    return occasions(since, today + timedelta(days=ahead), leap_day).get(each)


def years(since: int | None, day: date) -> int | None:
    """How many years it is on `day`; None when the year is not known, or is no earlier one."""
    return day.year - since if since and since < day.year else None


def months(days: Iterable[Each]) -> dict[int, list[int]]:
    """The days of each month in `days`."""
    found: dict[int, list[int]] = {}
    for each in sorted(days):
        found.setdefault(each.month, []).append(each.day)
    return found
