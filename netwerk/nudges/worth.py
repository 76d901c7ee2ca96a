"""Which nudges come first when there is room for a few only. Pure."""

from typing import NamedTuple

LONG_PAST = 2.0  # from so many times its period past it on, it makes no difference any more
A_GIFT = 1.0  # is worth as much as being a whole period past it
FULL_AGE = 10  # years, after which a tie counts as an old one
OLD_TIE = 0.5


class Claim(NamedTuple):
    """What speaks for a nudge: days past its period (in days, too), a gift, how long one is known."""

    past: int
    period: int
    gift: bool
    days_known: int

    @property
    def worth(self) -> float:
        """The higher, the sooner it is raised.

        A week past a weekly rhythm tells more than a week past a yearly one, so it counts relative to the
        period. Whoever has something to bring goes first; and of two alike, the older tie.
        """
        late = min(self.past / self.period, LONG_PAST)
        known = min(self.days_known / (FULL_AGE * 365), 1.0)
        return late + A_GIFT * self.gift + OLD_TIE * known
