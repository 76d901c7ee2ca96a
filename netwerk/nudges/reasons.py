"""Why a nudge is there, in the language of who reads it: nothing of it is stored."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from netwerk.nudges import rhythm, yearly

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge

WEEK_DAY = "l j F"  # Friday 4 December, vrijdag 4 december


def reason(nudge: "Nudge") -> str:
    """What the user wrote or promised, or else what raised it.

    Of a nudge from with_cause(), in the time zone of this moment.
    """
    told = TOLD.get(nudge.cause)
    if told:
        return told(nudge)
    if nudge.favour and not nudge.why:
        return gettext("You promised: %(what)s") % {"what": nudge.favour}
    if nudge.why or nudge.encounter is None:
        return nudge.why or gettext("Get in touch again")
    return gettext("Follow up: %(meeting)s") % {"meeting": nudge.encounter}


def _of_rhythm(nudge: "Nudge") -> str:
    """The ideal, and how far past it today is."""
    start, due = nudge.stands_since, nudge.for_day
    if start is None or due is None:
        return gettext("Get in touch again")
    running = rhythm.Running(nudge.contact_id, (due - start).days, start)
    return capfirst(rhythm.told(running.days, running.past(timezone.localdate())))


def _of_birthday(nudge: "Nudge") -> str:
    """Which birthday, when it is known, and on which day."""
    day = nudge.for_day or nudge.due
    age, today = yearly.years(nudge.contact.birth_year, day), timezone.localdate()
    if age is None:
        said = gettext("Birthday today") if day == today else gettext("Birthday on %(day)s")
    elif day < today:
        said = gettext("Turned %(age)d on %(day)s")
    else:
        said = gettext("Turns %(age)d today") if day == today else gettext("Turns %(age)d on %(day)s")
    return said % {"age": age, "day": _written(day)}


def _of_yearly_day(nudge: "Nudge") -> str:
    """What day it is, and for how many years it has been kept."""
    day, what = nudge.for_day or nudge.due, nudge.yearly_day
    count = yearly.years(what.year, day)
    when = gettext("today") if day == timezone.localdate() else _written(day)
    if count is None:
        return gettext("%(what)s: %(day)s") % {"what": what.label, "day": when}
    said = ngettext("%(what)s, %(count)d year: %(day)s", "%(what)s, %(count)d years: %(day)s", count)
    return said % {"what": what.label, "count": count, "day": when}


def _of_reminder(nudge: "Nudge") -> str:
    return str(nudge.reminder)


def _of_old_tie(nudge: "Nudge") -> str:
    """That they were close, and how long ago that is."""
    last = nudge.stands_since or nudge.due
    month = date_format(last, "YEAR_MONTH_FORMAT")
    return gettext("You met often, and last in %(month)s: a tie worth waking") % {"month": month}


def _of_need(nudge: "Nudge") -> str:
    """What they looked for, and since when nobody has asked."""
    heard = date_format(nudge.for_day or nudge.due, "YEAR_MONTH_FORMAT")
    said = gettext("Does it still stand? “%(need)s”, in %(month)s")
    return said % {"need": nudge.need, "month": heard}


def _written(day: date) -> str:
    return date_format(day, WEEK_DAY)


TOLD = {
    "rhythm": _of_rhythm,
    "birthday": _of_birthday,
    "yearly": _of_yearly_day,
    "reminder": _of_reminder,
    "dormant": _of_old_tie,
    "need": _of_need,
}
