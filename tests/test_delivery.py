"""The ledger of mails, with a real mail server, real threads and real processes."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from netwerk.mail import lease, models
from netwerk.mail.content import Content
from netwerk.mail.models import ATTEMPTS, Mail
from netwerk.mail.posting import post
from netwerk.mail.queue import CUT_SHORT
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_nudge, make_user
from tests.running import wait_until
from tests.sending import HELLO, at_once, let_lease_run_out, make_due, start, waiting, worker
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # other threads and processes see the rows


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that tests can see run out."""
    monkeypatch.setattr(lease, "LEASE", timedelta(seconds=1))


@pytest.fixture
def nudge() -> Nudge:
    owner = make_user()
    return make_nudge(owner, make_contact(owner, "Sanne de Vries"))


@pytest.fixture
def digest(nudge: Nudge) -> Digest:
    mail = Mail.objects.create(owner=nudge.owner, kind=Mail.Kind.DIGEST, to=nudge.owner.email)
    return Digest.objects.create(owner=nudge.owner, day=nudge.due, mail=mail)


# ── One digest, one mail ────────────────────────────────────────────────────────────────────────────────────


@committed
@pytest.mark.parametrize("workers", [2, 4])
def test_threads_at_the_same_digest_send_one_mail(office: PostOffice, digest: Digest, workers: int) -> None:
    sent = at_once(workers, lambda: digests.deliver(Digest.objects.get(pk=digest.pk)))
    assert sorted(sent) == [False] * (workers - 1) + [True]
    assert office.ids == [digest.mail.message_id]
    digest.mail.refresh_from_db()
    assert (digest.mail.state, digest.mail.attempt) == ("sent", 1)


@committed
def test_processes_at_the_same_digest_send_one_mail(
    office: PostOffice, digest: Digest, settings: Any
) -> None:
    processes = [worker(digest, settings) for _ in range(4)]
    start(*processes)
    assert [process.wait(timeout=60) for process in processes] == [0] * 4
    assert office.ids == [digest.mail.message_id]


@committed
def test_a_mail_that_somebody_holds_is_passed_over_not_waited_for(office: PostOffice) -> None:
    mail = waiting()
    with transaction.atomic():
        Mail.objects.select_for_update().get(pk=mail.pk)
        assert at_once(1, mail.deliver) == [False]
    assert mail.deliver()


def test_a_sent_mail_is_not_sent_again(office: PostOffice) -> None:
    mail = waiting()
    assert [mail.deliver(), mail.deliver()] == [True, False]
    assert len(office.messages) == 1


# ── Killed workers ──────────────────────────────────────────────────────────────────────────────────────────


def test_killed_after_the_claim(office: PostOffice, digest: Digest) -> None:
    Mail.objects.claim(digest.mail_id, timezone.now())
    assert not digests.deliver(digest)  # the lease holds
    let_lease_run_out(digest.mail)
    assert digests.deliver(digest)
    assert office.ids == [digest.mail.message_id]
    digest.mail.refresh_from_db()
    assert digest.mail.attempt == 2


@committed
@pytest.mark.parametrize(("stage", "copies"), [("RCPT", 1), ("DATA", 1), ("KEPT", 2)])
def test_killed_during_the_dialogue(
    office: PostOffice, digest: Digest, settings: Any, stage: str, copies: int
) -> None:
    """Doubled only when the server had taken it and could not say so, and with the same Message-ID."""
    office.hang(stage)
    process = worker(digest, settings)
    start(process)
    assert office.arrived.wait(60)
    process.kill()
    process.wait()
    office.release()
    assert not digests.deliver(digest)
    let_lease_run_out(digest.mail)
    assert digests.deliver(digest)
    assert office.ids == [digest.mail.message_id] * copies


def test_a_loop_of_crashes_ends(office: PostOffice) -> None:
    mail = waiting()
    for _ in range(ATTEMPTS):
        assert Mail.objects.claim(mail.pk, timezone.now())
        let_lease_run_out(mail)
    assert not mail.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempt) == ("failed", CUT_SHORT, ATTEMPTS)
    assert not mail.deliver()
    assert office.messages == []


def test_a_bug_in_composing_is_tried_again_after_a_pause(office: PostOffice) -> None:
    mail = waiting()

    def compose() -> Content:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mail.deliver(compose)
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("again", "ZeroDivisionError")
    assert mail.due_at > timezone.now()


