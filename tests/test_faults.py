"""The short form of `make faults`: a minute of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.machine import ROOT, Place

BROKEN = "settles before it sends"


@pytest.fixture(scope="module")
def rows() -> Iterator[dict[str, dict[str, Any]]]:
    """Breaks some things, and the ledger on purpose, in a place of their own; the rows by fault."""
    place = Place.empty()
    out = place.var / "rows.json"
    words = ["--short", "--broken", "--var", str(place.var), "--out", str(out)]
    subprocess.run(
        [sys.executable, "-m", "tests.faults", *words], cwd=ROOT, env=dict(os.environ), check=False
    )
    yield {row["fault"]: row for row in json.loads(out.read_text())}
    place.clear()


def test_never_lost_never_doubled(rows: dict[str, dict[str, Any]]) -> None:
    whole = {name: row for name, row in rows.items() if name != BROKEN}
    assert len(whole) >= 7
    for name, row in whole.items():
        assert row["lost"] == row["late"] == 0, name
        assert row["doubled"] == (row["runs"] if "worker killed after 250" in name else 0), name


def test_a_ledger_that_is_broken_on_purpose_is_found_out(rows: dict[str, dict[str, Any]]) -> None:
    assert rows[BROKEN]["lost"]
