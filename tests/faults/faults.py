"""All faults, in the order of the table: what is done, and how often."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from tests.faults.kills import killed
from tests.faults.site import Site
from tests.faults.tally import Tally


class Fault(NamedTuple):
    """`happen` does it `runs` times to so many digests; `short` is how often in a minute's test."""

    name: str
    happen: Callable[[Site, int], Tally]
    runs: int
    short: int = 0


FAULTS = [
    Fault("worker killed before the claim's commit", partial(killed, moment="before_the_claims_commit"), 200, 5),
    Fault("worker killed after the claim's commit", partial(killed, moment="after_the_claims_commit"), 200, 5),
    Fault("worker killed in the SMTP conversation, before the answer", partial(killed, moment="before_250"), 200, 8),
    Fault("worker killed after 250, before our commit", partial(killed, moment="after_250"), 200, 5),
    Fault("worker killed after our commit", partial(killed, moment="after_the_commit"), 200, 5),
]
BROKEN = [
    Fault("settles before it sends", partial(killed, moment="before_250", broken="settles_first"), 0, 4),
]
