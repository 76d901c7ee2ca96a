"""What can wait: rhythms that ran out, old ties, needs to ask about. Held back when it is full."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from netwerk.accounts.models import User
from netwerk.needs.models import GOOD, Need
from netwerk.needs.showing import SHOWN, Each, best_of
from netwerk.nudges.follow_ups import spread_from
from netwerk.nudges.models import Nudge
from netwerk.nudges.rhythms import ran_out, running
from netwerk.nudges.worth import LONG_PAST, Claim

RHYTHM, DORMANT, NEED = Nudge.Cause.RHYTHM, Nudge.Cause.DORMANT, Nudge.Cause.NEED
HELD = [RHYTHM, DORMANT, NEED]
LOOKED_AT = 40  # of each kind: those of which it is asked what gift they bring
DORMANT_AFTER = 548  # days, a year and a half
CLOSE = 4  # encounters, from which on a tie was a close one
MONTH = timedelta(days=30)
ASKING = 2  # to ask about a need is worth half as much as to hear of somebody after as long

# Whoever was met often but not lately, has no rhythm, and looks for what somebody could help with. Matches
# are looked for last, of one after the other, until there are enough.
OLD_TIES = f"""
WITH seeker AS MATERIALIZED (
    SELECT DISTINCT contact_id AS id FROM netwerk_need
    WHERE owner_id = %(owner)s AND met_at IS NULL AND withdrawn_at IS NULL
), tie AS MATERIALIZED (
    SELECT contact.id, contact.owner_id, contact.last_seen, contact.created_at
    FROM seeker JOIN netwerk_contact AS contact ON contact.id = seeker.id
    WHERE contact.owner_id = %(owner)s AND contact.archived_at IS NULL AND contact.self_of_id IS NULL
        AND contact.known_at IS NOT NULL AND contact.last_seen <= %(before)s AND contact.rhythm IS NULL
        AND NOT EXISTS (
            SELECT FROM netwerk_membership AS membership JOIN netwerk_circle AS circle
                ON circle.id = membership.circle_id AND circle.rhythm > 0
            WHERE membership.owner_id = contact.owner_id AND membership.contact_id = contact.id
        )
        AND NOT EXISTS (
            SELECT FROM netwerk_nudge AS nudge
            WHERE nudge.owner_id = contact.owner_id AND nudge.contact_id = contact.id
                AND nudge.cause = 'dormant' AND nudge.for_day = contact.last_seen
        )
    ORDER BY contact.created_at, contact.id
)
SELECT tie.id, tie.last_seen, %(today)s - tie.created_at::date
FROM tie
CROSS JOIN LATERAL (
    SELECT FROM netwerk_participation AS there
    WHERE there.owner_id = tie.owner_id AND there.contact_id = tie.id AND there.day <= tie.last_seen
    OFFSET %(close)s - 1 LIMIT 1
) AS often
CROSS JOIN LATERAL (
    SELECT FROM netwerk_need AS need
    JOIN netwerk_match AS match ON match.owner_id = need.owner_id AND match.need_id = need.id
    JOIN netwerk_contact AS helper ON helper.id = match.helper_id
    WHERE need.owner_id = tie.owner_id AND need.contact_id = tie.id AND {SHOWN}
    LIMIT 1
) AS gift
ORDER BY tie.created_at, tie.id
LIMIT %(limit)s
"""  # noqa: S608  # our own words


class Candidate(NamedTuple):
    """A nudge that could be raised, with what speaks for it but for the gift."""

    nudge: Nudge
    past: int
    period: int
    days_known: int


def raise_held(owner: User, today: date) -> int:
    """Writes the worthiest of these for which there is room `today`; gives how many.

    What is not written competes again tomorrow. Beside the limits of the owner, no more than a week's worth
    of them is ever open: whoever does nothing for a while gets no heap.
    """
    _bring_in_step(owner, today)
    open_ones = Nudge.objects.of(owner).open().filter(cause__in=HELD).count()
    room = min(spread_from(owner, today).room(today), owner.nudges_a_week - open_ones)
    if room <= 0:
        return 0
    candidates = [*_rhythms(owner, today), *_needs(owner, today), *_old_ties(owner, today)]
    chosen = _worthiest(owner, candidates, today, room)
    _clear_silent(owner, chosen)
    return len(Nudge.objects.bulk_create(chosen, ignore_conflicts=True))


def _bring_in_step(owner: User, today: date) -> None:
    """Lets the open nudges of rhythms follow these: a rhythm can have been chosen otherwise, or none."""
    nudges = list(Nudge.objects.of(owner).open().filter(cause=RHYTHM).order_by("id"))
    rhythms = running(owner, {nudge.contact_id for nudge in nudges}) if nudges else {}
    for nudge in nudges:
        rhythm = rhythms.pop(nudge.contact_id, None)  # one that was taken back may be there beside a new one
        if rhythm is None or rhythm.due > today:
            nudge.delete()
        elif (nudge.stands_since, nudge.for_day) != (rhythm.start, rhythm.due):
            Nudge.objects.filter(pk=nudge.pk).update(stands_since=rhythm.start, for_day=rhythm.due)


def _rhythms(owner: User, today: date) -> list[Candidate]:
    return [
        Candidate(
            Nudge(
                owner=owner,
                contact_id=rhythm.contact,
                cause=RHYTHM,
                for_day=rhythm.due,
                stands_since=rhythm.start,
                due=today,
            ),
            rhythm.past(today),
            rhythm.days,
            known,
        )
        for rhythm, known in ran_out(owner, today, LONG_PAST, LOOKED_AT)
    ]


def _needs(owner: User, today: date) -> list[Candidate]:
    """Those that nobody has asked about for long: a nudge asks once whether they still stand."""
    stale = owner.stale_before(today)
    asked = Nudge.objects.filter(owner=OuterRef("owner"), need=OuterRef("pk"), for_day=OuterRef("heard"))
    needs = (
        Need.objects.of(owner)
        .open()
        .filter(contact__known_at__isnull=False, contact__self_of=None)
        .annotate(heard=Coalesce("stands_at", "day"))
        .filter(~Exists(asked), heard__lt=stale)
        .order_by("heard", "id")
    )
    period = (today - stale).days
    return [
        Candidate(
            Nudge(owner=owner, contact_id=contact, need_id=pk, cause=NEED, for_day=heard, due=today),
            (stale - heard).days,
            ASKING * period,
            (today - heard).days,
        )
        for pk, contact, heard in needs.values_list("pk", "contact", "heard")[:LOOKED_AT]
    ]


def _old_ties(owner: User, today: date) -> list[Candidate]:
    """As many as this month has room for."""
    raised = Nudge.objects.of(owner).filter(cause=DORMANT, due__gt=today - MONTH).count()
    room = owner.dormant_a_month - raised
    if room <= 0:
        return []
    before = today - timedelta(days=DORMANT_AFTER)
    asked: dict[str, Any] = {"owner": owner.pk, "today": today, "before": before}
    asked |= {"close": CLOSE, "limit": room, "least": GOOD}
    with connection.cursor() as cursor:
        cursor.execute(OLD_TIES, asked)
        rows = cursor.fetchall()
    return [
        Candidate(
            Nudge(owner=owner, contact_id=pk, cause=DORMANT, for_day=last, stands_since=last, due=today),
            (before - last).days,
            DORMANT_AFTER,
            known,
        )
        for pk, last, known in rows
    ]


def _worthiest(owner: User, candidates: list[Candidate], today: date, room: int) -> list[Nudge]:
    """The first `room` in the order of worth."""
    people = {candidate.nudge.contact_id for candidate in candidates}
    gifts = best_of(owner.pk, Each.SEEKER, people, today, most=1, only_good=True)

    def worth(candidate: Candidate) -> float:
        gift = bool(gifts.get(candidate.nudge.contact_id))
        return Claim(candidate.past, candidate.period, gift, candidate.days_known).worth

    return [candidate.nudge for candidate in sorted(candidates, key=worth, reverse=True)[:room]]


def _clear_silent(owner: User, chosen: Iterable[Nudge]) -> None:
    """Takes away what an encounter has silenced, of rhythms that have run out again since: one is enough."""
    people = [nudge.contact_id for nudge in chosen if nudge.cause == RHYTHM]
    Nudge.objects.of(owner).unended().filter(cause=RHYTHM, contact__in=people).delete()
