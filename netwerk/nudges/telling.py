"""Which nudges a digest tells, and which of them quietly: told before, and still open."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from netwerk.accounts.models import User
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge

NAMED = 20  # nudges told in one mail; the rest is counted
NAMED_QUIETLY = 10  # the same of those that stand at its end
LOUD = 3  # times that a nudge is told; after that it only stands at the end
WEEK = timedelta(days=7)


class Telling(NamedTuple):
    """What a digest tells, what it tells quietly, and how many more there are."""

    loud: list[Nudge]
    quiet: list[Nudge]
    more: int


def told_in(digest: Digest, owner: User, day: date) -> Telling | None:
    """What `digest`, of the user's day `day`, tells; None when there is nothing, or nothing new for a week.

    It has the open nudges until the last day that it covers. What was told LOUD times since its day stands
    quietly at the end, until it is acted on; that alone is worth a mail only once a week.
    """
    before = list(Digest.objects.of(owner).sent().exclude(pk=digest.pk)[:LOUD])
    due = Nudge.objects.of(owner).due(owner.covers(day)).with_people()
    old = _told_often(before)
    loud, quiet = due.exclude(old), due.filter(old)
    telling = Telling(list(loud[:NAMED]), list(quiet[:NAMED_QUIETLY]), 0)
    is_due = telling.loud or (telling.quiet and (digest.extra or before[0].day <= day - WEEK))
    if not is_due:
        return None
    more = 0
    if len(telling.loud) == NAMED:
        more += loud.count() - NAMED
    if len(telling.quiet) == NAMED_QUIETLY:
        more += quiet.count() - NAMED_QUIETLY
    return telling._replace(more=more)


def _told_often(before: list[Digest]) -> Q:
    """Nudges that all of the last LOUD digests (`before`, the newest first) have told since their day.

    No counter is kept: a nudge was told by each digest that was sent from its day on, once it was there. One
    that is put off to a later day begins anew.
    """
    if len(before) < LOUD:
        return Q(pk__in=[])
    first = before[-1]
    return Q(due__lte=first.day, created_at__lte=first.mail.sent_at)
