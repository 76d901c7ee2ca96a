from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone


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
