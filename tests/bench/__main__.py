"""Measures: `python -m tests.bench [--contacts 1000 …] [--keep] [--readme]`."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netwerk import local

if TYPE_CHECKING:
    from tests.bench.report import Report

ROOT = Path(__file__).resolve().parents[2]
SIZES = [1_000, 10_000, 100_000]
CONCURRENCIES = [1, 8]
PORT = "8320"
START = time.monotonic()


def main() -> None:
    options = _options()
    var = _environment(options.port)
    # These need the environment to be there.
    from tests.bench.databases import Databases
    from tests.bench.report import Report

    report = Report()
    databases = Databases(os.environ["DATABASE_URL"], keep=options.keep)
    for contacts in options.contacts:
        _say(f"{contacts:,} contacts: filling")
        database_url, facts = databases.filled(contacts)
        _say(f"measuring; one contact has {facts['moments']} moments, {facts['nudges']} nudges are due")
        _measure(report, contacts, database_url, facts, var / "log" / "bench-web.log")
    report.show()
    report.write(ROOT / "var" / "bench.json")
    if options.readme and not report.put_into(ROOT / "README.md"):
        print("README.md has no place for the table.", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure every page.")
    parser.add_argument("--contacts", type=int, nargs="+", default=SIZES, help="sizes of the network")
    parser.add_argument("--keep", action="store_true", help="take the networks that an earlier bench filled")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument("--port", default=PORT, help="of the web server that is measured")
    return parser.parse_args()


def _environment(port: str) -> Path:
    """Sets what a production sets, with servers of its own under var/bench. Returns that folder."""
    var = ROOT / "var" / "bench"
    for name in ("DEBUG", "EMAIL_URL", "STATIC_ROOT", "WEB_CONCURRENCY", "WEB_THREADS"):
        os.environ.pop(name, None)
    os.environ |= {
        "VAR_DIR": str(var),
        "PORT": port,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    local.provide(os.environ)
    import django

    django.setup()
    from netwerk.local import static

    static.collect()
    return var


def _measure(report: "Report", contacts: int, database_url: str, facts: dict[str, Any], log: Path) -> None:
    """Adds what one network gives to the report."""
    from tests.bench import weight
    from tests.bench.client import Connection
    from tests.bench.measure import Timing, measure
    from tests.bench.pages import pages
    from tests.bench.report import FLOOR
    from tests.bench.server import serve

    port = int(os.environ["PORT"])
    with serve(database_url, port, log) as server:
        first = Connection(port)
        first.sign_in()
        report.weight = weight.first_visit(first, "/")
        for concurrency in CONCURRENCIES:
            floors = []
            for name, ask, statuses in pages(first, facts):
                connections = [Connection(port, first.cookies) for _ in range(concurrency)]
                timing = measure(connections, ask, statuses)
                report.add(name, contacts, concurrency, timing)
                floors += timing.floor
                _say(f"{concurrency} at a time: {name} {timing}")
            report.add(FLOOR, contacts, concurrency, Timing(floors, floors))
        report.memory[contacts] = server.memory()


def _say(what: str) -> None:
    """What is going on, and since when."""
    print(f"{time.monotonic() - START:6.1f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
