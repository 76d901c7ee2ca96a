"""All faults, in the order of the table: what is done, and how often."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from tests.faults.clocks import moved, over_the_edges
from tests.faults.kills import killed
from tests.faults.outages import (
    beat_away,
    flushed,
    four_workers,
    killed_after_250,
    killed_server,
    redis_away,
    two_beats,
)
from tests.faults.post import slow, some_refused, troubled
from tests.faults.site import Site
from tests.faults.tally import Tally


class Fault(NamedTuple):
    """`happen` does it `runs` times to so many digests; `short` is how often in a minute's test."""

    name: str
    happen: Callable[[Site, int], Tally]
    runs: int
    short: int = 0


STAGES = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT")
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")

WORKER = [
    Fault(
        "worker killed before the claim's commit", partial(killed, moment="before_the_claims_commit"), 200, 3
    ),
    Fault(
        "worker killed after the claim's commit", partial(killed, moment="after_the_claims_commit"), 200, 3
    ),
    Fault(
        "worker killed in the SMTP conversation, before the answer",
        partial(killed, moment="before_250"),
        200,
        4,
    ),
    Fault("worker killed after 250, before our commit", partial(killed, moment="after_250"), 200, 3),
    Fault("worker killed after our commit", partial(killed, moment="after_the_commit"), 200, 3),
]
SERVERS = [
    Fault("PostgreSQL killed", partial(killed_server, server="database"), 500, 100),
    Fault("PostgreSQL killed after 250, before our commit", killed_after_250, 40),
    Fault("Redis killed", partial(killed_server, server="broker"), 500),
    Fault("Redis flushed (FLUSHALL)", flushed, 500),
    Fault("Redis gone for ten minutes", redis_away, 300),
    Fault("beat gone for a week", beat_away, 500),
    Fault("two beats", two_beats, 500),
    Fault("four workers", four_workers, 1000),
]
CLOCKS = [
    *(Fault(f"the clock changes, {zone}", partial(over_the_edges, zone=zone), 240) for zone in ZONES),
    Fault("time zone changed between claim and send", moved, 96),
]
MAIL = [
    Fault("mail server says 421", partial(troubled, stages=STAGES, do="say", say="421 4.3.2 Closing"), 120),
    Fault(
        "mail server says 450", partial(troubled, stages=STAGES[2:], do="say", say="450 4.2.0 Not now"), 120
    ),
    Fault(
        "mail server says 550, and the user is told",
        partial(troubled, stages=STAGES[2:], do="say", say="550 5.1.1 No such user"),
        120,
        8,
    ),
    Fault("mail server takes some recipients only", some_refused, 200),
    Fault("mail server hangs", partial(troubled, stages=STAGES[:-1], do="hang"), 120),
    Fault("mail server is slow, longer than a lease", slow, 32),
    *(
        Fault(f"line cut at {stage}", partial(troubled, stages=(stage,), do="cut"), 100)
        for stage in (*STAGES[:-1], "HALF", "DOT")
    ),
    Fault(
        "line cut when the message is kept, 250 lost on the way",
        partial(troubled, stages=("KEPT",), do="cut"),
        100,
    ),
]
FAULTS = [*WORKER, *SERVERS, *CLOCKS, *MAIL]
BROKEN = [
    Fault("settles before it sends", partial(killed, moment="before_250", broken="settles_first"), 40, 4),
]
