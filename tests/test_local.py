"""The machine without servers: shared by who needs them, and nothing that is killed blocks a next start."""

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from netwerk import local
from netwerk.local.folders import private_path
from netwerk.local.server import run_as

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds
HOLD = """
import json, os, sys
from netwerk import local
try:
    local.provide(os.environ, durable=False)
except local.CannotStart as error:
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

    def hold(self, **environ: str) -> Holder:
        self.holders.append(Holder(self.var, **environ))
        return self.holders[-1]

    @property
    def data(self) -> Path:
        return (self.var / "postgres").resolve() / "data"

    @property
    def sockets(self) -> list[Path]:
        owner = self.data.parent.stat().st_uid
        return [private_path(self.var / "postgres", owner), private_path(self.var / "redis", os.geteuid())]

    def servers(self) -> dict[str, psutil.Process]:
        """The running servers, by the name of their program."""
        marks = [str(path) for path in (self.data, *self.sockets)]
        found = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if any(mark in words for mark in marks) and process.status() != psutil.STATUS_ZOMBIE:
                    found[process.name()] = process
        return found

    def clear(self) -> None:
        for holder in self.holders:
            holder.kill()
        for process in self.servers().values():
            process.kill()
        for folder in (*self.sockets, self.data.parent, self.var):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Place]:
    var = Path(tempfile.mkdtemp(prefix="netwerk-test-", dir="/tmp"))
    var.chmod(0o755)
    place = Place(var)
    yield place
    place.clear()


def write_down(environ: dict[str, str]) -> None:
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS borrels AS SELECT 'Utrecht' AS place")
    redis.Redis.from_url(environ["REDIS_URL"]).set("hint", "look")


def read_back(environ: dict[str, str]) -> list[str]:
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        return [row[0] for row in connection.execute("SELECT place FROM borrels")]


# ── Sharing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_starts_them_the_second_joins_and_the_last_stops_them(place: Place) -> None:
    first, second = place.hold(), place.hold()  # at the same moment, on an empty folder
    assert first.environ["DATABASE_URL"] == second.environ["DATABASE_URL"]
    write_down(first.environ)
    before = place.servers()
    assert set(before) == {"postgres", "redis-server"}

    first.leave()
    assert place.servers() == before
    assert read_back(second.environ) == ["Utrecht"]
    second.leave()
    assert place.servers() == {}
    assert not any(folder.exists() for folder in place.sockets)

    assert read_back(place.hold().environ) == ["Utrecht"]


def test_a_queue_outlives_the_server(place: Place) -> None:
    keep = "import os; from netwerk import local; local.provide(os.environ); import redis; " \
           "queue = redis.Redis.from_url(os.environ['REDIS_URL']); queue.rpush('q', 'hint'); print(queue.llen('q'))"  # fmt: skip
    for length in ("1", "2"):
        run = subprocess.run([sys.executable, "-c", keep], cwd=ROOT, env=bare(place.var), capture_output=True, text=True)
        assert run.stdout.split() == [length], run.stderr


def test_only_what_is_missing_is_started(place: Place) -> None:
    holder = place.hold(DATABASE_URL="postgres://elsewhere/netwerk")
    assert holder.environ["DATABASE_URL"] == "postgres://elsewhere/netwerk"
    assert redis.Redis.from_url(holder.environ["REDIS_URL"]).ping()
    assert not (place.var / "postgres").exists()
    (place.var / "postgres").mkdir()  # for what clears up


# ── Kills ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "victims",
    [["holder"], ["postgres"], ["redis-server"], ["holder", "postgres", "redis-server"]],
    ids=lambda victims: "+".join(victims),
)
def test_no_kill_blocks_the_next_start(place: Place, victims: list[str]) -> None:
    holder = place.hold()
    write_down(holder.environ)
    before = place.servers()
    for victim in victims:
        holder.kill() if victim == "holder" else before[victim].kill()

    again = place.hold()
    assert read_back(again.environ) == ["Utrecht"]
    assert redis.Redis.from_url(again.environ["REDIS_URL"]).ping()
    for name, process in place.servers().items():
        assert (process == before[name]) is (name not in victims), "a survivor is used again"


def test_a_process_number_left_behind_may_be_somebody_elses(place: Place) -> None:
    holder = place.hold()
    write_down(holder.environ)
    server = place.servers()["postgres"]
    owner = server.uids().real
    sockets, sleeper = place.sockets[0], None
    holder.kill()
    for process in (server, *server.children()):
        process.kill()
    try:
        sleeper = subprocess.Popen(["sleep", "600"], **(run_as(owner) if owner != os.geteuid() else {}))
        note = place.data / "postmaster.pid"
        number, rest = note.read_text().split("\n", 1)
        assert int(number) == server.pid
        note.write_text(f"{sleeper.pid}\n{rest}")
        (sockets / ".s.PGSQL.5432.lock").write_text(f"{sleeper.pid}\n{rest}")

        again = place.hold()
        assert read_back(again.environ) == ["Utrecht"]
        assert again.leave() == ""
        assert sleeper.poll() is None, "somebody else's process was ended"
    finally:
        if sleeper:
            sleeper.kill()
            sleeper.wait()


def test_what_was_half_written_is_set_aside(place: Place) -> None:
    place.hold().leave()
    (place.data.parent / "draft").mkdir()  # a cluster whose making was cut off
    (place.data.parent / "draft" / "PG_VERSION").write_text("18\n")
    (place.var / "redis" / "dump.rdb").write_bytes(b"REDIS0009\xfa\tredis-ver\x05")
    again = place.hold()
    assert redis.Redis.from_url(again.environ["REDIS_URL"]).ping()
    assert [file.name.split("-")[0] for file in (place.var / "redis").glob("dump*")] == ["dump.rdb.broken"]
