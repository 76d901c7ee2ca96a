from itertools import islice

from celery import shared_task
from django.utils import timezone

from netwerk.mail.models import Mail
from netwerk.mail.tasks import HINT, HINTS
from netwerk.nudges import digests, raising

HANDFUL = 20  # digests that a worker sends over one line


@shared_task
def tick() -> None:
    """Raises the digests whose hour has come, and hands those that wait to the workers."""
    now = timezone.now()
    digests.raise_due(now)
    waiting = Mail.objects.deliverable(now).filter(digest__isnull=False).order_by("due_at")
    pks = iter(waiting.values_list("digest", flat=True)[: HINTS * HANDFUL])
    while handful := list(islice(pks, HANDFUL)):
        deliver_all.apply_async((handful,), **HINT)


@shared_task
def deliver_all(pks: list[int]) -> None:
    """Tries to send some digests."""
    digests.deliver_all(pks)


@shared_task
def raise_nudges() -> None:
    """Raises the nudges of whoever's day has begun, or of whom something has changed."""
    while raising.raise_waiting(timezone.now()):
        pass
