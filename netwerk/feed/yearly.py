"""How a day that comes back every year is told to a calendar. Pure."""

from datetime import date

from netwerk.nudges.yearly import LEAP_DAY, Each

EVERY_YEAR = "FREQ=YEARLY"
# The last day of February, and the sixtieth of the year: both are 29 February when there is one.
LAST_OF_FEBRUARY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
SIXTIETH_DAY = "FREQ=YEARLY;BYYEARDAY=60"


def rule(each: Each, leap_day: date) -> str:
    """The recurrence rule; `leap_day` as for `kept_on`: 28 February or 1 March, of any year."""
    if each != LEAP_DAY:
        return EVERY_YEAR
    return SIXTIETH_DAY if leap_day.month == 3 else LAST_OF_FEBRUARY
