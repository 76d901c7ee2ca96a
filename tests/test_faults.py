"""The short form of `make faults`: a minute of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.machine import ROOT, Place


def faults(var: Path, *words: str) -> dict[str, dict[str, Any]]:
    """Breaks some things, in a place of their own; the rows by fault."""
    out = var / "rows.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.faults", "--short", "--var", str(var), "--out", str(out), *words]
    subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=False)
    return {row["fault"]: row for row in json.loads(out.read_text())}


def test_never_lost_never_doubled(place: Place) -> None:
    rows = faults(place.var)
    assert len(rows) >= 7
    for name, row in rows.items():
        assert row["lost"] == row["late"] == 0, name
        assert row["doubled"] == (row["runs"] if "worker killed after 250" in name else 0), name


def test_a_ledger_that_is_broken_on_purpose_is_found_out(place: Place) -> None:
    rows = faults(place.var, "--broken")
    assert all(row["lost"] for row in rows.values())
    assert rows
