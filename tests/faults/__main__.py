"""Breaks things: `python -m tests.faults [--fault WORDS] [--short] [--readme]`."""

import argparse
import sys
import time
from pathlib import Path

from tests.faults.servers import ROOT, environment

START = time.monotonic()


def main() -> None:
    options = _options()
    postgres, redis = environment(options.var.absolute())
    import django

    django.setup()
    # These need the environment to be there.
    from tests.faults import report
    from tests.faults.faults import BROKEN, FAULTS
    from tests.faults.site import Site

    site = Site(options.var.absolute(), postgres, redis)
    faults = [*FAULTS, *(BROKEN if options.broken else [])]
    wanted = [fault for fault in faults if options.fault in fault.name]
    out = options.out or ROOT / "var" / "faults.json"
    names = [fault.name for fault in FAULTS]
    rows = {name: row for name, row in report.read(out).items() if name in names and options.fault}
    strange = 0
    for fault in wanted:
        if runs := options.runs or (fault.short if options.short else fault.runs):
            tally = fault.happen(site, runs)
            rows[fault.name] = row = tally.row(fault.name, runs)
            strange += tally.strange
            print(f"{time.monotonic() - START:6.1f} s  {row}", file=sys.stderr, flush=True)
            report.write(out, dict(sorted(rows.items(), key=lambda item: [*names, item[0]].index(item[0]))))
    rows = report.read(out)
    report.show(rows)
    if options.readme and not report.put_into(ROOT / "README.md", rows):
        print("README.md has no place for the table.", file=sys.stderr)
    bad = [row for row in rows.values() if row.lost or row.late or (row.doubled and "250" not in row.fault)]
    if bad or strange:
        sys.exit(f"Not as it should be: {', '.join(row.fault for row in bad) or 'a double of another name'}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Break things, and count.")
    parser.add_argument("--fault", default="", help="only those with these words in their name")
    parser.add_argument("--runs", type=int, help="so many times each, instead of as many as the table says")
    parser.add_argument("--short", action="store_true", help="a few of each, in a minute")
    parser.add_argument("--broken", action="store_true", help="and a ledger that is broken on purpose")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument(
        "--var", type=Path, default=ROOT / "var" / "faults", help="where the servers keep data"
    )
    parser.add_argument("--out", type=Path, help="where the table goes as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
