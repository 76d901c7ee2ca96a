"""Questions to the servers we depend on, each answered within seconds, also by a server that hangs."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from netwerk.health.models import Heartbeat, heartbeats

WAIT = 3  # seconds for all answers together
LATE = timedelta(seconds=90)  # heartbeats come every 10 and 20 seconds, and may wait behind a slow mail
PROCESSES = ("worker", "beat")

Finding = dict[str, object]


Answer = SimpleQueue[dict[str, Finding]]


class Probe:
    """Asks beside the request, so that a server that hangs does not hang us; and asks one thing at a time."""

    def __init__(self, ask: Callable[[], dict[str, Finding]], names: tuple[str, ...]) -> None:
        self.ask, self.names = ask, names
        self.asking = threading.Lock()

    def begin(self, wait: float = 0) -> Answer | None:
        """Asks; None when an earlier question still hangs after `wait` seconds."""
        if not self.asking.acquire(timeout=wait):
            return None
        answer: Answer = SimpleQueue()
        threading.Thread(target=self._ask, args=(answer,), daemon=True).start()
        return answer

    def end(self, answer: Answer | None, until: float) -> dict[str, Finding]:
        """What is found, by name; "no answer" when there is none by `until`."""
        try:
            answer = answer or self.begin(_left(until))
            if answer:
                return answer.get(timeout=_left(until))
        except Empty:
            pass
        return {name: {"ok": False, "error": "no answer"} for name in self.names}

    def _ask(self, answer: SimpleQueue[dict[str, Finding]]) -> None:
        try:
            answer.put(self.ask())
        except (DatabaseError, OperationalError, OSError) as error:
            answer.put({name: {"ok": False, "error": type(error).__name__} for name in self.names})
        finally:
            connection.close()  # this thread's own
            self.asking.release()


def findings(*probes: Probe) -> dict[str, Finding]:
    """What all of them find, asked side by side: within WAIT seconds, also when everything hangs."""
    until = time.monotonic() + WAIT
    answers = [(probe, probe.begin()) for probe in probes]
    return {name: found for probe, answer in answers for name, found in probe.end(answer, until).items()}


def _left(until: float) -> float:
    return max(0, until - time.monotonic())


def _database() -> dict[str, Finding]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found: dict[str, Finding] = {"database": {"ok": True}}
    try:
        beats = heartbeats()
    except DatabaseError as error:  # its tables are not there yet
        return found | {name: {"ok": False, "error": type(error).__name__} for name in PROCESSES}
    return found | {name: _heartbeat(beats.get(name), now) for name in PROCESSES}


def _heartbeat(beat: Heartbeat | None, now: datetime) -> Finding:
    if beat is None:
        return {"ok": False, "age_seconds": None}
    age = beat.age(now)
    return {"ok": age < LATE, "age_seconds": round(age.total_seconds(), 1)}


def _broker() -> dict[str, Finding]:
    with Connection(
        settings.CELERY_BROKER_URL, transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS
    ) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=WAIT)
    return {"broker": {"ok": True}}


DATABASE = Probe(_database, ("database", *PROCESSES))
BROKER = Probe(_broker, ("broker",))
