"""Raises digests by the thousand.

What many users share, their zone and hours, is worked out once in Python; all else is one statement.
"""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Case, When

from netwerk.accounts.models import User
from netwerk.mail.models import Mail

BATCH = 2000  # users whose rows are held at a time

# Who gets a digest, of the users u whose hour has come: somebody is due, as NudgeQuerySet.open() says, or the
# nudges of the day were not raised yet. u.day is the day where they are, and u.covers the last one that its
# digest tells of.
WANTED = """
    u.is_active
    AND (u.nudges_at <= %(now)s OR EXISTS (
        SELECT FROM netwerk_nudge n JOIN netwerk_contact c ON c.id = n.contact_id
        LEFT JOIN netwerk_need e ON e.id = n.need_id
        WHERE n.owner_id = u.id AND n.due <= u.covers
            AND n.done_at IS NULL AND n.dropped_at IS NULL AND c.archived_at IS NULL
            AND (n.stands_since IS NULL OR c.last_seen IS NULL OR c.last_seen <= n.stands_since)
            AND (n.need_id IS NULL OR (e.met_at IS NULL AND e.withdrawn_at IS NULL AND e.day <= n.for_day
                AND (e.stands_at IS NULL OR e.stands_at <= n.for_day)))
    ))
    AND NOT EXISTS (SELECT FROM netwerk_digest d WHERE d.owner_id = u.id AND d.day = u.day AND d.extra = 0)
    AND NOT EXISTS (SELECT FROM netwerk_block b WHERE b.owner_id = u.id AND b.address = u.email)
"""

# One statement, so one transaction: the next hour is set, and mail and digest are written, or none of it.
# Whom another tick has in hand is passed over; so is who changed their hours since these were read. A
# Message-ID begins with the time: so the index on it grows at its end, and no old page of it is touched.
RAISE = f"""
WITH hours AS (
    SELECT
        time_zone, days::smallint[] AS days, hour, COALESCE(paused, '-infinity') AS paused, day, covers, next
    FROM unnest(
        %(zones)s::text[], %(days)s::text[], %(hours)s::int[], %(pauses)s::date[],
        %(today)s::date[], %(covers)s::date[], %(next)s::timestamptz[]
    ) AS hours (time_zone, days, hour, paused, day, covers, next)
), hand AS MATERIALIZED (
    SELECT
        id, time_zone, digest_days AS days, digest_hour AS hour,
        CASE WHEN paused_until > %(over)s THEN paused_until ELSE '-infinity' END AS paused
    FROM netwerk_user
    WHERE digest_at <= %(now)s AND (%(only)s::bigint IS NULL OR id = %(only)s)
    ORDER BY digest_at LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
), turn AS MATERIALIZED (
    SELECT id, day, covers, next FROM hand JOIN hours USING (time_zone, days, hour, paused)
), u AS (
    UPDATE netwerk_user AS his SET digest_at = turn.next, digest_looked_at = %(now)s
    FROM turn WHERE his.id = turn.id
    RETURNING his.id, his.email, his.is_active, his.nudges_at, turn.day, turn.covers
), wanting AS MATERIALIZED (
    SELECT u.id AS owner_id, email, day, nextval(pg_get_serial_sequence('netwerk_mail', 'id')) AS mail_id
    FROM u WHERE {WANTED}
), mail AS (
    INSERT INTO netwerk_mail (
        id, owner_id, kind, "to", message_id, created_at, due_at,
        subject, text, html, headers, secret, attempt, error
    )
    SELECT
        mail_id, owner_id, %(kind)s, email,
        '<' || %(stamp)s || '.' || gen_random_uuid() || '@' || %(host)s || '>',
        %(now)s, %(now)s, '', '', '', '{{}}', '', 0, ''
    FROM wanting
), digest AS (
    INSERT INTO netwerk_digest (owner_id, day, extra, mail_id)
    SELECT owner_id, day, 0, mail_id FROM wanting
    RETURNING id
)
SELECT (SELECT count(*) FROM u), (SELECT count(*) FROM digest)
"""  # noqa: S608  nothing from outside is put into it


def raise_batch(now: datetime, only: int | None = None) -> tuple[int, int]:
    """Takes up to BATCH users whose hour has come: how many, and how many digests were raised for them.

    `only`: the one user (an id) to be taken.
    """
    asked: dict[str, Any] = {"now": now, "batch": BATCH, "kind": Mail.Kind.DIGEST, "only": only}
    asked |= {"host": _host(), "stamp": f"{now:%Y%m%d%H%M%S}"}
    with connection.cursor() as cursor:
        cursor.execute(RAISE, _hours(now) | asked)
        users, digests = cursor.fetchone() or (0, 0)
    return users, digests


def _hours(now: datetime) -> dict[str, Any]:
    """Each choice of zone, days and hour of those whose hour has come; the day there, and what is next."""
    waiting = User.objects.filter(digest_at__lte=now).order_by()
    over = _over(now)
    pause = Case(When(paused_until__gt=over, then="paused_until"))
    chosen = waiting.values_list("time_zone", "digest_days", "digest_hour", pause).distinct()
    names = ("time_zone", "digest_days", "digest_hour", "paused_until")
    users = [User(**dict(zip(names, one, strict=True))) for one in chosen]
    for user in users:
        user.schedule_digest(now)
    return {
        "zones": [user.time_zone for user in users],
        "days": [f"{{{','.join(map(str, user.digest_days))}}}" for user in users],
        "hours": [user.digest_hour for user in users],
        "pauses": [user.paused_until for user in users],
        "over": over,
        "today": [user.today(now) for user in users],
        "covers": [user.covers(user.today(now)) for user in users],
        "next": [user.digest_at for user in users],
    }


def _over(now: datetime) -> date:
    """A pause that ends on this day or before is over in every zone, and one choice less to tell apart."""
    return now.date() - timedelta(days=2)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""
