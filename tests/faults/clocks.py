"""Clocks that jump, and users who move to another zone."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from netwerk.accounts.models import User
from tests.faults.site import Site
from tests.faults.tally import Tally

HOURS = [0, 1, 2, 3, 4, 5, 7, 12, 20, 23]
DAYS = 3  # around an edge
MINUTE = timedelta(minutes=1)
ELSEWHERE = [
    "Europe/Helsinki",
    "Europe/London",
    "Africa/Cairo",
    "Asia/Dubai",
    "Atlantic/Azores",
    "Asia/Kolkata",
]
HANDS = 16


def over_the_edges(site: Site, runs: int, zone: str) -> Tally:
    """Workers live through the two next changes of the clock; users want their digest at every kind of hour.

    It must come at the first tick at which the clock on the wall shows that hour or a later one, at no other.
    """
    each = max(1, runs // (2 * len(HOURS) * DAYS))
    tally = Tally(site, [], each=DAYS)
    for edge in edges(ZoneInfo(zone)):
        User.objects.update(digest_at=None)  # those of before are not of this time
        first = edge.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        moments: defaultdict[datetime, set[str]] = defaultdict(set)
        start = on_the_wall(first, 0, ZoneInfo(zone)) - timedelta(hours=1)
        for hour in HOURS:
            for user in site.crowd(each, time_zone=zone, digest_hour=hour, digest_at=None):
                user.schedule_digest(start)
                user.save()
                tally.users.append(user)
                for ahead in range(DAYS):
                    moments[on_the_wall(first + timedelta(days=ahead), hour, ZoneInfo(zone))].add(user.email)
        live_through(site, tally, moments)
    return tally


def live_through(site: Site, tally: Tally, moments: dict[datetime, set[str]]) -> None:
    """Ticks a minute before and at each moment; what comes too early, or isn't there at once, is late."""
    clock = site.var / "clock"
    clock.write_text(min(moments).isoformat())
    with site.workers(hands=1, FAULTS_CLOCK=str(clock)):
        for now in sorted({moment - MINUTE for moment in moments} | set(moments)):
            clock.write_text(now.isoformat())
            site.tick()
            site.rest()
            came = {recipient for _, recipient, _ in tally.read()}
            tally.late += len(came ^ moments.get(now, set()))


def edges(zone: ZoneInfo) -> list[datetime]:
    """The two next changes of the zone's clock: the first minutes after them."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    found = []
    while len(found) < 2:
        if (now + timedelta(minutes=30)).astimezone(zone).utcoffset() != now.astimezone(zone).utcoffset():
            found.append(now + timedelta(minutes=30))
        now += timedelta(minutes=30)
    return found


def on_the_wall(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The first minute of `day` at which a clock on the wall shows `hour` or later: found by looking."""
    now = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    while True:
        wall = now.astimezone(zone)
        if wall.date() == day and wall.hour >= hour:
            return now
        now += MINUTE


def moved(site: Site, runs: int) -> Tally:
    """Between the claim of their digest and its sending, users move to where the same hour is yet to come."""
    tally = Tally(site, [])
    today = timezone.localdate(timezone=ZoneInfo("Europe/Amsterdam"))
    zones = [zone for zone in ELSEWHERE if timezone.localdate(timezone=ZoneInfo(zone)) == today]
    with site.workers(hands=HANDS, FAULTS_TIMEOUT="60", FAULTS_HANDFUL="1"):
        for _ in range(max(1, runs // HANDS)):
            users = tally.hang_all(min(runs, HANDS), "RCPT")
            for number, user in enumerate(users):
                user.time_zone = zones[number % len(zones)]
                user.schedule_digest()
                user.save()
            site.office.behave()
            site.rest()
            User.objects.filter(pk__in=[user.pk for user in users]).update(digest_at=timezone.now())
        tally.conclude()
    return tally
