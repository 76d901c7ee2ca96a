"""Which nudges a digest tells, and which of them quietly: told before, and still open."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge

NAMED = 20  # nudges told in one mail; the rest is counted
NAMED_QUIETLY = 10  # the same of those that stand at its end
WEEK = timedelta(days=7)


class Telling(NamedTuple):
    """What a digest tells, what it tells quietly, and how many more there are."""

    loud: list[Nudge]
    quiet: list[Nudge]
    more: int


def told_in(digests: Iterable[Digest]) -> dict[int, Telling]:
    """What each of these (by id) tells; not those with nothing to tell, or nothing new for a week.

    Of digests from with_fate(), in three queries however many there are. Each has the open nudges until the
    last day that it covers. What was told LOUD times since its day stands quietly at the end, until it is
    acted on; that alone is worth a mail only once a week.
    """
    covered = {digest: digest.owner.covers(told_on(digest)) for digest in digests}
    due = _due(covered)
    chosen = {digest: _choose(digest, last, due[digest.owner_id]) for digest, last in covered.items()}
    wanted = [pk for choice in chosen.values() if choice for pk in (*choice.loud, *choice.quiet)]
    nudges = Nudge.objects.filter(pk__in=wanted).with_people().in_bulk()
    return {
        digest.pk: Telling(
            [nudges[pk] for pk in choice.loud if pk in nudges],
            [nudges[pk] for pk in choice.quiet if pk in nudges],
            choice.more,
        )
        for digest, choice in chosen.items()
        if choice
    }


def told_on(digest: Digest) -> date:
    """The day that it tells of: who travelled west may live one twice, and is told of it once."""
    return max(digest.day, digest.owner.today())


class Due(NamedTuple):
    """An open nudge: its id, its day, and when it was made."""

    pk: int
    day: date
    created_at: datetime


class Choice(NamedTuple):
    """The ids of what a Telling tells."""

    loud: list[int]
    quiet: list[int]
    more: int


def _due(covered: dict[Digest, date]) -> dict[int, list[Due]]:
    """The open nudges of each owner (id), the oldest first, until the last day that any digest covers."""
    due: defaultdict[int, list[Due]] = defaultdict(list)
    if covered:
        owners = {digest.owner_id for digest in covered}
        found = Nudge.objects.filter(owner__in=owners).due(max(covered.values()))
        for owner, *one in found.values_list("owner", "pk", "due", "created_at"):
            due[owner].append(Due(*one))
    return due


def _choose(digest: Digest, last: date, due: list[Due]) -> Choice | None:
    """What `digest` tells of `due`, until the day `last`; None when it is not worth a mail."""
    covered = [nudge for nudge in due if nudge.day <= last]
    quiet = [nudge.pk for nudge in covered if _told_often(digest, nudge)]
    loud = [nudge.pk for nudge in covered if nudge.pk not in quiet]
    told_lately = digest.last_day is not None and digest.last_day > told_on(digest) - WEEK
    if not loud and (not quiet or (told_lately and not digest.extra)):
        return None
    more = max(0, len(loud) - NAMED) + max(0, len(quiet) - NAMED_QUIETLY)
    return Choice(loud[:NAMED], quiet[:NAMED_QUIETLY], more)


def _told_often(digest: Digest, nudge: Due) -> bool:
    """Whether all of the last LOUD digests before this one have told the nudge since its day.

    No counter is kept: a nudge was told by each digest that was sent from its day on, once it was there. One
    that is put off to a later day begins anew.
    """
    if digest.loud_day is None or digest.loud_at is None:  # there were fewer
        return False
    return nudge.day <= digest.loud_day and nudge.created_at <= digest.loud_at
