"""Few, spread, quiet: on which day a nudge comes. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta


def monday(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=day.weekday())


class Spread:
    """Gives out days, at most `a_day` nudges on each and `a_week` from a Monday to a Sunday.

    `taken` are the days of the nudges that there already are, or how many there are on each day.
    """

    def __init__(self, a_day: int, a_week: int, taken: Iterable[date] | Mapping[date, int] = ()) -> None:
        self.a_day, self.a_week = a_day, a_week
        self.on = Counter(taken)
        self.in_week: Counter[date] = Counter()
        for day, count in self.on.items():
            self.in_week[monday(day)] += count

    def room(self, day: date) -> int:
        """How many more can come on `day`."""
        return max(0, min(self.a_day - self.on[day], self.a_week - self.in_week[monday(day)]))

    def take(self, wished: date, *, named: bool = False) -> date:
        """The wished day, or the first one after it with room. A day that was named is kept, full or not."""
        day = wished
        while not named and not self.room(day):
            full_week = self.in_week[monday(day)] >= self.a_week
            day = monday(day) + timedelta(weeks=1) if full_week else day + timedelta(days=1)
        self.on[day] += 1
        self.in_week[monday(day)] += 1
        return day
