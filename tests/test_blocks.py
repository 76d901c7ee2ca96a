"""Addresses that are refused for good: which refusals count, and what stops and goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.mail import blocks
from netwerk.mail.blocks import FEW, Block
from netwerk.mail.codes import is_about_address
from netwerk.mail.models import Mail
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.smtp import PostOffice

REFUSED = "550 5.1.1 No such user"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (550, "5.1.1 No such user"),
        (550, "5.1.1 The account does not exist.\n5.1.1 Look for typos."),
        (556, "5.1.10 The domain takes no mail"),
        (550, "5.2.1 Mailbox disabled"),
        (552, "5.2.2 Mailbox full"),
        (554, "5.1.2 No such domain"),
        (550, "No such user here"),
        (551, "User not local"),
        (553, "No such name"),
    ],
)
def test_about_the_address(code: int, text: str) -> None:
    assert is_about_address("RCPT", code, text)
    assert not is_about_address("MAIL", code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (550, "5.7.1 Blocked by policy"),
        (554, "5.7.1 Your host is on a list"),
        (550, "5.1.7 Bad sender"),
        (550, "5.1.8 Bad domain of the sender"),
        (552, "5.2.3 Message too long"),
        (552, "5.3.4 Message too big for the system"),
        (550, "5.4.1 No answer from host"),
        (500, "5.5.2 Command unknown"),
        (554, "5.6.0 Bad content"),
        (552, "Too much"),
        (554, "Transaction failed"),
        (503, "Bad sequence"),
    ],
)
def test_about_something_else(code: int, text: str) -> None:
    assert not any(is_about_address(command, code, text) for command in ("MAIL", "RCPT", "DATA"))


def test_after_the_message_only_the_three_numbers_tell() -> None:
    assert is_about_address("DATA", 550, "5.1.1 No such user")
    assert not is_about_address("DATA", 550, "No such user")


# ── Pausing ─────────────────────────────────────────────────────────────────────────────────────────────────

db = pytest.mark.django_db


def send(user: User, office: PostOffice, reply: str = "", kind: str = Mail.Kind.DIGEST) -> Mail:
    """One mail to the user, at which the server says `reply`; taken, when that is empty."""
    if reply:
        office.say("RCPT", reply)
    mail = Mail.objects.create(owner=user, kind=kind, to=user.email, subject="Sanne", text="Sanne")
    mail.deliver()
    mail.refresh_from_db()
    return mail


def blocked(user: User) -> bool:
    return Block.objects.of(user).exists()


@db
def test_three_in_a_row_and_not_two(office: PostOffice, user: User) -> None:
    for _ in range(FEW - 1):
        assert send(user, office, REFUSED).bounced_at
        assert not blocked(user)
    send(user, office, "550 5.1.1 Still no such user")
    block = Block.objects.of(user).get()
    assert (block.address, block.words) == (user.email, "550 5.1.1 Still no such user")


@db
def test_a_success_between_begins_anew(office: PostOffice, user: User) -> None:
    for reply in (REFUSED, REFUSED, "", REFUSED, REFUSED):
        send(user, office, reply)
    assert not blocked(user)
    send(user, office, REFUSED)
    assert blocked(user)


@db
def test_what_says_nothing_of_the_address_neither_counts_nor_clears(office: PostOffice, user: User) -> None:
    for _ in range(FEW):
        mail = send(user, office, "550 5.7.1 Policy")
        assert (mail.state, mail.bounced_at) == ("failed", None)
    for reply in (REFUSED, "550 5.7.1 Policy", REFUSED, "450 4.2.2 Full for now"):
        send(user, office, reply)
        assert not blocked(user)
    send(user, office, REFUSED)
    assert blocked(user)


@db
def test_only_the_users_own_address(office: PostOffice, user: User) -> None:
    other = make_user()
    for _ in range(FEW):
        send(user, office, REFUSED)
    assert not blocked(other)
    User.objects.filter(pk=user.pk).update(email="new@netwerk.example")
    user.refresh_from_db()
    assert not blocked(user)


@db
def test_nobodys_address_is_not_paused(office: PostOffice) -> None:
    for _ in range(FEW + 1):
        office.say("RCPT", REFUSED)
        Mail.objects.create(kind=Mail.Kind.ACCOUNT, to="no@netwerk.example").deliver()
    assert not Block.objects.exists()


@db
def test_account_mails_are_tried_and_one_that_arrives_ends_it(office: PostOffice, user: User) -> None:
    for _ in range(FEW):
        send(user, office, REFUSED)
    assert send(user, office, REFUSED, Mail.Kind.ACCOUNT).state == "failed"
    assert blocked(user)
    assert send(user, office, kind=Mail.Kind.ACCOUNT).state == "sent"
    assert not blocked(user)


@db
def test_a_refusal_of_somebody_who_lost_the_lease_does_not_count(office: PostOffice, user: User) -> None:
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    early = Mail.objects.claim(mail.pk, timezone.now())
    assert early
    Mail.objects.filter(pk=mail.pk).update(attempt=2)
    early._bounce(REFUSED)
    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at) == ("sending", None)


# ── While it is paused ──────────────────────────────────────────────────────────────────────────────────────


def block(user: User) -> None:
    blocks.note_refusals(user.pk, user.email, FEW, REFUSED, timezone.now() - timedelta(days=1))


@db
def test_no_digest_is_made_and_the_first_one_after_tells_all(user: User) -> None:
    nudge = make_nudge(user, make_contact(user, "Sanne de Vries"), due=user.today(MONDAY))
    User.objects.filter(pk=user.pk).update(digest_at=MONDAY)
    block(user)
    assert digests.raise_due(MONDAY) == 0
    assert not Mail.objects.exists()
    blocks.lift(user.pk, user.email)
    tuesday = MONDAY + timedelta(days=1)
    assert digests.raise_due(tuesday) == 1
    assert list(Nudge.objects.of(user).due(user.today(tuesday))) == [nudge]


@db
def test_one_that_was_made_before_is_not_sent(office: PostOffice, user: User) -> None:
    make_nudge(user, make_contact(user))
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    digest = Digest.objects.create(owner=user, day=user.today(), mail=mail)
    block(user)
    assert not digests.deliver(digest)
    mail.refresh_from_db()
    assert (mail.state, office.messages) == ("dropped", [])


# ── What the user sees ──────────────────────────────────────────────────────────────────────────────────────


@db
def test_today_and_settings_say_so(browser: Client, user: User) -> None:
    block(user)
    today, settings = (browser.get(address).content.decode() for address in ("/", "/settings/mail/"))
    for text in (today, settings):
        assert REFUSED in text
        assert user.email in text
    assert 'href="/settings/mail/"' in today
    assert "Try again" in settings
    assert "Send me one now" not in settings
    assert "None, as long as mail is paused." in settings


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("replies", [[], [REFUSED]])
def test_try_again(browser: Client, user: User, office: PostOffice, replies: list[str]) -> None:
    """It says at once whether it works; if not, mail is paused as before."""
    nudge = make_nudge(user, make_contact(user, "Sanne de Vries"))
    for _ in range(FEW):
        send(user, office, REFUSED)
    for reply in replies:
        office.say("RCPT", reply)
    text = browser.post("/settings/mail/again/", follow=True).content.decode()
    assert len(office.messages) == 1 - len(replies)
    assert blocked(user) == bool(replies)
    assert ("Your digest was sent to" in text) != bool(replies)
    nudge.refresh_from_db()
    assert nudge.is_open


@pytest.mark.django_db(transaction=True)
def test_a_press_on_an_old_page_sends_nothing(browser: Client, user: User, office: PostOffice) -> None:
    make_nudge(user, make_contact(user))
    block(user)
    text = browser.post("/settings/mail/now/", follow=True).content.decode()
    assert "is paused." in text
    assert not Digest.objects.exists()
    assert office.messages == []


@db
def test_blocks_of_others_are_nobodys_business(browser: Client, user: User) -> None:
    other: Any = make_user()
    block(other)
    assert REFUSED not in browser.get("/settings/mail/").content.decode()
    browser.post("/settings/mail/again/")
    assert blocked(other)
