from celery import shared_task

from netwerk.health.models import Heartbeat


@shared_task
def heartbeat() -> None:
    """Proves that beat, broker, worker and database work together."""
    Heartbeat.beat("worker")
