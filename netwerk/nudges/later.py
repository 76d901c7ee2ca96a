"""Not now: the days to which a nudge can be put off, or for which help is promised. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


def days_to_help(today: date, soon: int) -> list[tuple[str, date]]:
    """The days offered for what is promised on the day `today`: what each is called, and the day.

    Tomorrow, in `soon` days, and next week; each day once.
    """
    named = {days: str(label) for days, label in LATER.values() if days in (1, 7)}
    return [
        (named.get(days) or ngettext("In %d day", "In %d days", days) % days, today + timedelta(days=days))
        for days in sorted({*named, soon})
    ]
