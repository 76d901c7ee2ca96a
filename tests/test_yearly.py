"""Days that come back each year: birthdays, weddings, and 29 February."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerk.contacts.models.yearly_day import MOST_AHEAD
from netwerk.nudges.yearly import (
    LEAP_DAY,
    LEAP_YEAR,
    Each,
    exists,
    kept_on,
    months,
    next_day,
    occasions,
    to_raise,
    years,
)

FEBRUARY, MARCH = date(2001, 2, 28), date(2001, 3, 1)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
leap_days = st.sampled_from([FEBRUARY, MARCH])
eaches = st.dates(date(LEAP_YEAR, 1, 1), date(LEAP_YEAR, 12, 31)).map(lambda day: Each(day.month, day.day))
aheads = st.integers(0, MOST_AHEAD)


@given(eaches, st.integers(1990, 2099), leap_days)
def test_it_is_kept_once_a_year_on_its_day_or_beside_the_leap_day(
    each: Each, year: int, leap_day: date
) -> None:
    kept = kept_on(each, year, leap_day)
    assert kept.year == year
    if each == LEAP_DAY and not isleap(year):
        assert (kept.month, kept.day) == (leap_day.month, leap_day.day)
    else:
        assert (kept.month, kept.day) == each


@given(eaches, days, leap_days)
def test_the_next_day_is_today_or_within_a_year(each: Each, today: date, leap_day: date) -> None:
    found = next_day(each, today, leap_day)
    assert today <= found <= today + timedelta(days=366)
    assert found == kept_on(each, found.year, leap_day)


@given(eaches, days, st.integers(0, 80), leap_days)
def test_a_window_has_what_is_kept_in_it(each: Each, first: date, length: int, leap_day: date) -> None:
    last = first + timedelta(days=length)
    found = next_day(each, first, leap_day)
    assert occasions(first, last, leap_day).get(each) == (found if found <= last else None)


@given(eaches, aheads, days, leap_days)
def test_day_by_day_it_is_raised_for_each_of_its_days_and_no_other(
    each: Each, ahead: int, start: date, leap_day: date
) -> None:
    """Never skipped: however many days ahead, in two years there are two or three, each begun in time."""
    raised = {}
    for number in range(2 * 365):
        today = start + timedelta(days=number)
        day = to_raise(each, ahead, today, today, leap_day)
        if day and day not in raised:
            raised[day] = today
    for day, today in raised.items():
        assert day == kept_on(each, day.year, leap_day)
        assert today == max(start, day - timedelta(days=ahead))
    assert len(raised) in (2, 3)


@given(eaches, aheads, days, st.integers(0, 31), leap_days)
def test_what_was_missed_is_raised_late(
    each: Each, ahead: int, today: date, away: int, leap_day: date
) -> None:
    since = today - timedelta(days=away)
    missed = {
        to_raise(each, ahead, day, day, leap_day) for day in (since + timedelta(n) for n in range(away))
    }
    missed.discard(None)
    assert missed <= {to_raise(each, ahead, since, today, leap_day)}


def test_29_february_as_the_user_wishes() -> None:
    assert kept_on(LEAP_DAY, 2027, FEBRUARY) == date(2027, 2, 28)
    assert kept_on(LEAP_DAY, 2027, MARCH) == date(2027, 3, 1)
    assert kept_on(LEAP_DAY, 2028, MARCH) == date(2028, 2, 29)
    assert occasions(date(2027, 2, 28), date(2027, 3, 1), MARCH)[LEAP_DAY] == date(2027, 3, 1)
    assert occasions(date(2027, 2, 28), date(2027, 2, 28), FEBRUARY)[LEAP_DAY] == date(2027, 2, 28)


@pytest.mark.parametrize(("since", "told"), [(None, None), (1976, 50), (2025, 1), (2026, None), (2030, None)])
def test_years_are_told_when_they_are_known(since: int | None, told: int | None) -> None:
    assert years(since, date(2026, 12, 4)) == told


def test_which_days_there_are() -> None:
    assert exists(Each(2, 29))
    assert not exists(Each(2, 30))
    assert not exists(Each(13, 1))
    assert months([Each(12, 31), Each(1, 1), Each(12, 1)]) == {1: [1], 12: [1, 31]}
