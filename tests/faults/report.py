"""The table of faults, for the terminal, for the README and for machines."""

import json
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.report import machine, put_between
from tests.faults.tally import Row

START, END = "<!-- faults -->", "<!-- /faults -->"
HEADS = Row._fields


def read(file: Path) -> dict[str, Row]:
    """The rows that were measured before, by fault."""
    rows = json.loads(file.read_text()) if file.exists() else []
    return {row["fault"]: Row(**row) for row in rows}


def write(file: Path, rows: dict[str, Row]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([row._asdict() for row in rows.values()], indent=1) + "\n")


def show(rows: dict[str, Row]) -> None:
    """The table on the terminal, with its sums."""
    table = Table(HEADS[0], show_footer=True)
    for head in HEADS[1:]:
        table.add_column(head, justify="right", footer=f"{sum(getattr(row, head) for row in rows.values())}")
    for row in rows.values():
        table.add_row(*map(str, row))
    Console(width=120).print(table)


def put_into(readme: Path, rows: dict[str, Row]) -> bool:
    """Writes the table between the marks in `readme`; False when it has none."""
    return put_between(readme, START, END, _markdown(rows))


def _markdown(rows: dict[str, Row]) -> str:
    lines = [HEADS, ("---", *["---:"] * (len(HEADS) - 1)), *rows.values()]
    table = "\n".join(
        f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else cell for cell in line)} |" for line in lines
    )
    said = f"Measured on {date.today():%-d %B %Y} on {machine()}, by `make faults`."  # noqa: DTZ011
    return f"{said}\n\n{table}"
