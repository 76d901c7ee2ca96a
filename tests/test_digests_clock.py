"""When the next digest is due, and days that lie months back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import settings as under
from hypothesis import strategies as st

from netwerk.accounts.clock import months_before, next_digest
from tests.factories import MONDAY

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


# Zones whose clocks jump at different hours, by half an hour, over midnight, and twice around Ramadan.
ZONES = [
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
    "America/Nuuk",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Apia",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
some_days = st.sets(st.integers(1, 7), min_size=1)
hours = st.integers(0, 23)


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
@example(datetime(2026, 3, 28, 7, tzinfo=UTC), AMSTERDAM, {7}, 2)  # the hour that is skipped
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AMSTERDAM, {7}, 2)  # the hour that comes twice
@example(
    datetime(2026, 3, 28, 12, tzinfo=UTC), ZoneInfo("America/Scoresbysund"), {6}, 23
)  # skipped over midnight
def test_the_next_digest_is_later_and_on_the_first_chosen_day(
    after: datetime, zone: ZoneInfo, days: set[int], hour: int
) -> None:
    moment = next_digest(after, zone, days, hour)
    assert moment
    assert moment > after
    local, now = moment.astimezone(zone), after.astimezone(zone)
    assert local.isoweekday() in days
    between = [now.date() + timedelta(days=n) for n in range((local.date() - now.date()).days)]
    skipped = [day for day in between if day.isoweekday() in days]
    assert skipped in ([], [now.date()])
    if skipped:  # today's had been
        assert (
            next_digest(
                datetime.combine(now.date(), datetime.min.time(), zone) - timedelta(seconds=1),
                zone,
                days,
                hour,
            )
            <= after
        )


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
@example(datetime(2026, 10, 24, 12, tzinfo=UTC), AMSTERDAM, {1, 2, 3, 4, 5, 6, 7}, 2)
@example(datetime(2026, 3, 28, 1, tzinfo=UTC), ZoneInfo("America/Scoresbysund"), {1, 2, 3, 4, 5, 6, 7}, 23)
def test_every_chosen_day_has_one_digest(after: datetime, zone: ZoneInfo, days: set[int], hour: int) -> None:
    seen: list[date] = []
    for _ in range(9):
        moment = next_digest(after, zone, days, hour)
        assert moment
        seen.append(moment.astimezone(zone).date())
        after = moment
    assert len(set(seen)) == len(seen)
    wanted = [seen[0] + timedelta(days=n) for n in range((seen[-1] - seen[0]).days + 1)]
    assert seen == [day for day in wanted if day.isoweekday() in days]


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
def test_at_the_chosen_hour_unless_the_clock_skips_it(
    after: datetime, zone: ZoneInfo, days: set[int], hour: int
) -> None:
    moment = next_digest(after, zone, days, hour)
    assert moment
    local = moment.astimezone(zone)
    exists = local.replace(hour=hour, minute=0).astimezone(UTC).astimezone(zone).hour == hour
    assert not exists or (local.hour, local.minute) == (hour, 0)


def test_no_days_no_digest() -> None:
    assert next_digest(MONDAY, AMSTERDAM, [], 7) is None


def test_months_back_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_before(date(2026, 1, 5), 1) == date(2025, 12, 5)
    assert months_before(date(2026, 12, 31), 12) == date(2025, 12, 31)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 2, 29), 120) == date(2014, 2, 28)
