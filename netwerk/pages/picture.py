"""What was given and what came back over the years, as shapes: numbers in, rectangles out. Pure.

For each year a column grows upwards from a line, a layer for each tier, and what came back grows downwards
from it. All whole numbers: a decimal comma would break a drawing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

TIERS = (1, 2, 3)
BACK = "back"
YEARS = 10  # drawn, the newest; the table has all
ROOM = 8  # years that there is room for at least: one year alone is not drawn as wide as a page
STEP, BAR = 36, 20  # from one column to the next, and how wide one is
UP, DOWN, LABEL = 120, 80, 22  # the most that a column grows, and the strip with the years
LEAST = 3  # of what there is anything of, something is seen


@dataclass(frozen=True)
class Year:
    """What happened in a year: how many things were given of each tier, and how many came back."""

    year: int
    tiers: tuple[int, int, int]
    back: int

    @property
    def given(self) -> int:
        """Of all tiers."""
        return sum(self.tiers)


class Bar(NamedTuple):
    """A rectangle; `of` names what it stands for: "tier-1", "tier-2", "tier-3" or "back"."""

    of: str
    x: int
    y: int
    height: int
    width: int = BAR


class Column(NamedTuple):
    """A year with its rectangles, and the middle of its label."""

    year: Year
    bars: list[Bar]
    middle: int


class Picture(NamedTuple):
    """The whole drawing. `ground` is the line from which all grows, `label` where the years are written."""

    width: int
    height: int
    ground: int
    label: int
    columns: list[Column]


def by_year(given: Mapping[tuple[int, int], int], back: Mapping[int, int], today: int) -> list[Year]:
    """Each year from the first one to `today` (a year), the oldest first.

    `given` counts by year and tier, `back` by year. Years of which there is nothing are years, too.
    """
    known = [*(year for year, _tier in given), *back]
    if not known:
        return []
    return [
        Year(
            year,
            (given.get((year, 1), 0), given.get((year, 2), 0), given.get((year, 3), 0)),
            back.get(year, 0),
        )
        for year in range(min(known), max(*known, today) + 1)
    ]


def draw(years: Iterable[Year]) -> Picture:
    """The newest years, drawn to one scale."""
    shown = list(years)[-YEARS:]
    most_given = max((year.given for year in shown), default=0)
    most_back = max((year.back for year in shown), default=0)
    # One scale for both, or a favour would be larger on one side of the line than on the other.
    unit = min(UP / max(most_given, 1), DOWN / max(most_back, 1), STEP / 2)
    ground = max((sum(_height(count, unit) for count in year.tiers if count) for year in shown), default=0)
    columns = [_column(year, place, ground, unit) for place, year in enumerate(shown)]
    below = max((bar.height for column in columns for bar in column.bars if bar.of == BACK), default=0)
    label = ground + below + LABEL - 4
    return Picture(max(len(shown), ROOM) * STEP, label + 6, ground, label, columns)


def _column(year: Year, place: int, ground: int, unit: float) -> Column:
    x, top, bars = place * STEP + (STEP - BAR) // 2, ground, []
    for tier, count in zip(TIERS, year.tiers, strict=True):
        if count:
            height = _height(count, unit)
            top -= height
            bars.append(Bar(f"tier-{tier}", x, top, height))
    if year.back:
        bars.append(Bar(BACK, x, ground, _height(year.back, unit)))
    return Column(year, bars, place * STEP + STEP // 2)


def _height(count: int, unit: float) -> int:
    return max(round(count * unit), LEAST)
