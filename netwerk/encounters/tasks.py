from celery import shared_task

from netwerk.encounters.last_seen import catch_up


@shared_task
def tick() -> None:
    """Planned encounters whose day has come count as seen."""
    catch_up()
