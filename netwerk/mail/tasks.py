from celery import shared_task
from django.utils import timezone

from netwerk.mail.models import Mail


@shared_task
def tick() -> None:
    """Finds account mails that wait (a server that was away) and hands each to a worker."""
    for pk in Mail.objects.deliverable(timezone.now()).filter(kind=Mail.Kind.ACCOUNT).values_list("pk", flat=True):
        deliver.delay(pk)


@shared_task
def deliver(pk: int) -> None:
    """Tries to send one mail."""
    Mail(pk=pk).deliver()
