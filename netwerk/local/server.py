"""A server that any number of processes share: the first one starts it, the last one stops it.

Who uses it and whether it runs is told by locks on two files in the server's home. The kernel drops a lock
when its holder dies, however it dies, so nothing that is left behind can block a next start; a number in a
pid file could by then be somebody else's.

- `lease` is held, shared, by every process that uses the server. Who leaves and gets it alone was the last.
- `running` is held by the server's own processes, which inherit the open file.
"""

import atexit
import contextlib
import fcntl
import os
import pwd
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

PATIENCE = 60  # seconds for a server to come up or go down: recovery after a crash takes some
POLL = 0.02  # seconds
LOG_LIMIT = 1_000_000  # bytes, before a start begins a new log


class StartError(Exception):
    """Why there is no server, in a sentence for the user."""


class Lock:
    """A lock file, open; what is taken on it lasts until every process that has it open has closed it."""

    def __init__(self, path: Path) -> None:
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock; False when others have it and `wait` is off."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.handle, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        os.close(self.handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


class Server(ABC):
    """One embedded server, with everything it keeps in the folder `home`."""

    name: ClassVar[str]
    package: ClassVar[str]  # the Python package that brings its programs

    home: Path
    log: Path
    socket_file: Path
    user: int | None = None  # the uid that it must run as, when that is not ours

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None  # when it was we who started it

    @property
    @abstractmethod
    def url(self) -> str:
        """The address, as the settings take it."""

    @abstractmethod
    def _command(self, running: Lock) -> Sequence[str | Path]:
        """The command that starts it, after making ready what it needs; at this moment it does not run."""

    @abstractmethod
    def _answers(self) -> bool:
        """Does it take our questions, now?"""

    @abstractmethod
    def _ask_to_stop(self) -> None:
        """Have it end in its own way, soon."""

    def _mend(self) -> bool:
        """After a start that failed: put right what can be. Is there any sense in another try?"""
        return False

    def join(self) -> None:
        """Use the server until this process ends: the one that runs, or else a new one."""
        lease = Lock(self.home / "lease")
        lease.take(shared=True, wait=True)  # waits while who was last is still stopping it
        atexit.register(self._leave, lease, os.getpid())
        self._bring_up()

    def _leave(self, lease: Lock, joined: int) -> None:
        if os.getpid() != joined:
            return  # a fork of the process that joined
        if lease.take():
            _wait_until(lambda: self._listens() or not self._runs())
            if self._runs():
                self._ask_to_stop()
            _wait_until(lambda: not self._runs())
            with contextlib.suppress(OSError):
                self.socket_file.parent.rmdir()
        lease.close()

    def _bring_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (runs := self._runs()) or not self._answers():
            if time.monotonic() > deadline or (not runs and self._process and not self._mend()):
                raise StartError(f"{self.name} does not start: {self.log} tells why.")
            if not runs:
                self._start()
            time.sleep(POLL)

    def _start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with Lock(self.home / "running") as running:
            if running.take():
                self._process = self._spawn(self._command(running), running)

    def _spawn(
        self, command: Sequence[str | Path], running: Lock, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Run a program of the server, out of reach of the terminal's signals and of our environment."""
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  nobody else's words
                command,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=stdin,
                stdout=log,
                stderr=log,
                pass_fds=[running.handle],
                start_new_session=True,
                **run_as(self.user),
            )

    def _runs(self) -> bool:
        with Lock(self.home / "running") as running:
            return not running.take()

    def _listens(self) -> bool:
        try:
            self._connect().close()
        except OSError:
            return False
        return True

    def _connect(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(1)
        try:
            line.connect(str(self.socket_file))
        except OSError:
            line.close()
            raise
        return line


def run_as(user: int | None) -> dict[str, Any]:
    """The arguments of Popen that make a program run as the user with this uid; None is who we are."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < deadline:
        time.sleep(POLL)
