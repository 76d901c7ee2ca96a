from typing import Any

from celery import shared_task
from django.utils import timezone

from netwerk.mail.models import Mail

TICK = 60  # seconds between two looks at what waits
HINTS = 500  # mails handed out by one tick; the rest waits for the next
# A hint that no worker took within a tick is void, for the next tick gives another. So a queue never holds
# more than one tick's, and ticks and heartbeats (priority 0, the first to be taken) never wait behind slow
# mail.
HINT: dict[str, Any] = {"expires": TICK, "priority": 9}


@shared_task
def tick() -> None:
    """Hands each mail that waits (for a server that was away) to a worker. Digests have their own tick."""
    waiting = Mail.objects.deliverable(timezone.now()).exclude(kind=Mail.Kind.DIGEST).order_by("due_at")
    for pk in waiting.values_list("pk", flat=True)[:HINTS]:
        deliver.apply_async((pk,), **HINT)


@shared_task
def deliver(pk: int) -> None:
    """Tries to send one mail."""
    Mail(pk=pk).deliver()
