"""What a mail server can say, and the mails that an account gets."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from netwerk.mail.content import Content
from netwerk.mail.models import ATTEMPTS, PAUSES, Mail
from netwerk.mail.posting import post
from netwerk.mail.tasks import tick
from tests.sending import HELLO, make_due, waiting
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # other threads and processes see the rows


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
@pytest.mark.usefixtures("eager")
def test_the_tick_hands_out_what_waits(office: PostOffice, settings: Any) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    mail = post(owner=None, kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", content=HELLO)
    tick()
    assert office.messages == []
    make_due(mail)
    tick()
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
