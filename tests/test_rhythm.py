"""A rhythm: how often to hear of somebody, and when it has run out."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from netwerk.contacts.models import LONGEST_RHYTHM as LONGEST
from netwerk.nudges.rhythm import NONE, OFFERED, Running, clock_start, in_force, told, words

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
rhythms = st.integers(1, LONGEST)


@given(days, days, days, rhythms)
def test_it_is_due_after_the_last_contact(seen: date, chosen: date, made: date, rhythm: int) -> None:
    running = Running(1, rhythm, clock_start(seen, chosen, made))
    assert running.due > seen
    assert (running.due - seen).days == rhythm


@given(days, rhythms, st.lists(st.integers(0, 900), max_size=12))
def test_it_is_never_skipped_and_never_doubled(start: date, rhythm: int, waits: list[int]) -> None:
    """Whenever the user answers, early in the morning or months late: one nudge a rhythm, and one more."""
    ended = None
    for waited in waits:
        running = Running(1, rhythm, clock_start(start, start, start, ended))
        assert running.due == max(start, ended or start) + timedelta(days=rhythm)
        assert running.past(running.due - timedelta(days=1)) == 0
        assert running.past(running.due + timedelta(days=waited)) == waited
        ended = running.due + timedelta(days=waited)
        assert Running(1, rhythm, clock_start(start, start, start, ended)).due > ended


@given(days, days, days)
def test_without_an_encounter_the_clock_runs_from_the_choice_or_the_contact(
    chosen: date, made: date, ended: date
) -> None:
    assert clock_start(None, chosen, made) == max(chosen, made)
    assert clock_start(None, chosen, made, ended) == max(chosen, made, ended)


@given(days, days, days, rhythms)
def test_an_encounter_starts_the_clock_anew(seen: date, later: date, ended: date, rhythm: int) -> None:
    before = clock_start(seen, seen, seen, ended)
    after = clock_start(max(seen, later), seen, seen, ended)
    assert before <= after
    assert after >= later


@given(st.none() | st.integers(0, LONGEST), st.lists(st.none() | rhythms))
def test_its_own_goes_before_those_of_circles_and_the_shortest_of_these_counts(
    own: int | None, circles: list[int | None]
) -> None:
    found = in_force(own, circles)
    if own:
        assert found == own
    elif own == NONE or not any(circles):
        assert found is None
    else:
        assert found == min(days for days in circles if days)


@pytest.mark.parametrize(
    ("rhythm", "english", "dutch"),
    [
        (1, "every day", "elke dag"),
        (7, "every week", "elke week"),
        (14, "every 2 weeks", "elke 2 weken"),
        (30, "every month", "elke maand"),
        (31, "every 31 days", "elke 31 dagen"),
        (42, "every 6 weeks", "elke 6 weken"),
        (91, "every 3 months", "elke 3 maanden"),
        (182, "every 6 months", "elke 6 maanden"),
        (365, "every year", "elk jaar"),
    ],
)
def test_it_is_told_in_words(rhythm: int, english: str, dutch: str) -> None:
    assert words(rhythm) == english
    with translation.override("nl"):
        assert words(rhythm) == dutch


def test_how_far_past_it_is_told_in_words() -> None:
    assert told(42, 0) == "every 6 weeks"
    assert told(42, 1) == "every 6 weeks; 1 day past it"
    assert told(42, 9) == "every 6 weeks; 9 days past it"
    with translation.override("nl"):
        assert told(42, 9) == "elke 6 weken; 9 dagen eroverheen"


def test_what_is_offered_differs_in_words() -> None:
    assert len({words(rhythm) for rhythm in OFFERED}) == len(OFFERED)


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (0, "Every week"),
        (1, "Every week; 1 day past it"),
        (59, "Every week; 59 days past it"),
        (60, "Every week; 2 months past it"),
        (729, "Every week; 24 months past it"),
        (1219, "Every week; 3 years past it"),
    ],
)
def test_how_far_past_it_is_told_in_a_measure_that_can_be_pictured(past, said):
    assert told(7, past).capitalize() == said
