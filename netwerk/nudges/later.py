"""Not now: the days to which a nudge can be put off. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FARTHEST = timedelta(days=5 * 366)  # a year typed as 2206 is a slip

LATER: dict[str, tuple[int, Promise]] = {
    "tomorrow": (1, _("Tomorrow")),
    "3days": (3, _("In 3 days")),
    "week": (7, _("Next week")),
}


class Snooze(NamedTuple):
    """A choice: its word in the form, what it is called, and the day it means."""

    word: str
    label: Promise
    day: date


def snoozes(today: date) -> list[Snooze]:
    """The choices on the day `today`."""
    return [Snooze(word, label, today + timedelta(days=days)) for word, (days, label) in LATER.items()]
