from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from netwerk.prepared import prepared


class Heartbeat(models.Model):
    """When a process last showed that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        """Notes that `name` (worker, beat) is alive now."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    def age(self, now: datetime) -> timedelta:
        """How long ago the last beat was."""
        return now - self.at


def heartbeats() -> dict[str, Heartbeat]:
    """The last of each process that was ever heard from, by its name."""
    return {beat.name: beat for beat in _heartbeats()}


@prepared
def _heartbeats() -> models.QuerySet[Heartbeat]:
    return Heartbeat.objects.all()


class Outage(models.Model):
    """A time in which worker or beat were not heard from. One at a time is open: whoever writes it tells."""

    since = models.DateTimeField()  # the last sign of life
    began_at = models.DateTimeField(default=timezone.now)  # when that was noticed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], condition=Q(ended_at=None), nulls_distinct=False, name="outage_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.since}"
