from celery import shared_task

from netwerk.needs import book


@shared_task
def tick() -> None:
    """Reads what has changed of contacts, so that whom they could help is found."""
    while book.catch_up():
        pass
