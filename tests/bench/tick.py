"""The tick among many users, by how many they are: `python -m tests.bench.tick` prints seconds as JSON."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import django
import psutil

SIZES = [10_000, 100_000, 1_000_000]
DUE = 10_000  # in each size
RUNS = 5
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

# Users as the model one is, in forty zones, with two choices of days; the first DUE of them are due.
OWN = {
    "email": "'user' || n || '@bench.example'",
    "time_zone": "(%(zones)s::text[])[1 + n %% 40]",
    "digest_days": "CASE WHEN n %% 7 = 0 THEN '{1,2,3,4,5}' ELSE digest_days END",
    "digest_at": "%(now)s + CASE WHEN n > %(due)s THEN interval '90 days' + n * interval '1 s' ELSE '0' END",
}


def fill(first: int, last: int) -> None:
    """Users of these numbers; those who are due have a nudge."""
    from django.db import connection

    from netwerk.accounts import zones
    from netwerk.accounts.models import User
    from netwerk.bulk import copy_in
    from netwerk.contacts.models import Contact
    from netwerk.nudges.models import Nudge

    columns = [field.column for field in User._meta.concrete_fields if field.column != "id"]
    model = User.objects.filter(email="model@bench.example").first() or User.objects.create(
        email="model@bench.example", is_active=False, digest_days=[1, 2, 3, 4, 5, 6, 7]
    )
    chosen = ", ".join(OWN.get(column, "true" if column == "is_active" else column) for column in columns)
    values = {"zones": sorted(zones.names())[::9][:40], "due": DUE, "now": NOW, "model": model.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO netwerk_user ({', '.join(columns)}) SELECT {chosen} FROM netwerk_user,"  # noqa: S608
            f" generate_series({first}, {last}) AS n WHERE id = %(model)s",
            values,
        )
    if first == 1:
        due = User.objects.filter(digest_at=NOW)
        contacts = [Contact(owner=user, name="Sanne de Vries", sort_name="vries sanne") for user in due]
        copy_in(contacts)
        copy_in(
            [
                Nudge(owner=contact.owner, contact=contact, due=NOW.date() - timedelta(days=1))
                for contact in contacts
            ]
        )


def measure() -> dict[str, float]:
    """A tick that raises DUE digests: the median of some days, in seconds of the clock and of CPUs."""
    from django.db import connection

    from netwerk.accounts.models import User
    from netwerk.nudges.digests import raise_due
    from netwerk.nudges.mailed import Digest
    from netwerk.nudges.models import Nudge

    clock, ours, theirs = [], [], []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        database = psutil.Process(cursor.fetchone()[0])
    for _ in range(1 + RUNS):
        now = NOW + timedelta(days=Digest.objects.count() // DUE)
        User.objects.filter(pk__in=Nudge.objects.values("owner")).update(digest_at=now)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        began, cpu, its = time.perf_counter(), time.process_time(), sum(database.cpu_times()[:2])
        raised = raise_due(now + timedelta(seconds=1))
        clock.append(time.perf_counter() - began)
        ours.append(time.process_time() - cpu)
        theirs.append(sum(database.cpu_times()[:2]) - its)
        assert raised == DUE, raised
    found = {"seconds": clock, "cpu": ours, "database": theirs}
    # The first finds an empty table, as no installation has.
    medians = {name: round(median(times[1:]), 3) for name, times in found.items()}
    return medians | {"best": round(min(clock[1:]), 3)}


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    found, first = {}, 1
    for size in SIZES:
        fill(first, size)
        found[size], first = measure(), size + 1
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netwerk.settings")
    main()
