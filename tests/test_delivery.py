"""The ledger of mails, with a real mail server, real threads and real processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from netwerk.mail import lease, models
from netwerk.mail.models import ATTEMPTS, CUT_SHORT, PAUSES, Content, Mail, post
from netwerk.mail.tasks import tick
from netwerk.nudges import digests
from netwerk.nudges.models import Digest, Nudge
from tests.factories import make_contact, make_nudge, make_user
from tests.running import wait_until
from tests.smtp import PostOffice, post_office

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # other threads and processes see the rows
HELLO = Content("Hello", "Hello there.\n")


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office(settings) as office:
        yield office


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that tests can see run out."""
    for module in (lease, models):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=1))


@pytest.fixture
def nudge() -> Nudge:
    owner = make_user()
    return make_nudge(owner, make_contact(owner, "Sanne de Vries"))


@pytest.fixture
def digest(nudge: Nudge) -> Digest:
    mail = Mail.objects.create(owner=nudge.owner, kind=Mail.Kind.DIGEST, to=nudge.owner.email)
    return Digest.objects.create(owner=nudge.owner, day=nudge.due, mail=mail)


def waiting() -> Mail:
    """An account mail that waits."""
    return Mail.objects.create(
        kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", subject=HELLO.subject, text=HELLO.text
    )


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` gives in each of `count` threads that start together."""
    barrier, results = Barrier(count), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(work())
        except Exception as error:  # shown where the results are compared
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def let_lease_run_out(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def make_due(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())


def worker(digest: Digest, settings: Any) -> subprocess.Popen[bytes]:
    """A process of its own that delivers the digest as soon as it is told to, and says when it is ready."""
    url = urlunsplit(
        urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    )
    code = (
        "import sys, django; django.setup(); from netwerk.nudges.tasks import deliver; "
        f"print('ready', flush=True); sys.stdin.readline(); deliver({digest.pk})"
    )
    environ = os.environ | {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    )


def start(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()


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


# ── What the server says ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_refused_for_good(office: PostOffice, stage: str) -> None:
    mail = waiting()
    office.say(stage, "550 5.1.1 No such user")
    assert not mail.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempt) == ("failed", "550 5.1.1 No such user", 1)
    assert not mail.deliver()


@pytest.mark.parametrize("reply", ["421 4.3.2 Closing", "450 4.2.0 Greylisted"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_refused_for_now(office: PostOffice, stage: str, reply: str) -> None:
    mail = waiting()
    office.say(stage, reply)
    assert not mail.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("again", reply)
    assert not mail.deliver()  # not before its time
    make_due(mail)
    assert mail.deliver()
    assert office.ids == [mail.message_id]
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempt) == ("sent", "", 2)


def test_pauses_grow_and_end(office: PostOffice) -> None:
    mail = waiting()
    office.say("RCPT", "450 4.2.0 Not now", times=ATTEMPTS)
    pauses = []
    for _ in PAUSES:
        before = timezone.now()
        mail.deliver()
        mail.refresh_from_db()
        pauses.append(round((mail.due_at - before).total_seconds() / 60))
        make_due(mail)
    assert pauses == [1, 5, 15, 60, 180, 360, 720]
    mail.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.attempt) == ("failed", "450 4.2.0 Not now", ATTEMPTS)


@pytest.mark.parametrize(
    ("stage", "copies"), [("EHLO", 1), ("MAIL", 1), ("RCPT", 1), ("DATA", 1), ("KEPT", 2)]
)
def test_the_line_is_cut(office: PostOffice, stage: str, copies: int) -> None:
    mail = waiting()
    office.cut(stage)
    if stage == "EHLO":
        office.cut(stage)  # smtplib tries HELO next, on a line that is gone
    assert not mail.deliver()
    mail.refresh_from_db()
    assert mail.state == "again"
    make_due(mail)
    office.troubles.clear()
    assert mail.deliver()
    assert office.ids == [mail.message_id] * copies


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs(office: PostOffice, settings: Any, stage: str) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail = waiting()
    office.hang(stage)
    assert not mail.deliver()
    mail.refresh_from_db()
    assert mail.state == "again"
    assert "timed out" in mail.error


@pytest.mark.parametrize("fault", ["cut", "hang", "say"])
def test_a_failed_goodbye_is_no_failed_mail(office: PostOffice, settings: Any, fault: str) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail = waiting()
    if fault == "say":
        office.say("QUIT", "500 " + "x" * 9000)  # longer than smtplib reads
    else:
        getattr(office, fault)("QUIT")
    assert mail.deliver()
    assert len(office.messages) == 1


def test_no_server_at_all(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = waiting()
    assert not mail.deliver()
    mail.refresh_from_db()
    assert mail.state == "again"
    assert "refused" in mail.error


def test_an_address_that_no_server_could_be_given(office: PostOffice) -> None:
    mail = waiting()
    Mail.objects.filter(pk=mail.pk).update(to="sanne@netwerk.example\nBcc: all@netwerk.example")
    assert not mail.deliver()
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert office.messages == []


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


# ── Account mails ───────────────────────────────────────────────────────────────────────────────────────────


@committed
def test_a_mail_goes_out_when_its_transaction_is_committed(office: PostOffice) -> None:
    with transaction.atomic():
        post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=HELLO)
        assert office.messages == []
    assert len(office.messages) == 1


@committed
def test_a_mail_of_a_transaction_that_failed_is_never_sent(office: PostOffice) -> None:
    @transaction.atomic
    def failing() -> None:
        post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=HELLO)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert office.messages == []
    assert not Mail.objects.exists()


@committed
def test_the_tick_hands_out_what_waits(office: PostOffice, settings: Any) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    mail = post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=HELLO)
    from netwerk.celery import app

    app.conf.task_always_eager = True
    try:
        tick()
        assert office.messages == []
        make_due(mail)
        tick()
    finally:
        app.conf.task_always_eager = False
    assert office.ids == [mail.message_id]


LINK = "https://netwerk.example/reset/4-abc/?a=1&b=2"


@committed
@pytest.mark.parametrize("state", ["sent", "failed"])
def test_a_secret_does_not_outlive_its_mail(office: PostOffice, state: str) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    content = Content(
        "Reset", f"Go to {LINK} now.", '<a href="https://netwerk.example/reset/4-abc/?a=1&amp;b=2">Go</a>'
    )
    mail = post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=content, secret=LINK)
    mail.refresh_from_db()
    assert LINK in mail.text  # it is still to be sent
    assert "abc" not in mail.shown_text
    make_due(mail)
    if state == "failed":
        office.say("RCPT", "550 5.1.1 No such user")
    mail.deliver()
    mail.refresh_from_db()
    assert mail.state == state
    assert "abc" not in mail.text + mail.html + mail.secret
