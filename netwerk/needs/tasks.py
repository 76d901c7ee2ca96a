from celery import shared_task

from netwerk.needs import book
from netwerk.needs.rematching import read_own_words


@shared_task
def tick() -> None:
    """Reads what has changed of contacts and of words, so that whom they could help is found."""
    while book.catch_up():
        pass
    read_own_words()
