"""What stands in a user's calendar: open nudges, yearly days and planned meetings, and no more than that."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, YearlyDay
from netwerk.encounters.models import Encounter
from netwerk.feed.ics import Entry, moment
from netwerk.feed.yearly import rule
from netwerk.nudges.models import Nudge
from netwerk.nudges.named import leap_day
from netwerk.nudges.yearly import Each, exists, kept_on
from netwerk.timeline.company import company_at, with_whom
from netwerk.web import address

# A calendar program forgets what the feed no longer holds: a meeting stays for a while after its day.
STAYS = timedelta(days=31)
PLANNED = ("kind", "title", "day", "time", "place", "created_at", "changed_at", "planned_at")


def entries(owner: User, today: date) -> list[Entry]:
    """All that stands in the calendar of `owner`, in the language of this moment, in five queries."""
    return [*_nudges(owner), *_birthdays(owner), *_yearly_days(owner), *_meetings(owner, today)]


def _nudges(owner: User) -> Iterator[Entry]:
    """Each on the day it is for. How often it was put off is not kept: by how many days, tells its place."""
    for nudge in Nudge.objects.of(owner).open().with_faces().order_by("due", "id"):
        link = _link(nudge.contact.get_absolute_url())
        yield Entry(
            uid=_uid("nudge", nudge.pk),
            summary=f"{nudge.contact}: {nudge.reason}",
            description=f"{nudge.reason}\n{link}",
            url=link,
            starts=nudge.due,
            revised=nudge.created_at,
            sequence=max(0, (nudge.due - nudge.created_at.date()).days),
        )


def _birthdays(owner: User) -> Iterator[Entry]:
    """One entry for each, whether or not the year is known; without one it begins when we heard of it."""
    born = Contact.objects.of(owner).current().filter(birth_month__isnull=False)
    columns = ("id", "name", "birth_year", "birth_month", "birth_day", "created_at")
    kept, summary, since = leap_day(owner), gettext("%(name)s’s birthday"), gettext("Born in %(year)s")
    for pk, name, year, month, day, created_at in born.order_by("id").values_list(*columns):
        yield from _each_year(
            Each(month, day),
            year,
            created_at,
            kept,
            uid=_uid("birthday", pk),
            summary=summary % {"name": name},
            description=since % {"year": year} if year else "",
            url=_link(address("pages.contact", pk)),
        )


def _yearly_days(owner: User) -> Iterator[Entry]:
    """A wedding, a company founded: as birthdays."""
    days = YearlyDay.objects.of(owner).filter(contact__in=Contact.objects.of(owner).current())
    kept, since = leap_day(owner), gettext("Since %(year)s")
    for one in days.select_related("contact").order_by("id"):
        yield from _each_year(
            Each(one.month, one.day),
            one.year,
            one.contact.created_at,
            kept,
            uid=_uid("yearly", one.pk),
            summary=f"{one.contact}: {one.label}",
            description=since % {"year": one.year} if one.year else "",
            url=_link(one.contact.get_absolute_url()),
        )


def _each_year(each: Each, year: int | None, heard: datetime, kept: date, **shown: Any) -> Iterator[Entry]:
    """An entry that comes back, from `year` on or else since we `heard` of it. None for a day no year has."""
    if exists(each):
        starts = kept_on(each, year or heard.year, kept)
        yield Entry(starts=starts, revised=heard, rule=rule(each, kept), **shown)


def _meetings(owner: User, today: date) -> Iterator[Entry]:
    """Planned ones, from their hour on when there is one: the hour it will be where the user lives."""
    planned = Encounter.objects.of(owner).planned().filter(day__gte=today - STAYS)
    found = list(planned.only(*PLANNED).order_by("day", "id"))
    companies = company_at(owner, [one.pk for one in found]) if found else {}
    zone = owner.zone
    for one in found:
        link, revised = _link(one.get_absolute_url()), one.changed_at or one.created_at
        yield Entry(
            uid=_uid("encounter", one.pk),
            summary=with_whom(one, companies[one.pk]),
            description=link,
            place=one.place,
            url=link,
            starts=one.day if one.time is None else moment(one.day, one.time, zone),
            revised=revised,
            sequence=int((revised - one.created_at).total_seconds()),
        )


def _uid(kind: str, pk: int) -> str:
    """The name of an entry among all calendars of the world. It stays the same for good."""
    return f"{kind}-{pk}@{_host(settings.SITE_URL)}"


@cache
def _host(site: str) -> str | None:
    return urlsplit(site).hostname


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
