"""When a user's digest is due. Pure: no database, no settings, no clock of its own."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(after: datetime, zone: ZoneInfo, days: Collection[int], hour: int) -> datetime | None:
    """The first moment later than `after` at which it is `hour` o'clock on one of `days`, in `zone`.

    `days` are ISO week days (1 is Monday). Gives an aware moment in UTC, or None when no day is chosen. An hour
    that the clock skips in spring is kept right after the gap; one that comes twice in autumn counts the first
    time: zoneinfo reads a local time that way when fold is 0, as PEP 495 says.
    """
    today = after.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if day.isoweekday() in days and moment > after:
            return moment
    return None
