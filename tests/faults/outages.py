"""PostgreSQL, Redis and beat: killed, emptied, away, or there twice."""

import time
from datetime import timedelta

from django.utils import timezone

from netwerk.accounts.models import User
from tests.faults.servers import Killable
from tests.faults.site import Site
from tests.faults.tally import Tally

KILLS = 5
AWAY = 20  # seconds that Redis is really away; the rest of ten minutes is moved in the rows
HANDS = 8
ROUND = 100  # digests to each pair of beats


def killed_server(site: Site, runs: int, server: str) -> Tally:
    """kill -9 of a server, five times, each time amid a crowd's digests; it comes back after a second."""
    tally = Tally(site, [])
    killable: Killable = getattr(site, server)
    with site.workers(2):
        for _ in range(KILLS):
            tally.users += site.crowd(runs // KILLS)
            amid(site, tally)
            killable.kill()
            time.sleep(1)
            killable.come_back()
            site.forget_lines()
        tally.conclude()
    return tally


def killed_after_250(site: Site, runs: int) -> Tally:
    """kill -9 of PostgreSQL when the mail server has kept messages and is about to say 250."""
    tally = Tally(site, [])
    with site.workers(hands=HANDS, FAULTS_TIMEOUT="60", FAULTS_HANDFUL="1"):
        for _ in range(max(1, runs // HANDS)):
            tally.hang_all(min(runs, HANDS), "KEPT")
            site.database.kill()
            site.office.behave()
            time.sleep(1)
            site.database.come_back()
            site.forget_lines()
            site.rest()
        tally.conclude()
    return tally


def flushed(site: Site, runs: int) -> Tally:
    """FLUSHALL, five times, each time amid a crowd's digests."""
    tally = Tally(site, [])
    with site.workers(2):
        for _ in range(KILLS):
            tally.users += site.crowd(runs // KILLS)
            amid(site, tally)
            site.redis.flushall()
        tally.conclude()
    return tally


def amid(site: Site, tally: Tally) -> None:
    """Waits until the first digest of the newest crowd has come; the others are on their way."""
    site.tick()
    before = len(tally.ids)
    site.wait(lambda: tally.read() and len(tally.ids) > before, "the first digest")


def redis_away(site: Site, runs: int) -> Tally:
    """Ten minutes without Redis, while the hour of all comes; with a real beat."""
    users = site.crowd(runs, digest_at=timezone.now() + timedelta(days=1))
    tally = Tally(site, users)
    with site.workers(beats=1):
        site.rest()
        site.broker.kill()
        ten_minutes_ago = timezone.now() - timedelta(minutes=10)
        User.objects.filter(pk__in=[user.pk for user in users]).update(digest_at=ten_minutes_ago)
        time.sleep(AWAY)
        site.broker.come_back()
        site.forget_lines()
        tally.watch(over=time.time())
    return tally


def beat_away(site: Site, runs: int) -> Tally:
    """A week without beat: one digest each, not seven."""
    tally = Tally(site, site.crowd(runs, digest_at=timezone.now() - timedelta(days=7)))
    with site.workers(2):
        site.rest()
        site.start_beats(1)
        tally.watch(over=time.time())
        site.stop("beat")
        tally.conclude()
    return tally


def two_beats(site: Site, runs: int) -> Tally:
    """Two beats that begin at the same moment, and so tick at the same moment."""
    tally = Tally(site, [])
    with site.workers(2):
        for _ in range(max(1, runs // ROUND)):
            tally.users += site.crowd(min(runs, ROUND))
            site.start_beats(2)
            tally.watch(over=time.time())
            site.stop("beat")
        tally.conclude()
    return tally


def four_workers(site: Site, runs: int) -> Tally:
    """Four workers of two processes, to each of which every digest is given twice."""
    tally = Tally(site, site.crowd(runs))
    with site.workers(4):
        for _ in range(8):
            site.tick()
        site.rest()
        tally.conclude()
    return tally