@committed
def test_the_database_is_away_when_the_server_says_yes(office: PostOffice) -> None:
    """What is sent gets into the ledger as soon as there is a database again: it must not be sent twice."""
    mail = waiting()
    office.hang("KEPT")
    results: list[list[bool]] = []
    thread = Thread(target=lambda: results.append(at_once(1, mail.deliver)))
    thread.start()
    assert office.arrived.wait(10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    office.release()
    thread.join()
    assert results == [[True]]
    mail.refresh_from_db()
    assert (mail.state, mail.attempt) == ("sent", 1)


# ── The lease ───────────────────────────────────────────────────────────────────────────────────────────────


@committed
@pytest.mark.usefixtures("short_lease")
def test_a_slow_server_keeps_the_lease(office: PostOffice) -> None:
    """The server thinks for longer than a lease lasts; nobody else sends the mail meanwhile."""
    mail = waiting()
    office.hang("DATA")
    results: list[list[bool]] = []
    thread = Thread(target=lambda: results.append(at_once(1, mail.deliver)))
    thread.start()
    assert office.arrived.wait(10)
    first = Mail.objects.get(pk=mail.pk).lease_until
    assert first
    wait_until(
        lambda: timezone.now() > first + timedelta(seconds=1), seconds=10, what="the first lease has run out"
    )
    assert at_once(3, mail.deliver) == [False] * 3
    office.release()
    thread.join()
    assert results == [[True]]
    assert office.ids == [mail.message_id]


@committed
@pytest.mark.usefixtures("short_lease")
def test_who_lost_the_lease_stops_sending(office: PostOffice) -> None:
    mail = waiting()
    office.hang("RCPT")
    results: list[list[bool]] = []
    thread = Thread(target=lambda: results.append(at_once(1, mail.deliver)))
    thread.start()
    assert office.arrived.wait(10)
    Mail.objects.filter(pk=mail.pk).update(attempt=F("attempt") + 1)  # another worker has it now
    thread.join(timeout=10)
    assert results == [[False]]
    office.release()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempt) == (
        "sending",
        "",
        2,
    )  # and the other one's ledger is untouched
    assert office.messages == []


def test_who_lost_the_lease_while_composing_does_not_send(office: PostOffice) -> None:
    mail = waiting()

    def compose() -> Content:
        Mail.objects.filter(pk=mail.pk).update(attempt=F("attempt") + 1)
        return HELLO

    assert not mail.deliver(compose)
    assert office.messages == []


@committed
def test_patience_ends(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a page does not wait for a mail server: the worker goes on with it."""
    monkeypatch.setattr(models, "PROMPT", 0.3)
    office.hang("DATA")
    mail = post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=HELLO)
    mail.refresh_from_db()
    assert mail.state == "again"
    office.release()
    make_due(mail)
    assert Mail(pk=mail.pk).deliver()


def test_a_result_that_comes_late_counts_if_the_mail_was_sent(office: PostOffice) -> None:
    mail = waiting()
    early = Mail.objects.claim(mail.pk, timezone.now())
    let_lease_run_out(mail)
    late = Mail.objects.claim(mail.pk, timezone.now())
    assert early
    assert late
    early._postpone("450 later")
    early._settle(dropped_at=timezone.now())
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sending", "")
    early._sent()
    late._settle(failed_at=timezone.now(), error="550 no")
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sent", "")


# ── What is still wanted ────────────────────────────────────────────────────────────────────────────────────


def test_a_nudge_done_after_the_claim_is_not_in_the_mail(
    office: PostOffice, digest: Digest, nudge: Nudge
) -> None:
    other = make_nudge(nudge.owner, make_contact(nudge.owner, "Mehmet Yılmaz"))

    def compose() -> Content | None:
        nudge.done()
        return digests.compose(digest)

    assert digest.mail.deliver(compose)
    text = office.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert str(other.contact) in text
    assert str(nudge.contact) not in text


def test_a_digest_with_nothing_left_to_say_is_dropped(
    office: PostOffice, digest: Digest, nudge: Nudge
) -> None:
    def compose() -> Content | None:
        nudge.drop()
        return digests.compose(digest)

    assert not digest.mail.deliver(compose)
    digest.mail.refresh_from_db()
    assert digest.mail.state == "dropped"
    assert office.messages == []
    assert not digests.deliver(digest)
