"""A worker that is killed at a chosen moment."""

import shutil
from pathlib import Path

from tests.faults.site import Site
from tests.faults.tally import Tally

TRIES = 100  # ticks for every mail to have killed its worker


def killed(site: Site, runs: int, moment: str, broken: str = "") -> Tally:
    """Every one of `runs` digests kills its worker once, at `moment`."""
    users = site.crowd(runs)
    tally = Tally(site, users)
    folder = site.var / "killed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with site.workers(hands=1, FAULTS_POINT=f"{broken} {moment}", FAULTS_FOLDER=str(folder)):
        for _ in range(TRIES):
            site.tick()
            site.rest()
            if _count(folder) >= runs:
                break
            site.pass_time()  # those that were in the same hand
        else:
            raise AssertionError(f"only {_count(folder)} of {runs} were killed")
        tally.conclude()
    return tally


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())
