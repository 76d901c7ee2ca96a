"""Few, spread, quiet: on which day a follow-up comes. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta


class Spread:
    """Gives out days, at most `a_day` follow-ups on each.

    `taken` are the days of the follow-ups that there already are, or how many there are on each day.
    """

    def __init__(self, a_day: int, taken: Iterable[date] | Mapping[date, int] = ()) -> None:
        self.a_day = a_day
        self.count = Counter(taken)

    def take(self, wished: date, *, named: bool = False) -> date:
        """The wished day, or the first one after it with room. A day that was named is kept, full or not."""
        day = wished
        while not named and self.count[day] >= self.a_day:
            day += timedelta(days=1)
        self.count[day] += 1
        return day
