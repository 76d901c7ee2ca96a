"""Digests that did not arrive (yet), for who runs the site: failed, waiting for another try, or stuck."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from netwerk.nudges.digests import why_void
from netwerk.nudges.mailed import Digest, DigestQuerySet

# A tick comes every minute: what nobody took up for longer is stuck, most likely because no worker runs.
STUCK = timedelta(minutes=5)
OPEN = Q(mail__sent_at=None, mail__failed_at=None, mail__dropped_at=None)


class Requeued(NamedTuple):
    """A digest to try again. `changed`: it will be; `void`: why the worker won't send it then, or ""."""

    digest: Digest
    changed: bool
    void: str


def troubled(now: datetime) -> DigestQuerySet:
    """All of them, the newest first, each with its mail and owner."""
    failed = Q(mail__failed_at__isnull=False)
    waiting = OPEN & Q(mail__attempt__gt=0, mail__lease_until=None)
    nobody = Q(mail__lease_until=None) | Q(mail__lease_until__lte=now - STUCK)
    stuck = OPEN & nobody & Q(mail__due_at__lte=now - STUCK)
    return Digest.objects.filter(failed | waiting | stuck).select_related("mail", "owner").order_by("-id")


def trouble(digest: Digest, now: datetime) -> str:
    """Which of the three it is."""
    if digest.mail.failed_at:
        return "failed"
    return "stuck" if digest.mail.due_at <= now - STUCK else "waiting"


def requeue(digests: DigestQuerySet) -> Iterator[Requeued]:
    """Lets each be tried at the next tick, and tells what will come of it. Twice does what once does."""
    for digest in digests.select_related("mail", "owner").with_fate():
        changed = digest.mail.requeue()
        yield Requeued(digest, changed, why_void(digest) if changed else "")
