"""Measures digests by the thousand: `python -m tests.bench.digests [--readme]`.

The tick among a million users, how fast workers send beside a plain loop, and raising the nudges of a user
with many contacts; each in a process and on a database of its own under var/bench.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netwerk import local
from tests.bench.databases import Databases
from tests.bench.report import goal_told, machine, put_between

ROOT = Path(__file__).resolve().parents[2]
START, END = "<!-- digests -->", "<!-- /digests -->"
TICK_GOAL = 1.0  # seconds
LOOP_GOAL = 0.5  # of what a plain loop sends
PAIR_GOAL = 1.7  # times one worker
RAISING_GOAL = 0.1  # seconds
DUE, MILLION = 10_000, 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.digests", description="Measure digests.")
    parser.add_argument("--readme", action="store_true", help="put the figures into the README")
    options = parser.parse_args()
    var = ROOT / "var" / "bench"
    for name in ("DEBUG", "EMAIL_URL", "STATIC_ROOT"):
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "netwerk.settings"}
    local.provide(os.environ)
    found = {what: run(what) for what in ("tick", "sending", "raising")}
    (ROOT / "var" / "bench-digests.json").write_text(json.dumps(found, indent=1) + "\n")
    text = "\n".join(lines(found))
    print(text)
    if options.readme:
        put_between(ROOT / "README.md", START, END, text)


def run(what: str) -> dict[str, Any]:
    """What the program of that name measures on a new database."""
    database = Databases(os.environ["DATABASE_URL"], keep=False).create(f"bench_{what}")
    environ = os.environ | {"DATABASE_URL": database}
    environ.pop("MAIL_DIR", None)
    command = [sys.executable, "-m", f"tests.bench.{what}"]
    told = subprocess.run(
        command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return dict(json.loads(told.splitlines()[-1]))


def lines(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The figures, as the README has them."""
    tick, sending, raising = found["tick"], found["sending"], found["raising"]
    yield f"On {machine()}, by `make bench`:"
    yield ""
    yield f"| the tick, {DUE:,} digests due | median, s | best, s | worker's CPU, s | database's, s |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for users, row in tick.items():
        cells = " | ".join(str(row[name]) for name in ("seconds", "best", "cpu", "database"))
        yield f"| among {int(users):,} users | {cells} |"
    yield ""
    yield "| messages to the same mail server | a second |"
    yield "| --- | ---: |"
    yield f"| plain loop over one connection, ready-made messages | {sending['one_line']} |"
    yield f"| plain loop with a connection for each | {sending['line_each']} |"
    yield f"| one worker process, written and sent | {sending['workers 1']} |"
    yield f"| two worker processes | {sending['workers 2']} |"
    yield ""
    yield f"Raising the nudges of a day for one user with 10,000 contacts: {raising['seconds'] * 1000:.0f} ms"
    yield f"({raising['best'] * 1000:.0f} at best, {raising['cpu'] * 1000:.0f} of them the worker's CPU;"
    yield f"{raising['nudges']} nudges a day)."
    yield ""
    yield from goals(tick[str(MILLION)]["seconds"], sending, raising["seconds"])
    yield from needs(sending["workers 1"])


def goals(seconds: float, sending: dict[str, float], raising: float) -> Iterator[str]:
    one = sending["workers 1"]
    loop, pair = one / sending["one_line"], sending["workers 2"] / one
    for goal, figure, met in (
        (f"the tick among {MILLION:,} users within {TICK_GOAL} s", seconds, seconds <= TICK_GOAL),
        (f"a worker sends {LOOP_GOAL} of what a loop does", loop, loop >= LOOP_GOAL),
        (f"two send {PAIR_GOAL} × one", pair, pair >= PAIR_GOAL),
        (f"nudges of a user with 10,000 contacts in {RAISING_GOAL} s", raising, raising <= RAISING_GOAL),
    ):
        yield f"- {goal_told(goal, met, f'{figure:.2f}')}"


def needs(rate: float) -> Iterator[str]:
    """What a million users would need."""
    hour = math.ceil(MILLION / 3600 / rate)
    yield ""
    day = math.ceil(hour / 24)
    yield f"A million users who all want their digest at seven, in one zone, would need {hour} workers of one"
    yield f"process to have it within the hour; spread over the day, {day}. One beat is enough."


if __name__ == "__main__":
    main()
