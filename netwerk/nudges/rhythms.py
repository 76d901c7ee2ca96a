"""The rhythms of a user's contacts, read from the database."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import DateField, Func, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact
from netwerk.nudges.models import Nudge
from netwerk.nudges.rhythm import Running, clock_start, in_force, told

# By hand: a rhythm of their own or the shortest of their circles, and the day from which its clock runs, as
# rhythm.in_force and rhythm.clock_start tell, of ten thousand contacts at once.
READ = """
WITH circled AS MATERIALIZED (
    SELECT DISTINCT ON (membership.contact_id)
        membership.contact_id, circle.rhythm AS days, circle.rhythm_since AS since
    FROM netwerk_circle AS circle
    JOIN netwerk_membership AS membership
        ON membership.owner_id = circle.owner_id AND membership.circle_id = circle.id
    WHERE circle.owner_id = %(owner)s AND circle.rhythm IS NOT NULL {member}
    ORDER BY membership.contact_id, circle.rhythm, circle.rhythm_since
), ended AS MATERIALIZED (
    SELECT contact_id,
        max(greatest((coalesce(done_at, dropped_at) AT TIME ZONE %(zone)s)::date, for_day)) AS day
    FROM netwerk_nudge
    WHERE owner_id = %(owner)s AND cause = 'rhythm' AND (done_at IS NOT NULL OR dropped_at IS NOT NULL) {of}
    GROUP BY contact_id
), running AS (
    SELECT contact.id, coalesce(contact.rhythm, circled.days) AS days, contact.created_at, greatest(
        coalesce(contact.last_seen, greatest(
            CASE WHEN contact.rhythm IS NULL THEN circled.since ELSE contact.rhythm_since END,
            (contact.created_at AT TIME ZONE %(zone)s)::date
        )),
        ended.day
    ) AS start
    FROM netwerk_contact AS contact
    LEFT JOIN circled ON circled.contact_id = contact.id
    LEFT JOIN ended ON ended.contact_id = contact.id
    WHERE contact.owner_id = %(owner)s AND contact.archived_at IS NULL AND contact.self_of_id IS NULL
        AND contact.known_at IS NOT NULL AND coalesce(contact.rhythm, circled.days) > 0 {this}
)
"""
ALL = READ.format(member="", of="", this="")
SOME = READ.format(
    member="AND membership.contact_id = ANY(%(contacts)s)",
    of="AND contact_id = ANY(%(contacts)s)",
    this="AND contact.id = ANY(%(contacts)s)",
)
# Those that have run out and that no nudge is open for, the farthest past in their own measure first.
RAN_OUT = f"""{ALL}
SELECT running.id, running.days, running.start, %(today)s - running.created_at::date
FROM running
WHERE running.start + running.days <= %(today)s AND NOT EXISTS (
    SELECT FROM netwerk_nudge AS nudge
    WHERE nudge.owner_id = %(owner)s AND nudge.contact_id = running.id AND nudge.cause = 'rhythm'
        AND nudge.done_at IS NULL AND nudge.dropped_at IS NULL AND nudge.stands_since >= running.start
)
ORDER BY least((%(today)s - running.start - running.days)::float / running.days, %(most)s) DESC,
    running.created_at, running.id
LIMIT %(limit)s
"""  # noqa: S608  # our own words


class DayThere(Func):
    """The day of a moment in a time zone, of which the name follows."""

    template = "(%(expressions)s)::date"
    arg_joiner = " AT TIME ZONE "
    output_field = DateField()


def with_rhythm(contacts: QuerySet[Contact], zone: Any) -> QuerySet[Contact]:
    """Each with what `of_contact` asks for: for a page that reads one contact anyway.

    `zone` is the name of the owner's time zone, as an expression.
    """
    circles = Circle.objects.filter(
        owner=OuterRef("owner"), memberships__contact=OuterRef("pk"), rhythm__isnull=False
    ).order_by("rhythm", "rhythm_since")
    nudges = Nudge.objects.filter(owner=OuterRef("owner"), contact=OuterRef("pk"), cause=Nudge.Cause.RHYTHM)
    ended = Greatest(DayThere(Coalesce("done_at", "dropped_at"), zone), "for_day")
    last = nudges.exclude(done_at=None, dropped_at=None).order_by().values("contact").annotate(day=Max(ended))
    return contacts.annotate(
        circle_rhythm=Subquery(circles.values("rhythm")[:1]),
        circle_since=Subquery(circles.values("rhythm_since")[:1]),
        rhythm_ended=Subquery(last.values("day")),
    )


def of_contact(contact: Any) -> Running | None:
    """The rhythm of a contact from with_rhythm(), in the time zone of this moment; None when it has none."""
    days = in_force(contact.rhythm, [contact.circle_rhythm])
    if days is None:
        return None
    chosen = contact.circle_since if contact.rhythm is None else contact.rhythm_since
    made = timezone.localdate(contact.created_at)
    return Running(contact.pk, days, clock_start(contact.last_seen, chosen, made, contact.rhythm_ended))


def rhythm_told(contact: Any, today: date) -> str:
    """The rhythm in force of a contact from with_rhythm(), and how far past it `today` is; "" for none."""
    found = of_contact(contact)
    return told(found.days, found.past(today)) if found else ""


def running(owner: User, contacts: Collection[int]) -> dict[int, Running]:
    """The rhythm of each of these contacts (ids) that has one; in one query."""
    asked: dict[str, Any] = {"owner": owner.pk, "zone": owner.zone.key, "contacts": list(contacts)}
    with connection.cursor() as cursor:
        cursor.execute(f"{SOME} SELECT id, days, start FROM running", asked)  # noqa: S608  # our own words
        return {pk: Running(pk, days, start) for pk, days, start in cursor.fetchall()}


def ran_out(owner: User, today: date, most: float, limit: int) -> list[tuple[Running, int]]:
    """Those that have run out by `today` and have no nudge, at most `limit`, each with the days it is known.

    First whoever is farthest past it; from `most` times the rhythm on, whoever is known longest.
    """
    asked: dict[str, Any] = {
        "owner": owner.pk,
        "zone": owner.zone.key,
        "today": today,
        "most": most,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAN_OUT, asked)
        return [(Running(pk, days, start), known) for pk, days, start, known in cursor.fetchall()]
