"""Netwerk and its servers, as the faults find them. To be imported once Django is set up."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from django.db import connections
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from netwerk.accounts.models import User
from netwerk.celery import app
from netwerk.mail.models import Mail
from netwerk.nudges.mailed import Digest
from netwerk.nudges.tasks import deliver_all, tick
from tests.factories import make_contact, make_nudge
from tests.faults.servers import ROOT, Killable

PATIENCE = 240  # seconds for what must happen
LATE = 2  # ticks
MOST_TICKS = 10  # after which what has not come is lost
TICK = 60  # seconds

Kept = tuple[str, str, float]  # Message-ID, recipient, when


class Office:
    """The mail server's process, and what it is told and asked."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.office"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.port, control = json.loads(self.process.stdout.readline())
        self.line = socket.create_connection(("127.0.0.1", control)).makefile("rw")
        self.read = 0  # messages told of before

    def behave(self, **troubles: dict[str, Any]) -> None:
        """From now on there is this trouble at these stages; without any, it is a good server again."""
        self._ask(behave=troubles)

    def kept(self) -> list[Kept]:
        """The messages that it took since it was last asked."""
        new = [(str(key), str(to), float(at)) for key, to, at in self._ask(since=self.read)["kept"]]
        self.read += len(new)
        return new

    def met(self) -> int:
        """How often somebody met the trouble."""
        return int(self._ask(since=10**9)["met"])

    def _ask(self, **order: Any) -> dict[str, Any]:
        self.line.write(json.dumps(order) + "\n")
        self.line.flush()
        return dict(json.loads(self.line.readline()))


class Site:
    """All of it. `database` and `broker` can be killed."""

    def __init__(self, var: Path, *servers: Killable) -> None:
        self.var = var
        if servers:
            self.database, self.broker = servers
        self.office = Office()
        self.running: dict[str, tuple[list[str], dict[str, str], subprocess.Popen[bytes]]] = {}
        self.numbers = iter(range(10**9))
        self.redis = redis.Redis.from_url(os.environ["REDIS_URL"])

    # ── Processes ───────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def workers(self, count: int = 1, *, hands: int = 2, beats: int = 0, **environ: str) -> Iterator[None]:
        """Runs workers of `hands` processes each, and beats; `revive` starts anew those that were killed."""
        self.redis.flushall()
        quiet = ["--loglevel", "WARNING", "--without-mingle", "--without-gossip"]
        for number in range(count):
            words = ["tests.faults.worker", "worker", *quiet, "-c", str(hands), "-n", f"w{number}@faults"]
            self._start(f"worker {number}", words, environ)
        self.start_beats(beats)
        try:
            yield
        finally:
            self.stop("")

    def start_beats(self, count: int) -> None:
        for number in range(count):
            self._start(f"beat {number}", ["celery", "-A", "netwerk", "beat", "--loglevel", "WARNING"], {})

    def stop(self, name: str) -> None:
        """Ends the processes whose name begins so."""
        names = [one for one in self.running if one.startswith(name)]
        processes = [self.running.pop(one)[2] for one in names]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, words: list[str], environ: dict[str, str]) -> None:
        own = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{self.office.port}"} | environ
        with (self.var / "log" / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", *words], cwd=ROOT, env=own, stdout=log, stderr=log
            )
        self.running[name] = words, environ, process

    def revive(self) -> None:
        """Starts the processes anew that were killed, as whatever keeps services running does."""
        for name, (words, environ, process) in list(self.running.items()):
            if process.poll() is not None:
                self._start(name, words, environ)

    # ── What is asked of it ─────────────────────────────────────────────────────────────────────────────────

    def crowd(self, count: int, **fields: Any) -> list[User]:
        """New users whose hour has come, whatever it is, each with somebody to get in touch with."""
        never_quiet = {"quiet_from": 0, "quiet_until": 0}
        users = []
        for _ in range(count):
            own = {"digest_at": timezone.now(), "password": "!", **never_quiet} | fields
            user = User.objects.create(email=f"user{next(self.numbers)}@faults.example", **own)
            make_nudge(user, make_contact(user, "Sanne de Vries"))
            users.append(user)
        return users

    def tick(self) -> None:
        """What beat does each minute."""
        tick.apply_async(retry=True)

    def hint_again(self, users: list[User]) -> None:
        """Gives every digest to a worker once more, as a broker does that got no receipt."""
        for pk in Digest.objects.filter(owner__in=users).values_list("pk", flat=True):
            deliver_all.delay([pk])

    def pass_time(self) -> None:
        """Lets leases run out and pauses end. Only while nobody works: then whoever held a lease is dead."""
        waiting = Mail.objects.filter(sent_at=None, failed_at=None, dropped_at=None)
        waiting.filter(lease_until__gt=Now()).update(lease_until=Now())
        waiting.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())

    def wait(self, ask: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Until it is so; fails with `what` when it won't be."""
        deadline = time.monotonic() + seconds
        while not ask():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} seconds: {what}")
            self.revive()
            time.sleep(0.05)

    def rest(self) -> None:
        """Until nothing is in the queue and nobody at work."""
        self.wait(self._is_idle, "nothing in the queue, nobody at work")

    def _is_idle(self) -> bool:
        # Twice, for what one look finds in the queue may be at work before the next.
        return all(self._queued() == 0 and not self._busy() for _ in range(2))

    def _queued(self) -> int:
        names = [name for name in self.redis.keys("celery*") if self.redis.type(name) == b"list"]
        return sum(int(self.redis.llen(name)) for name in names)

    def _busy(self) -> bool:
        workers = sum(name.startswith("worker") for name in self.running)
        with contextlib.suppress(OperationalError, redis.RedisError):
            # In one question: between two, a task could go from the one answer to the other.
            told = app.control.inspect(limit=workers, timeout=2)._request("in_hand") or {}
            return len(told) < workers or any(told.values())
        return True

    def forget_lines(self) -> None:
        """Lets go of connections to a server that was killed."""
        connections.close_all()
        self.redis.connection_pool.disconnect()
