"""What was measured, for the terminal, for the README and for machines."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from tests.bench.measure import Timing

FLOOR_GOAL, AT = 2.5, 10_000  # times the floor, with so many contacts
GROWTH_GOAL, SMALL, LARGE = 1.3, 1_000, 100_000  # times what it is in the small network, in the large one
MEMORY_GOAL = 150  # MB
WEIGHT_GOAL = 60 * 1024  # bytes
FLOOR = "floor"
START, END = "<!-- bench -->", "<!-- /bench -->"


class Row(NamedTuple):
    """One page, measured."""

    page: str
    contacts: int
    concurrency: int
    p50_ms: float
    p95_ms: float
    ratio_to_floor: float


class Report:
    """All rows, with the memory of a web worker (MB by size of network) and the weight of Today (bytes)."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.memory: dict[int, float] = {}
        self.weight: dict[str, int] = {}

    def add(self, page: str, contacts: int, concurrency: int, timing: Timing) -> None:
        """Adds a page as it was measured."""
        times = round(timing.p50 * 1000, 2), round(timing.p95 * 1000, 2)
        self.rows.append(Row(page, contacts, concurrency, *times, round(timing.ratio, 3)))

    def write(self, file: Path) -> None:
        """The rows as JSON."""
        file.write_text(json.dumps([row._asdict() for row in self.rows], indent=1) + "\n")

    def show(self) -> None:
        """Tables and goals on the terminal."""
        console = Console()
        for concurrency in sorted({row.concurrency for row in self.rows}):
            heads, lines = self._table(concurrency)
            table = Table(*heads, title=f"median / 95th percentile, ms (× floor); {_at_once(concurrency)}")
            for line in lines:
                table.add_row(*line)
            console.print(table)
        for goal in self._goals():
            console.print(goal)

    def put_into(self, readme: Path) -> bool:
        """Writes the tables between the marks in `readme`; False when it has none."""
        return put_between(readme, START, END, self._markdown())

    def _markdown(self) -> str:
        parts = [f"Measured on {date.today():%-d %B %Y} on {machine()}, by `make bench`."]  # noqa: DTZ011
        for concurrency in sorted({row.concurrency for row in self.rows}):
            heads, lines = self._table(concurrency)
            table = [heads, ["---", *["---:"] * (len(heads) - 1)], *lines]
            rows = "\n".join(f"| {' | '.join(line)} |" for line in table)
            parts.append(
                f"Median / 95th percentile in ms (times the floor), {_at_once(concurrency)}:\n\n{rows}"
            )
        parts.append("All requests are of one user.")
        parts.append("\n".join(f"- {goal}" for goal in self._goals()))
        return "\n\n".join(parts)

    def _table(self, concurrency: int) -> tuple[list[str], list[list[str]]]:
        found = {(row.page, row.contacts): row for row in self.rows if row.concurrency == concurrency}
        sizes = sorted({contacts for _, contacts in found})
        grows = {SMALL, LARGE} <= set(sizes)
        heads = ["page", *(f"{size:,} contacts" for size in sizes)] + [f"{LARGE:,} : {SMALL:,}"] * grows
        lines = []
        for page in dict.fromkeys(page for page, _ in found):
            cells = [_cell(found[page, size]) for size in sizes]
            lines.append([page, *cells, *([f"{_growth(found, page):.2f}"] if grows else [])])
        return heads, lines

    def _goals(self) -> Iterator[str]:
        at = [row for row in self.rows if row.contacts == AT and row.page != FLOOR]
        if at:
            worst = max(at, key=lambda row: row.ratio_to_floor)
            yield goal_told(
                f"every page at {AT:,} contacts within {FLOOR_GOAL} × the floor",
                worst.ratio_to_floor <= FLOOR_GOAL,
                f"{worst.ratio_to_floor:.2f}, {worst.page}, {_at_once(worst.concurrency)}",
            )
        growths = {(c, page): growth for c, page, growth in self._growths()}
        if growths:
            (concurrency, page), growth = max(growths.items(), key=lambda item: item[1])
            yield goal_told(
                f"every page at {LARGE:,} contacts within {GROWTH_GOAL} × what it is at {SMALL:,}",
                growth <= GROWTH_GOAL,
                f"{growth:.2f}, {page}, {_at_once(concurrency)}",
            )
        memory = max(self.memory.values())
        yield goal_told(
            f"memory of a web worker within {MEMORY_GOAL} MB", memory <= MEMORY_GOAL, f"{memory:.0f} MB"
        )
        weight = sum(self.weight.values())
        said = f"{weight / 1024:.1f} KB in {len(self.weight)} answers"
        yield goal_told(
            f"first visit to Today within {WEIGHT_GOAL // 1024} KB compressed", weight <= WEIGHT_GOAL, said
        )

    def _growths(self) -> Iterator[tuple[int, str, float]]:
        for concurrency in sorted({row.concurrency for row in self.rows}):
            found = {(row.page, row.contacts): row for row in self.rows if row.concurrency == concurrency}
            for page in dict.fromkeys(page for page, _ in found if page != FLOOR):
                if (page, SMALL) in found and (page, LARGE) in found:
                    yield concurrency, page, _growth(found, page)


def machine() -> str:
    """The processor, how many of it, and Python."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} × {(names or [platform.processor()])[0]}, Python {platform.python_version()}"


def _growth(found: dict[Any, Row], page: str) -> float:
    """How much slower in the large network than in the small one, both against the floor of their own run."""
    small, large = found[page, SMALL], found[page, LARGE]
    return large.ratio_to_floor / small.ratio_to_floor


def _cell(row: Row) -> str:
    return f"{row.p50_ms:.1f} / {row.p95_ms:.1f} ({row.ratio_to_floor:.2f})"


def _at_once(concurrency: int) -> str:
    return "one request at a time" if concurrency == 1 else f"{concurrency} requests at a time"


def put_between(readme: Path, start: str, end: str, said: str) -> bool:
    """Writes `said` between these marks in `readme`; False when it has none."""
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    before, begun, rest = text.partition(start)
    _, ended, after = rest.partition(end)
    if begun and ended:
        readme.write_text(f"{before}{start}\n{said}\n{end}{after}", encoding="utf-8")
    return bool(begun and ended)


def goal_told(goal: str, met: bool, measured: str) -> str:
    return f"{'met' if met else 'missed'}: {goal} ({measured})"
