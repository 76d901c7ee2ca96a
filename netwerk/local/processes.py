"""What `make up` runs: the web server, the Celery worker and beat, as one.

honcho starts them and prefixes their output. What this adds is that nothing outlives anything: when one
process ends, or this one does (be it by a kill -9, of it alone or of its whole group), all of them end.
"""

import contextlib
import ctypes
import datetime
import functools
import http.client
import multiprocessing
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message
from honcho.process import Popen, Process

from netwerk.local.environment import PROJECT
from netwerk.local.port import HOST

STARTUP = 60  # seconds for the web server to answer
GRACE = 5  # seconds between asking a process to end and killing it
POLL = 0.1  # seconds
NO_NEWS = "ignore:You're running the worker with superuser privileges"  # who is root knows
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def commands(port: int) -> dict[str, list[str]]:
    """The processes of an installation, by name. Their working directory is the project's."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--threads", "8"]
    # nice: a page goes before what can wait, above all while everything starts
    celery = ["nice", "-n", "5", sys.executable, "-W", NO_NEWS, "-m", "celery", "--quiet", "-A", "netwerk"]
    return {
        "web": [*gunicorn, "--bind", f"{HOST}:{port}", "netwerk.wsgi"],
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "INFO"],
    }


def run(port: int, processes: Mapping[str, Sequence[str]], welcome: str) -> int:
    """Run the processes until one of them ends or a signal says so, and return the exit code.

    That is 0 after Ctrl-C, the ordinary way to end. `welcome` is printed once what listens on `port` is well.
    """
    manager = _Together(port, welcome)
    env = os.environ | {"PYTHONUNBUFFERED": "1"}
    for name, command in processes.items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=env, cwd=str(PROJECT))
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))  # a closed terminal
    manager.loop()
    return 0 if manager.returncode == 128 + signal.SIGINT else int(manager.returncode or 0)


class _Together(Manager):
    """honcho's manager, which also welcomes the user and names the process that ended first."""

    def __init__(self, port: int, welcome: str) -> None:
        super().__init__()
        self._process_ctor = _Tethered
        self._port = port
        self._welcome = welcome

    def _start(self) -> None:
        super()._start()
        threading.Thread(target=self._greet, daemon=True).start()  # not before: forks and threads don't mix

    def _greet(self) -> None:
        deadline = time.monotonic() + STARTUP
        while not _is_well(self._port):
            if self._terminating or time.monotonic() > deadline:
                return
            time.sleep(POLL)
        self._say(self._welcome)

    def terminate(self) -> None:
        """Ask all processes to end; those that have yet to tell who they are, as soon as they did."""
        if not self._all_started():
            threading.Timer(POLL, self.terminate).start()
            return
        ended = [name for name, process in self._processes.items() if process.get("returncode") is not None]
        if ended and not self._terminating:
            self._say(f"{' and '.join(ended)} ended, so everything ends. What it said last tells why.")
        super().terminate()

    def _all_started(self) -> bool:
        self._bury_keepers()
        return all("pid" in process or "returncode" in process for process in self._processes.values())

    def _bury_keepers(self) -> None:
        """What the keeper of a process can no longer tell when it was killed: that the process ended."""
        for process in self._processes.values():
            if "process" in process and process["process"].exitcode and "returncode" not in process:
                if "pid" in process:
                    self._procmgr.terminate(process["pid"])
                process["returncode"] = process["process"].exitcode

    def _say(self, text: str) -> None:
        now = datetime.datetime.now().astimezone()
        self.events.put(Message(type="line", data=text, time=now, name=SYSTEM_PRINTER_NAME, colour=None))


class _Tethered(Process):
    """honcho's keeper of one process, a process itself; both end when the manager does, however it does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._child_ctor = functools.partial(Popen, preexec_fn=_end_with_parent)

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        os.setsid()  # a kill of the manager's group must leave somebody to end the process
        threading.Thread(target=self._outlive_nobody, daemon=True).start()
        super().run(events, ignore_signals)

    def _outlive_nobody(self) -> None:
        manager = multiprocessing.parent_process()
        if manager:
            manager.join()
        while not (child := self._child):
            time.sleep(POLL)
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        os._exit(1)


def _end_with_parent() -> None:
    """Have the system, if it can (Linux), end this process with its keeper, which may be killed as well."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _is_well(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
