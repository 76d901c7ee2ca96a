"""What comes back every so many days, weeks, months or years; and which nudges come first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerk.nudges.repeating import Repeat, Unit, words
from netwerk.nudges.spread import Spread, monday
from netwerk.nudges.worth import Claim

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
repeats = st.builds(Repeat, days, st.integers(1, 40), st.sampled_from(Unit))


@given(repeats, days)
def test_the_next_turn_is_the_first_one_that_is_not_past(repeat: Repeat, day: date) -> None:
    found = repeat.next(day)
    turns = [repeat.turn(number) for number in range(4100)] if repeat.unit == Unit.DAY else None
    assert found is not None
    assert found >= max(day, repeat.start)
    if turns and turns[-1] > day:
        assert found == next(turn for turn in turns if turn >= day)
    last = repeat.last(found - timedelta(days=1))
    assert last is None if found == repeat.start else last is not None and last < found


@given(repeats, st.integers(0, 60))
def test_no_turn_is_skipped_and_none_comes_twice(repeat: Repeat, count: int) -> None:
    day, seen = repeat.start, []
    for _turn in range(count):
        found = repeat.next(day)
        assert found is not None
        assert repeat.last(found) == found
        seen.append(found)
        day = found + timedelta(days=1)
    assert seen == [repeat.turn(number) for number in range(count)]
    assert len(set(seen)) == count


@given(days, st.sampled_from(Unit), days)
def test_once_is_once(start: date, unit: Unit, day: date) -> None:
    repeat = Repeat(start, None, unit)
    assert repeat.next(day) == (start if day <= start else None)
    assert repeat.last(day) == (start if day >= start else None)


def test_the_end_of_a_month_does_not_drift() -> None:
    repeat = Repeat(date(2027, 1, 31), 1, Unit.MONTH)
    assert [repeat.turn(number).day for number in range(5)] == [31, 28, 31, 30, 31]
    assert repeat.next(date(2027, 3, 1)) == date(2027, 3, 31)
    leap = Repeat(date(2024, 2, 29), 1, Unit.YEAR)
    assert [leap.turn(number).day for number in range(5)] == [29, 28, 28, 28, 29]


@pytest.mark.parametrize(
    ("every", "unit", "told"),
    [(None, Unit.DAY, "once"), (1, Unit.WEEK, "every week"), (3, Unit.MONTH, "every 3 months")],
)
def test_how_often_in_words(every: int | None, unit: Unit, told: str) -> None:
    assert words(every, unit) == told


# ── Few, spread ─────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(days, max_size=60), st.lists(days, max_size=60), st.integers(1, 6), st.integers(1, 20))
def test_no_week_gets_more_than_it_can_bear(
    taken: list[date], wished: list[date], a_day: int, a_week: int
) -> None:
    spread = Spread(a_day, a_week, taken)
    given_out = [spread.take(day) for day in wished]
    before = [monday(day) for day in taken]
    weeks = [monday(day) for day in given_out]
    for week in set(weeks):
        assert weeks.count(week) <= max(0, a_week - before.count(week))
    assert all(got >= wish for got, wish in zip(given_out, wished, strict=True))


def test_a_full_week_waits_for_the_next() -> None:
    thursday = date(2026, 11, 19)
    spread = Spread(5, 7, [])
    got = [spread.take(thursday) for _ in range(9)]
    assert got == [thursday] * 5 + [date(2026, 11, 20)] * 2 + [date(2026, 11, 23)] * 2
    assert spread.room(thursday) == 0
    assert spread.room(date(2026, 11, 23)) == 3


# ── The order of worth ──────────────────────────────────────────────────────────────────────────────────────


def test_lateness_counts_relative_to_the_rhythm() -> None:
    assert Claim(7, 7, False, 0).worth > Claim(7, 365, False, 0).worth


def test_a_gift_goes_first_and_then_the_older_tie() -> None:
    plain, old, gift = Claim(0, 30, False, 100), Claim(0, 30, False, 3000), Claim(0, 30, True, 100)
    assert plain.worth < old.worth < gift.worth


@given(st.integers(0, 5000), st.integers(1, 3650), st.booleans(), st.integers(0, 20_000))
def test_nothing_outweighs_all_else_for_good(past: int, period: int, gift: bool, known: int) -> None:
    assert 0 <= Claim(past, period, gift, known).worth <= 3.5
