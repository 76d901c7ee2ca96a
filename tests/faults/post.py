"""A mail server that refuses, hangs, is slow, or cuts the line."""

import time
from typing import Any

from tests.faults.site import Site
from tests.faults.tally import Tally

HANDS = 8
SOME = "0@faults"  # in every tenth address
SECONDS = 120  # for all to have come from a slow server


def troubled(site: Site, runs: int, stages: tuple[str, ...], **trouble: Any) -> Tally:
    """Every digest meets the trouble, an equal part at each stage; then the server is good again."""
    tally = Tally(site, [])
    with site.workers(hands=HANDS, FAULTS_HANDFUL="1"):
        for stage in stages:
            tally.users += site.crowd(runs // len(stages))
            site.office.behave(**{stage: trouble})
            site.tick()
            site.wait(site.office.met, f"trouble at {stage}")
            site.rest()
            site.office.behave()
            site.pass_time()
        tally.conclude()
    return tally


def some_refused(site: Site, runs: int) -> Tally:
    """The server takes the mail of nine recipients in ten, and refuses the others' for now."""
    tally = Tally(site, site.crowd(runs))
    with site.workers(hands=HANDS):
        site.office.behave(RCPT={"do": "say", "say": "450 4.2.0 Not now", "only": SOME})
        site.tick()
        site.rest()
        site.office.behave()
        tally.conclude()
    return tally


def slow(site: Site, runs: int) -> Tally:
    """One conversation takes longer than a lease lasts, while ticks come and others are eager."""
    tally = Tally(site, site.crowd(runs))
    trouble = {"do": "slow", "seconds": 1.5}
    with site.workers(2, hands=HANDS, FAULTS_LEASE="4", FAULTS_HANDFUL="1"):
        site.office.behave(**dict.fromkeys(("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"), trouble))
        site.tick()
        site.wait(site.office.met, "a slow conversation")
        for _ in range(SECONDS):
            site.tick()
            time.sleep(1)
            tally.read()
            if not tally.missing:
                break
        site.office.behave()
        tally.conclude()
    return tally
