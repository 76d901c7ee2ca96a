"""When a user's digest is due, and days that lie months back. Pure: no database, no clock of its own."""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(after: datetime, zone: ZoneInfo, days: Collection[int], hour: int) -> datetime | None:
    """The first moment later than `after` at which it is `hour` o'clock on one of `days`, in `zone`.

    `days` are ISO week days (1 is Monday). Gives an aware moment in UTC, or None when no day is chosen.
    """
    today = after.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        moment = _on_the_hour(day, hour, zone) if day.isoweekday() in days else None
        if moment and moment > after:
            return moment
    return None


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _on_the_hour(day: date, hour: int, zone: ZoneInfo) -> datetime | None:
    """When it is `hour` o'clock on `day`, in UTC; None for a day that the zone left out.

    An hour that comes twice in autumn counts the first time. One that the clock skips in spring is kept right
    after the gap, or before it when the gap ends on another day: PEP 495 reads a time that isn't there in
    both ways.
    """
    for fold in (0, 1):
        moment = datetime.combine(day, time(hour, fold=fold), zone).astimezone(UTC)
        if moment.astimezone(zone).date() == day:
            return moment
    return None
