"""A machine without servers, as its own processes see it: what the tests of netwerk.local do it with."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil

from netwerk.local.folders import private_path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds
HOLD = """
import json, os, sys
from netwerk import local
try:
    local.provide(os.environ, durable=False)
except local.StartError as error:
    sys.exit(str(error))
print(json.dumps(dict(os.environ)), flush=True)
sys.stdin.read()
"""


def eventually(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def bare(var: Path, **more: str) -> dict[str, str]:
    """The environment of a machine that knows nothing of Netwerk."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "VAR_DIR": str(var), **more}


class Holder:
    """A process that uses the servers of a VAR_DIR until told to leave."""

    def __init__(self, var: Path, **environ: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD], cwd=ROOT, env=bare(var, **environ), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._environ: dict[str, str] = {}

    @property
    def environ(self) -> dict[str, str]:
        """What its environment became; waits until the servers are there."""
        if not self._environ:
            assert self.process.stdout
            self._environ = json.loads(self.process.stdout.readline() or self.leave())
        return self._environ

    def leave(self) -> str:
        """End it in the ordinary way, and return what it complained of."""
        return self.process.communicate(timeout=PATIENCE)[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Place:
    """A VAR_DIR, and what there is to know about its servers from the outside."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.holders: list[Holder] = []

    @classmethod
    def empty(cls) -> Self:
        """An empty VAR_DIR that everybody can reach."""
        var = Path(tempfile.mkdtemp(prefix="netwerk-test-", dir="/tmp"))
        var.chmod(0o755)
        return cls(var)

    def hold(self, **environ: str) -> Holder:
        self.holders.append(Holder(self.var, **environ))
        return self.holders[-1]

    @property
    def data(self) -> Path:
        return (self.var / "postgres").resolve() / "data"

    @property
    def sockets(self) -> list[Path]:
        home = self.data.parent
        owner = home.stat().st_uid if home.exists() else os.geteuid()
        return [private_path(self.var / "postgres", owner), private_path(self.var / "redis", os.geteuid())]

    def servers(self) -> dict[str, psutil.Process]:
        """The running servers, by the name of their program.

        The oldest of that name: what a server has just forked looks like it for a moment.
        """
        marks = [str(path) for path in (self.data, *self.sockets)]
        found = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if any(mark in words for mark in marks) and process.status() != psutil.STATUS_ZOMBIE:
                    found.setdefault(process.name(), process)
        return found

    def clear(self) -> None:
        for holder in self.holders:
            holder.kill()
        for process in self.servers().values():
            process.kill()
        for folder in (*self.sockets, self.data.parent, self.var):
            shutil.rmtree(folder, ignore_errors=True)


def manage(var: Path, *words: str, before: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a bare machine does; `before` is Python for the process to run first."""
    script = f"""
import runpy, sys
{before}
sys.argv = {["manage.py", *words]}
runpy.run_path("manage.py", run_name="__main__")
"""
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=bare(var, **environ),
        capture_output=True,
        text=True,
    )
