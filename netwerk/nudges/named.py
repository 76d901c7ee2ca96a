"""What has a date of its own: birthdays, yearly days, the user's reminders. It is never held back."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import attrgetter, or_

from django.db.models import Exists, OuterRef, Q

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Membership, YearlyDay
from netwerk.contacts.models.yearly_day import MOST_AHEAD
from netwerk.nudges import yearly
from netwerk.nudges.models import Nudge
from netwerk.nudges.reminders import Reminder
from netwerk.nudges.yearly import Each

LATEST = timedelta(days=31)  # nobody is congratulated later than that
LEAP_DAYS = {User.LeapDay.FEBRUARY: date(2001, 2, 28), User.LeapDay.MARCH: date(2001, 3, 1)}
BIRTHDAY, YEARLY, REMINDER = Nudge.Cause.BIRTHDAY, Nudge.Cause.YEARLY, Nudge.Cause.REMINDER
ENDLESS = timedelta(days=366)
OCCASION = ("contact_id", "yearly_day_id", "for_day")
occasion_of = attrgetter(*OCCASION)


def raise_named(owner: User, today: date) -> int:
    """Writes the nudges of all these that belong there `today`; gives how many are new.

    What was missed since the owner's nudges were raised last is raised late, once; it is due today, or on its
    day when that has gone by. One of a day that has moved or gone, and is yet to come, goes.
    """
    since = max(today - LATEST, min(today, owner.nudges_at.astimezone(owner.zone).date()))
    wanted = [*_birthdays(owner, since, today), *_yearly_days(owner, since, today)]
    return _keep(owner, since, today, wanted) + _reminders(owner, today)


def leap_day(owner: User) -> date:
    """The day, of some year, on which the owner keeps 29 February where there is none."""
    return LEAP_DAYS[User.LeapDay(owner.leap_day)]


def _birthdays(owner: User, since: date, today: date) -> list[Nudge]:
    if owner.birthdays == User.Birthdays.NONE:
        return []
    ahead = timedelta(days=owner.yearly_ahead)
    days = yearly.occasions(since, today + ahead, leap_day(owner))
    contacts = Contact.objects.of(owner).current().filter(birth_day__isnull=False).filter(_born_on(days))
    if owner.birthdays == User.Birthdays.RHYTHM:
        contacts = contacts.filter(_with_a_rhythm())
    born = contacts.values_list("pk", "birth_month", "birth_day")
    return [
        Nudge(owner=owner, contact_id=pk, cause=BIRTHDAY, for_day=days[born], due=min(days[born], today))
        for pk, *parts in born
        for born in [Each(*parts)]
    ]


def _born_on(days: Iterable[Each]) -> Q:
    """On one of these days: a range of an index for each month."""
    return reduce(
        or_, (Q(birth_month=month, birth_day__in=found) for month, found in yearly.months(days).items())
    )


def _with_a_rhythm() -> Q:
    circles = Membership.objects.filter(owner=OuterRef("owner"), contact=OuterRef("pk"), circle__rhythm__gt=0)
    return Q(rhythm__gt=0) | (Q(rhythm=None) & Q(Exists(circles)))


def _yearly_days(owner: User, since: date, today: date) -> list[Nudge]:
    known = Q(contact__archived_at=None, contact__known_at__isnull=False, contact__self_of=None)
    kept = leap_day(owner)
    soon = yearly.months(yearly.occasions(since, today + timedelta(days=MOST_AHEAD), kept))
    found = []
    for each in YearlyDay.objects.of(owner).filter(known, month__in=soon):
        ahead = owner.yearly_ahead if each.ahead is None else each.ahead
        day = yearly.to_raise(Each(each.month, each.day), ahead, since, today, kept)
        if day:
            found.append(
                Nudge(
                    owner=owner,
                    contact_id=each.contact_id,
                    yearly_day=each,
                    cause=YEARLY,
                    for_day=day,
                    due=min(day, today),
                )
            )
    return found


def _keep(owner: User, since: date, today: date, wanted: list[Nudge]) -> int:
    """Writes those that are not there, and deletes the open ones of a day to come that are not wanted."""
    there = Nudge.objects.of(owner).filter(
        cause__in=[BIRTHDAY, YEARLY], for_day__range=(since, today + ENDLESS)
    )
    known = set(there.values_list(*OCCASION))
    asked = set(map(occasion_of, wanted))
    if any(day >= today for *_of, day in known - asked):
        to_come = there.unended().filter(for_day__gte=today).values_list("pk", *OCCASION)
        Nudge.objects.filter(
            pk__in=[pk for pk, *occasion in to_come if tuple(occasion) not in asked]
        ).delete()
    new = [nudge for nudge in wanted if occasion_of(nudge) not in known]
    return len(Nudge.objects.bulk_create(new))


def _reminders(owner: User, today: date) -> int:
    """Of each reminder the last turn that has come; none while one before it is still open.

    A reminder that was not looked after for two weeks is one nudge, not fourteen.
    """
    known = Q(contact__archived_at=None, contact__known_at__isnull=False)
    due = list(Reminder.objects.of(owner).filter(known, next_on__lte=today).order_by("id"))
    if not due:
        return 0
    waiting = set(Nudge.objects.unended().filter(reminder__in=due).values_list("reminder", flat=True))
    new = []
    for reminder in due:
        day = reminder.advance(today)
        if day and reminder.pk not in waiting:
            new.append(
                Nudge(
                    owner=owner,
                    contact_id=reminder.contact_id,
                    reminder=reminder,
                    cause=REMINDER,
                    for_day=day,
                    due=day,
                )
            )
    Reminder.objects.bulk_update(due, ["next_on"])
    return len(Nudge.objects.bulk_create(new, ignore_conflicts=True))
