"""Raising the nudges of a day for one user with many contacts: `python -m tests.bench.raising` prints JSON.

A third of the contacts has a rhythm of their own, every circle has one, and each birthday counts. What is
measured are days one after the other, as they come: each raises what that day is the first to ask for.
"""

import json
import time
from datetime import timedelta
from statistics import mean, median

import django

CONTACTS = 10_000
MOMENTS = 2 * CONTACTS
DAYS = 30
RHYTHM, SEASON = 42, 91  # days


def fill() -> int:
    """The user (an id)."""
    from django.db import connection
    from django.db.models import F

    from netwerk.accounts.models import User
    from netwerk.contacts.models import Circle, Contact
    from netwerk.demo.crowd import Crowd
    from netwerk.demo.fill import fill

    user = User.objects.create_user("bench@netwerk.example", birthdays=User.Birthdays.KNOWN)
    fill(user, Crowd(1), CONTACTS, MOMENTS)
    today = user.today()
    Contact.objects.alias(third=F("id") % 3).filter(third=0).update(rhythm=RHYTHM, rhythm_since=today)
    Circle.objects.update(rhythm=SEASON, rhythm_since=today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return user.pk


def measure(pk: int) -> dict[str, float]:
    """Seconds a day, by the clock and of our own CPU, and how many nudges a day."""
    from netwerk.accounts.models import User
    from netwerk.nudges.raising import raise_for

    user = User.objects.get(pk=pk)
    taken, own, raised = [], [], []
    for day in range(DAYS):
        clock, cpu = time.perf_counter(), time.process_time()
        raised.append(raise_for(user, user.today() + timedelta(days=day)))
        taken.append(time.perf_counter() - clock)
        own.append(time.process_time() - cpu)
    return {
        "seconds": round(median(taken), 4),
        "best": round(min(taken), 4),
        "cpu": round(median(own), 4),
        "nudges": round(mean(raised), 1),
    }


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print(json.dumps(measure(fill())))


if __name__ == "__main__":
    main()
