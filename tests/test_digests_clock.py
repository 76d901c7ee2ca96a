"""When the next digest is due, what it covers, when no mail may come, and days that lie months back."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import settings as under
from hypothesis import strategies as st

from netwerk.accounts.clock import first_allowed, is_quiet, last_covered, months_before, next_digest
from netwerk.accounts.models import User
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


@given(moments, zones, some_days, hours, st.integers(0, 40))
def test_after_a_pause_the_first_chosen_day_has_its_digest(
    after: datetime, zone: ZoneInfo, days: set[int], hour: int, off: int
) -> None:
    back = after.astimezone(zone).date() + timedelta(days=off)
    moment = next_digest(after, zone, days, hour, not_before=back)
    assert moment
    local = moment.astimezone(zone).date()
    assert local >= back
    assert moment == next_digest(moment - timedelta(minutes=1), zone, days, hour)
    skipped = [back + timedelta(days=n) for n in range(1, (local - back).days)]
    assert not [day for day in skipped if day.isoweekday() in days and (zone.key != "Pacific/Apia")]


# ── What a digest covers ────────────────────────────────────────────────────────────────────────────────────


@given(st.dates(date(2025, 1, 1), date(2030, 1, 1)), some_days)
def test_every_day_is_covered_by_one_digest(first: date, days: set[int]) -> None:
    told_on = [day for n in range(30) if (day := first + timedelta(days=n)).isoweekday() in days]
    for day, following in pairwise(told_on):
        assert last_covered(day, days) + timedelta(days=1) == following


@pytest.mark.parametrize(
    ("day", "days", "covered"),
    [
        (date(2026, 11, 23), {1}, date(2026, 11, 29)),  # weekly: until Sunday
        (date(2026, 11, 27), {1, 2, 3, 4, 5}, date(2026, 11, 29)),  # Friday's has the weekend
        (date(2026, 11, 26), {1, 2, 3, 4, 5}, date(2026, 11, 26)),
        (date(2026, 11, 23), {1, 2, 3, 4, 5, 6, 7}, date(2026, 11, 23)),
        (date(2026, 11, 25), {1}, date(2026, 11, 29)),  # sent by hand on another day
        (date(2026, 11, 23), set(), date(2026, 11, 23)),
    ],
)
def test_a_digest_covers_what_is_due_before_the_next(day: date, days: set[int], covered: date) -> None:
    assert last_covered(day, days) == covered


# ── When no mail may come ───────────────────────────────────────────────────────────────────────────────────


def test_quiet_hours_may_wrap_midnight() -> None:
    assert [hour for hour in range(24) if is_quiet(hour, 22, 7)] == [0, 1, 2, 3, 4, 5, 6, 22, 23]
    assert [hour for hour in range(24) if is_quiet(hour, 1, 4)] == [1, 2, 3]
    assert not any(is_quiet(hour, same, same) for hour in range(24) for same in range(24))


@under(deadline=None)
@given(moments, zones, some_days, st.tuples(hours, hours), st.integers(-3, 20))
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), AMSTERDAM, {7}, (0, 2), 0)  # quiet until the skipped hour
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AMSTERDAM, {7}, (2, 3), 0)  # quiet as it comes twice
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AMSTERDAM, {7}, (22, 2), 0)
@example(datetime(2026, 11, 1, 4, 30, tzinfo=UTC), ZoneInfo("America/New_York"), {7}, (22, 2), 0)
@example(datetime(2026, 4, 4, 14, 0, tzinfo=UTC), ZoneInfo("Australia/Lord_Howe"), {7}, (1, 2), 0)
@example(datetime(2026, 2, 15, 0, 0, tzinfo=UTC), ZoneInfo("Africa/Casablanca"), {7}, (1, 3), 0)
def test_mail_comes_at_the_first_moment_that_is_neither_quiet_nor_a_day_off_nor_paused(
    now: datetime, zone: ZoneInfo, days: set[int], quiet: tuple[int, int], off: int
) -> None:
    back = now.astimezone(zone).date() + timedelta(days=off)
    hours_of_quiet = {(quiet[0] + n) % 24 for n in range((quiet[1] - quiet[0]) % 24)}

    def may_come(moment: datetime) -> bool:
        local = moment.astimezone(zone)
        return (
            local.isoweekday() in days
            and local.hour not in hours_of_quiet
            and (off <= 0 or local.date() >= back)
        )

    moment = first_allowed(now, zone, days, quiet, back)
    assert moment
    assert moment >= now
    assert may_come(moment)
    assert first_allowed(moment, zone, days, quiet, back) == moment
    quarters = range(int((moment - now) / timedelta(minutes=15)))
    assert not [n for n in quarters if may_come(now + n * timedelta(minutes=15))]


def test_no_day_no_mail() -> None:
    assert first_allowed(MONDAY, AMSTERDAM, [], (22, 7), None) is None


# ── Travel ──────────────────────────────────────────────────────────────────────────────────────────────────


@under(deadline=None, max_examples=50)
@given(moments, st.lists(st.tuples(zones, st.integers(1, 60)), min_size=1, max_size=6), hours)
@example(datetime(2026, 11, 23, 8, tzinfo=UTC), [(ZoneInfo("America/Los_Angeles"), 40)], 7)
@example(datetime(2026, 11, 24, 18, tzinfo=UTC), [(ZoneInfo("Pacific/Auckland"), 40)], 7)
def test_who_travels_is_told_of_every_day_they_live_and_of_none_twice(
    start: datetime, legs: list[tuple[ZoneInfo, int]], hour: int
) -> None:
    user = User(digest_hour=hour, time_zone="Europe/Amsterdam")
    user.reschedule_digest(start)
    told: list[date] = []
    now = start
    for zone, halves in legs:  # so many half hours in each zone
        user.time_zone = zone.key
        user.reschedule_digest(now)
        for _ in range(halves):
            if user.digest_at and user.digest_at <= now:  # as raise_due() does
                if (day := user.today(now)) not in told:
                    told.append(day)
                user.schedule_digest(now)
            if now.astimezone(zone).hour >= hour:
                assert user.today(now) in told
            now += timedelta(minutes=30)


# ── Months ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_months_back_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_before(date(2026, 1, 5), 1) == date(2025, 12, 5)
    assert months_before(date(2026, 12, 31), 12) == date(2025, 12, 31)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 2, 29), 120) == date(2014, 2, 28)
