from celery import shared_task
from django.utils import timezone

from netwerk.needs import book, proposing
from netwerk.needs.rematching import read_own_words


@shared_task
def tick() -> None:
    """Reads what has changed of contacts and of words, for whom they could help; proposes the day's best."""
    while book.catch_up():
        pass
    read_own_words()
    proposing.propose_due(timezone.now())
