from celery import shared_task


@shared_task
def tick() -> None:
    """Stand-in."""
