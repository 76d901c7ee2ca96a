from celery import shared_task
from django.utils import timezone

from netwerk.needs import book, proposing


@shared_task
def tick() -> None:
    """Reads what has changed of contacts, so that whom they could help is found; proposes the day's best."""
    while book.catch_up():
        pass
    proposing.propose_due(timezone.now())
