"""Who runs the site is told, by the web process, that worker or beat is silent."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from netwerk.health import alarm, lateness
from netwerk.health.models import Heartbeat, Outage
from netwerk.health.probes import PROCESSES
from netwerk.mail.models import Mail
from tests.factories import make_user
from tests.running import wait_until
from tests.sending import at_once, make_due
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db(transaction=True)
SILENT, BACK = "Netwerk: worker or scheduler is silent", "Netwerk: worker and scheduler are back"


@pytest.fixture(autouse=True)
def alarm_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two addresses, and a process that has not looked yet."""
    settings.ALARM_TO = ["ops@netwerk.example", "els@netwerk.example"]
    watch = alarm.Watch()
    monkeypatch.setattr(alarm, "WATCH", watch)
    yield
    with watch.looking:  # the thread is done with the database of this test
        pass


def beat(minutes_ago: float, *names: str) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    for name in names or PROCESSES:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def look() -> None:
    alarm.look(timezone.now())


def told(office: PostOffice) -> list[tuple[str, str]]:
    return [(message["To"], message["Subject"]) for message in office.messages]


def to_all(subject: str) -> list[tuple[str, str]]:
    return [("ops@netwerk.example", subject), ("els@netwerk.example", subject)]


def test_once_an_outage_and_once_when_it_is_over(office: PostOffice) -> None:
    beat(0)
    look()
    assert told(office) == []
    for minutes in (6, 7, 60):
        beat(minutes, "worker")
        look()
    assert told(office) == to_all(SILENT)
    beat(3, "worker")
    look()  # neither silent for long nor well
    beat(0)
    look()
    look()
    assert told(office) == to_all(SILENT) + to_all(BACK)
    beat(6)
    look()
    assert told(office)[4:] == to_all(SILENT)
    assert Outage.objects.count() == 2


def test_a_restart_is_no_news(office: PostOffice) -> None:
    beat(4)
    look()
    assert told(office) == []


def test_many_processes_tell_once(office: PostOffice) -> None:
    beat(6)
    assert at_once(6, look) == [None] * 6
    assert sorted(told(office)) == sorted(to_all(SILENT))
    beat(0)
    assert at_once(6, look) == [None] * 6
    assert sorted(told(office)[2:]) == sorted(to_all(BACK))


def test_a_web_process_that_died_before_it_told(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mails were written with the outage: another look sends them, and they go once."""
    monkeypatch.setattr(Mail, "deliver", lambda *_, **__: False)
    beat(6)
    look()
    assert told(office) == []
    monkeypatch.undo()
    look()
    look()
    assert told(office) == to_all(SILENT)


def test_a_mail_server_that_is_away_is_tried_again(office: PostOffice, settings: Any) -> None:
    settings.ALARM_TO = ["ops@netwerk.example"]
    office.say("RCPT", "450 4.2.0 Not now")
    beat(6)
    look()
    look()  # not before its time
    assert told(office) == []
    make_due(Mail.objects.get())
    look()
    assert told(office) == [("ops@netwerk.example", SILENT)]


def test_never_heard_from(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lateness, "STARTED", time.monotonic() - 200)
    look()
    assert told(office) == []
    monkeypatch.setattr(lateness, "STARTED", time.monotonic() - 301)
    look()
    assert told(office) == to_all(SILENT)
    monkeypatch.setattr(
        lateness, "STARTED", time.monotonic()
    )  # another web process, which is no sign of life
    look()
    assert told(office) == to_all(SILENT)


@pytest.mark.parametrize("address", ["/", "/readyz", "/healthz", "/settings/mail/"])
def test_whoever_asks_gives_the_occasion(office: PostOffice, address: str) -> None:
    beat(6)
    client = Client()
    client.force_login(make_user())
    client.get(address)
    wait_until(lambda: len(office.messages) == 2, seconds=10, what="both are told")
    assert sorted(told(office)) == sorted(to_all(SILENT))


def test_a_mail_server_that_hangs_holds_no_request(office: PostOffice) -> None:
    beat(6)
    office.hang("EHLO")
    begun = time.monotonic()
    assert Client().get("/healthz").status_code == 200
    assert office.arrived.wait(10)
    for _ in range(3):
        assert Client().get("/healthz").status_code == 200
    assert alarm.WATCH.looking.locked()
    assert time.monotonic() - begun < 5
    office.release()
    wait_until(lambda: len(office.messages) == 2, seconds=20, what="both are told")


def test_a_process_looks_every_so_often() -> None:
    watch = alarm.Watch()
    assert watch.begin()
    watch.looking.release()
    assert not watch.begin()
    watch.next = time.monotonic()
    assert watch.begin()
    watch.next = time.monotonic()
    assert not watch.begin()  # the last look still goes on


def test_nobody_is_to_be_told(settings: Any, office: PostOffice) -> None:
    settings.ALARM_TO = []
    beat(6)
    Client().get("/healthz")
    assert not alarm.WATCH.looking.locked()
    assert not Outage.objects.exists()


def test_a_database_that_is_not_ready(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE netwerk_heartbeat RENAME TO elsewhere")
    try:
        assert Client().get("/healthz").status_code == 200
        wait_until(lambda: "nobody can be told" in caplog.text, seconds=10, what="it is in the log")
    finally:
        with alarm.WATCH.looking, connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO netwerk_heartbeat")
