"""The pages that show every mail, and mail without a server."""

from datetime import timedelta
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.mail.posting import post
from netwerk.mail.queue import CUT_SHORT
from netwerk.nudges.mailed import Digest
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
REFUSED = "550 5.1.1 No such user"


def mail_to(user: User, **fields: Any) -> Mail:
    return Mail.objects.create(
        owner=user, to=user.email, **{"kind": Mail.Kind.DIGEST, "subject": "Sanne"} | fields
    )


def shown(browser: Client, mail: Mail) -> str:
    return browser.get(reverse("mail.show", args=[mail.pk])).content.decode()


def test_every_mail_with_its_state(browser: Client, user: User) -> None:
    now = timezone.now()
    mail_to(user)
    mail_to(user, lease_until=now)
    mail_to(user, attempt=2, error="450 Not now")
    mail_to(user, sent_at=now)
    mail_to(user, failed_at=now)
    mail_to(user, dropped_at=now, subject="")
    mail_to(make_user(), subject="Somebody else's")
    text = browser.get(reverse("pages.mail")).content.decode()
    states = ["not needed", "failed", "sent", "trying again", "sending", "waiting"]  # the newest first
    assert [text.index(f'">{state}</span>') for state in states] == sorted(
        text.index(f'">{state}</span>') for state in states
    )
    assert ">Digest</a>" in text  # a mail that never got a subject
    assert "Somebody else" not in text


def test_no_mail_yet(browser: Client) -> None:
    assert "Netwerk has sent you no mail yet." in browser.get(reverse("pages.mail")).content.decode()


def test_when_the_next_digest_comes(browser: Client, user: User) -> None:
    assert "if anybody is due by then" in browser.get(reverse("pages.mail")).content.decode()
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now() - timedelta(minutes=1))
    assert "is being prepared" in browser.get(reverse("pages.mail")).content.decode()
    User.objects.filter(pk=user.pk).update(digest_at=None, digest_days=[])
    assert "You get no digest" in browser.get(reverse("pages.mail")).content.decode()


def test_many_mails_come_in_parts(browser: Client, user: User, django_assert_max_num_queries: Any) -> None:
    for n in range(35):
        mail_to(user, subject=f"Mail {n:02}")
    with django_assert_max_num_queries(7):
        response = browser.get(reverse("pages.mail"))
    assert response.content.decode().count("Mail ") - response.content.decode().count("Mail <") >= 30
    assert "Mail 05<" in response.content.decode()
    assert "Mail 04<" not in response.content.decode()
    rest = browser.get(
        reverse("pages.mail"), {"after": response.context["more"]}, headers=HTMX
    ).content.decode()
    assert [n for n in range(35) if f"Mail {n:02}<" in rest] == [0, 1, 2, 3, 4]
    assert "<html" not in rest


def test_the_text_as_sent(browser: Client, user: User) -> None:
    text = shown(
        browser,
        mail_to(
            user, sent_at=timezone.now(), attempt=1, text="Hello <b>you</b>\nhttps://netwerk.example/n/1/"
        ),
    )
    assert "Hello &lt;b&gt;you&lt;/b&gt;<br>" in text
    assert 'href="https://netwerk.example/n/1/"' in text


def test_what_the_server_said(browser: Client, user: User) -> None:
    failed = shown(browser, mail_to(user, failed_at=timezone.now(), error=REFUSED, attempt=1))
    assert "This mail could not be delivered" in failed
    assert REFUSED in failed
    assert CUT_SHORT in shown(browser, mail_to(user, failed_at=timezone.now(), error=CUT_SHORT))
    again = shown(browser, mail_to(user, error="450 4.2.0 Not now", attempt=3))
    assert "450 4.2.0 Not now" in again
    assert "Next try" in again


def test_a_one_time_link_is_not_shown(browser: Client, user: User) -> None:
    text = shown(
        browser,
        mail_to(
            user,
            kind=Mail.Kind.ACCOUNT,
            text="Go to https://x.example/once-only",
            secret="https://x.example/once-only",
        ),
    )
    assert "once-only" not in text
    assert "Go to […]" in text


def test_today_tells_of_a_digest_that_failed(browser: Client, user: User) -> None:
    make_contact(user)
    failed = mail_to(user, failed_at=timezone.now(), error=REFUSED)
    Digest.objects.create(owner=user, day=user.today() - timedelta(days=1), mail=failed)
    text = browser.get("/").content.decode()
    assert "Your digest did not arrive" in text
    assert REFUSED in text
    assert reverse("mail.show", args=[failed.pk]) in text
    Digest.objects.create(owner=user, day=user.today(), mail=mail_to(user, sent_at=timezone.now()))
    assert "did not arrive" not in browser.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_a_server_mails_are_files(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "netwerk.mail.eml.EmlBackend", str(tmp_path / "mail")
    mail = post(
        owner=None,
        kind=Mail.Kind.ACCOUNT,
        to="yilmaz@netwerk.example",
        content=Content("Hallo Yılmaz", "Één ding.\n", "<p>Één ding.</p>"),
    )
    mail.refresh_from_db()
    assert mail.state == "sent"
    (file,) = (tmp_path / "mail").iterdir()
    message = BytesParser(policy=modern).parsebytes(file.read_bytes())
    assert (message["Subject"], message["Message-ID"]) == ("Hallo Yılmaz", mail.message_id)
    plain = message.get_body(("plain",))
    assert plain
    assert plain.get_content().splitlines() == ["Één ding."]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_tried_again(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "netwerk.mail.eml.EmlBackend", str(tmp_path / "mail")
    mail = post(
        owner=None, kind=Mail.Kind.ACCOUNT, to="yilmaz@netwerk.example", content=Content("Hallo", "Hallo")
    )
    mail.refresh_from_db()
    assert mail.state == "again"
