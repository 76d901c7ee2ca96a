"""What machines are told, with servers that are well, gone, or silent."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from netwerk.celery import app
from netwerk.health import beat, probes
from netwerk.health.beat import BeatingScheduler
from netwerk.health.models import Heartbeat
from netwerk.health.tasks import heartbeat
from tests.running import ROOT, free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "WAIT", 2)


@pytest.fixture
def silence() -> Iterator[int]:
    """The port of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def beating() -> None:
    for name in probes.PROCESSES:
        Heartbeat.beat(name)


def ready() -> tuple[int, dict[str, Any]]:
    response = Client().get("/readyz")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, json.loads(response.content)


def test_alive() -> None:
    assert Client().get("/healthz").content == b"ok\n"


@pytest.mark.usefixtures("beating")
def test_all_is_well() -> None:
    status, parts = ready()
    assert status == 200
    assert parts["ok"] is True
    assert all(0 <= parts[name]["age_seconds"] < 60 for name in probes.PROCESSES)


@pytest.mark.parametrize("name", probes.PROCESSES)
@pytest.mark.usefixtures("beating")
def test_a_late_heartbeat(name: str) -> None:
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(seconds=91))
    status, parts = ready()
    assert status == 503
    assert [part for part in ("database", "broker", *probes.PROCESSES) if not parts[part]["ok"]] == [name]
    assert parts[name]["age_seconds"] >= 91


def test_no_heartbeat_yet() -> None:
    assert ready()[1]["worker"] == {"ok": False, "age_seconds": None}


@pytest.mark.usefixtures("beating")
def test_the_broker_is_gone(settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    status, parts = ready()
    assert status == 503
    assert parts["broker"] == {"ok": False, "error": "OperationalError"}
    assert parts["database"]["ok"]


@pytest.mark.usefixtures("beating")
def test_the_broker_is_silent(settings: Any, silence: int) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silence}/0"
    begun = time.monotonic()
    assert ready()[1]["broker"] == {"ok": False, "error": "no answer"}
    assert time.monotonic() - begun < 10


def test_a_database_without_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE netwerk_heartbeat RENAME TO elsewhere")
    try:
        status, parts = ready()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO netwerk_heartbeat")
    assert status == 503
    assert parts["database"] == {"ok": True}
    assert parts["worker"] == {"ok": False, "error": "ProgrammingError"}


def test_the_database_is_gone(silence: int) -> None:
    """In a process of its own: refused at once, or taken and never answered, it is told within seconds."""
    code = (
        "import django; django.setup(); from django.test import Client; "
        "answer = Client(SERVER_NAME='localhost').get('/readyz'); "
        "print(answer.status_code, answer.json()['database'])"
    )
    for port, error in ((free_port(), "OperationalError"), (silence, "no answer")):
        environ = os.environ | {"DATABASE_URL": f"postgres://nobody@127.0.0.1:{port}/nothing"}
        begun = time.monotonic()
        said = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert said.stdout == f"503 {{'ok': False, 'error': '{error}'}}\n"
        assert time.monotonic() - begun < 40


def test_one_question_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again and again, a server that hangs holds one thread of ours, not one a question."""
    answered, asked = Event(), []

    def ask() -> dict[str, dict[str, object]]:
        asked.append(1)
        answered.wait()
        return {"slow": {"ok": True}}

    probe = probes.Probe(ask, ("slow",))
    silent = {"slow": {"ok": False, "error": "no answer"}}
    with monkeypatch.context() as hurried:
        hurried.setattr(probes, "WAIT", 0.3)
        assert [probes.findings(probe) for _ in range(3)] == [silent] * 3
    assert len(asked) == 1
    answered.set()
    with probe.asking:
        pass
    assert probes.findings(probe) == {"slow": {"ok": True}}


@pytest.mark.usefixtures("beating")
def test_all_that_hangs_is_waited_for_at_once(settings: Any, silence: int) -> None:
    """A database that has hung since an earlier question, beside a broker that is silent."""
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silence}/0"
    with probes.DATABASE.asking:
        begun = time.monotonic()
        status, parts = ready()
        took = time.monotonic() - begun
    assert (status, parts["database"]["error"], parts["broker"]["error"]) == (503, "no answer", "no answer")
    assert probes.WAIT <= took < probes.WAIT + 1


@pytest.mark.usefixtures("beating")
def test_what_hangs_takes_no_answer_from_what_does_not() -> None:
    with probes.BROKER.asking:
        pass  # nothing hangs there since an earlier test
    with probes.DATABASE.asking:
        status, parts = ready()
    assert (status, parts["database"]["ok"], parts["broker"]) == (503, False, {"ok": True})


def test_a_heartbeat_of_the_worker() -> None:
    heartbeat()
    first = Heartbeat.objects.get(name="worker").at
    heartbeat()
    assert Heartbeat.objects.get(name="worker").at > first


# ── Beat ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> BeatingScheduler:
    monkeypatch.setattr(BeatingScheduler, "apply_async", lambda self, entry, **_: sent.append(entry.name))
    sent.clear()
    return BeatingScheduler(app)


sent: list[str] = []


def test_everything_is_looked_at_when_beat_starts(scheduler: BeatingScheduler) -> None:
    for _ in scheduler.schedule:
        scheduler.tick()
    assert sorted(sent) == sorted(scheduler.schedule)
    assert 0 < scheduler.tick() <= beat.EVERY
    assert len(sent) == len(scheduler.schedule)


def test_beat_beats(scheduler: BeatingScheduler) -> None:
    scheduler.tick()
    first = Heartbeat.objects.get(name="beat").at
    scheduler.tick()
    assert Heartbeat.objects.get(name="beat").at == first  # not with every tick
    scheduler.last_beat -= beat.EVERY
    scheduler.tick()
    assert Heartbeat.objects.get(name="beat").at > first


def test_beat_goes_on_without_a_database(
    scheduler: BeatingScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Heartbeat._meta, "db_table", "elsewhere")
    for _ in scheduler.schedule:
        scheduler.tick()
    assert sorted(sent) == sorted(scheduler.schedule)


def test_every_task_of_the_schedule_is_there(scheduler: BeatingScheduler) -> None:
    app.loader.import_default_modules()
    assert {entry.task for entry in scheduler.schedule.values()} <= set(app.tasks)


def test_no_tick_outlives_the_next(scheduler: BeatingScheduler) -> None:
    """After Redis or the workers were away there is one tick of a kind, not one a minute missed."""
    for entry in scheduler.schedule.values():
        assert 0 < entry.options["expires"] <= entry.schedule.run_every.total_seconds()
