"""The scheduler of Celery beat, with a heartbeat of its own."""

import logging
import time
from datetime import timedelta
from typing import Any

from celery.beat import Scheduler
from django.db import Error as DatabaseError
from django.db import close_old_connections

from netwerk.health.models import Heartbeat

EVERY = 10  # seconds between heartbeats

log = logging.getLogger(__name__)


class BeatingScheduler(Scheduler):
    """Keeps its schedule in memory, and leaves a heartbeat in the database.

    Nothing needs to outlive the process: each tick looks in the database for what is due. So there is no
    schedule file that a killed beat could leave broken, and everything is looked at when beat starts.
    """

    max_interval = EVERY
    last_beat = float("-inf")

    def setup_schedule(self) -> None:
        """The schedule of the settings, all of it due: nobody knows for how long there was no beat."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = self.app.now() - timedelta(days=366)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Sends what is due; gives the seconds until the next look, at most EVERY."""
        if time.monotonic() - self.last_beat >= EVERY:
            self._beat()
        return min(super().tick(*args, **kwargs), EVERY)

    def _beat(self) -> None:
        self.last_beat = time.monotonic()
        try:
            close_old_connections()
            Heartbeat.beat("beat")
        except DatabaseError as error:
            log.warning("no heartbeat: %s", error)
