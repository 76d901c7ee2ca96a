"""Holding on to a mail while it is being sent."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import Error as DatabaseError
from django.db import connections
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

# How long a mail waits for a worker that was killed. Renewed while the worker lives, so it can be short.
LEASE = timedelta(seconds=60)


def lease() -> CombinedExpression:
    """Until when a mail is held that is taken, or held on to, at this moment: by the database's clock."""
    return Now() + LEASE


class Keeper:
    """Renews a lease as long as the work in its `with` block goes on, and ends that work when it can't.

    `renew` says whether the lease is still ours; `give_up` is called, once and from another thread, when it
    isn't, when the database can't be asked until just before the lease runs out, or after `patience` seconds.
    """

    def __init__(self, renew: Callable[[], bool], give_up: Callable[[], None], patience: float) -> None:
        self.renew, self.give_up = renew, give_up
        self.begun, self.patience = time.monotonic(), patience
        self.ends = self.begun + patience
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()

    def start_anew(self) -> None:
        """The next work begins, with as much patience."""
        self.ends = time.monotonic() + self.patience

    def _keep(self) -> None:
        whole = LEASE.total_seconds()
        ours_until = self.begun + whole
        step = whole / 4
        try:
            while not self.over.wait(max(0.0, min(step, self.ends - time.monotonic()))):
                asked = time.monotonic()
                renewed = self._ask()
                if renewed:
                    ours_until = asked + whole
                if renewed is False or time.monotonic() >= min(self.ends, ours_until - step):
                    self.give_up()
                    return
        finally:
            connections.close_all()  # this thread's own

    def _ask(self) -> bool | None:
        """True or False as `renew` says; None when the database doesn't answer."""
        try:
            return self.renew()
        except DatabaseError:
            connections.close_all()
            return None
