"""When a user's digest is due, what days it covers, when no mail may come. Pure: no database, no clock."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_digest(
    after: datetime, zone: ZoneInfo, days: Collection[int], hour: int, not_before: date | None = None
) -> datetime | None:
    """The first moment later than `after` at which it is `hour` o'clock on one of `days`, in `zone`.

    `days` are ISO week days (1 is Monday); none before the day `not_before` counts. Gives an aware moment in
    UTC, or None when no day is chosen.
    """
    today = after.astimezone(zone).date()
    first = max(today, not_before or today)
    for day in _following(first):
        moment = _on_the_hour(day, hour, zone) if day.isoweekday() in days else None
        if moment and moment > after:
            return moment
    return None


def last_covered(day: date, days: Collection[int]) -> date:
    """The last day that a digest of `day` covers: the one before the next of `days` (ISO week days).

    So what becomes due between two digests is told by the first. With no day chosen it is `day` itself.
    """
    for ahead in range(1, 8):
        if (day + timedelta(days=ahead)).isoweekday() in days:
            return day + timedelta(days=ahead - 1)
    return day


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether `hour` o'clock is one of the quiet hours, which may wrap midnight (22 to 7); 0 to 0 is none."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def first_allowed(
    now: datetime, zone: ZoneInfo, days: Collection[int], quiet: tuple[int, int], not_before: date | None
) -> datetime | None:
    """The first moment from `now` on when a mail may come, in UTC: `now` itself when it may come now.

    It may on one of `days` (ISO week days), from the day `not_before` on, and not in the `quiet` hours (from,
    until). All of that goes by the clock on the wall in `zone`, so that an hour that comes twice is quiet
    twice. None when no day is chosen.
    """
    today = now.astimezone(zone).date()
    openings = (
        moment
        for day in _following(max(today, not_before or today))
        for hour in (0, quiet[1])
        if (moment := _on_the_hour(day, hour, zone)) and moment > now
    )
    for moment in (now.astimezone(UTC), *openings):
        local = moment.astimezone(zone)
        begun = not_before is None or local.date() >= not_before
        if begun and local.isoweekday() in days and not is_quiet(local.hour, *quiet):
            return moment
    return None


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last one of a month that is shorter."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _following(day: date) -> Iterator[date]:
    """`day` and as many after it as are needed to see each week day, even where a zone leaves one out."""
    return (day + timedelta(days=ahead) for ahead in range(9))


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
