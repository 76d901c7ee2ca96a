"""Since when worker or beat have not been heard from, when that is too long for people to know nothing."""

import time
from datetime import datetime, timedelta

from netwerk.health.models import heartbeats
from netwerk.health.probes import LATE, PROCESSES

LONG = timedelta(minutes=5)  # machines are told after LATE; a restart, which takes that, is no news to people
STARTED = time.monotonic()  # what was never heard from is late when we have waited for LONG


def late_since(now: datetime) -> datetime | None:
    """The last sign of life of the one that is silent for longest; None when nobody is for LONG."""
    beats = heartbeats()
    begun = now - timedelta(seconds=max(0, time.monotonic() - STARTED))
    first = min(beats[name].at if name in beats else begun for name in PROCESSES)
    return first if now - first >= LONG else None


def all_well(now: datetime) -> bool:
    """Whether both have been heard from just now."""
    beats = heartbeats()
    return beats.keys() >= set(PROCESSES) and all(beat.age(now) < LATE for beat in beats.values())
