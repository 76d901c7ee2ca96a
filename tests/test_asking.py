"""Settings, Mail: whether mail works, and a digest at once, beside the day's own."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.health.models import Heartbeat
from netwerk.mail.models import Mail
from netwerk.nudges import asking, digests
from netwerk.nudges.last_run import last_run
from netwerk.nudges.mailed import MOST_EXTRA, Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.tasks import tick
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.sending import at_once, make_due
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, NOW, TICK = "/settings/mail/", "/settings/mail/now/", timedelta(minutes=1)


@pytest.fixture
def nudge(user: User) -> Nudge:
    return make_nudge(user, make_contact(user, "Sanne de Vries"))


def press(browser: Client, seen: object = None) -> str:
    """The page after a press on the button of the page as it is, or was: `seen` is its newest digest."""
    seen = browser.get(PAGE).context["seen"] if seen is None else seen
    return browser.post(NOW, {"seen": seen}, follow=True).content.decode()


def of(user: User) -> list[tuple[int, str]]:
    """The digests of a user, in the order in which they were made."""
    return [(d.extra, d.mail.state) for d in Digest.objects.of(user).select_related("mail").order_by("pk")]


# ── One now ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_sent_and_said(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    text = press(browser)
    assert f"Your digest was sent to {user.email} on" in text
    assert [message["Subject"] for message in office.messages] == ["Sanne de Vries – Get in touch again"]
    assert of(user) == [(1, "sent")]


def test_the_days_own_still_comes(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    press(browser)
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now() + TICK)
    assert digests.raise_due(timezone.now() + TICK) == 1
    own = Digest.objects.of(user).get(extra=0)
    make_due(own.mail)
    assert digests.deliver(own)
    assert of(user) == [(1, "sent"), (0, "sent")]
    press(browser)
    assert of(user) == [(1, "sent"), (0, "sent"), (2, "sent")]
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now())
    assert digests.raise_due(timezone.now()) == 0  # the day has had its own


def test_the_second_of_two_presses_finds_the_first(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    seen = browser.get(PAGE).context["seen"]
    for _ in range(2):
        assert "Your digest was sent to" in press(browser, seen)
    assert len(office.messages) == 1


def test_presses_at_the_same_moment_send_one(user: User, nudge: Nudge, office: PostOffice) -> None:
    found = at_once(4, lambda: asking.send_now(user, "", timezone.now()))
    assert len({digest.pk for digest in found}) == 1
    assert len(office.messages) == 1


def test_a_press_and_a_tick_at_the_same_moment_send_one(user: User, nudge: Nudge, office: PostOffice) -> None:
    """The hour has come: whoever is first makes the day's own, and there is no other."""
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now())

    def raise_and_send() -> None:
        digests.raise_due(timezone.now())
        for digest in Digest.objects.select_related("mail"):
            digests.deliver(digest)

    works: Iterator[Callable[[], Any]] = iter(
        [lambda: asking.send_now(user, "", timezone.now()), raise_and_send, raise_and_send]
    )
    at_once(3, lambda: next(works)())
    raise_and_send()
    assert of(user) == [(0, "sent")]
    assert len(office.messages) == 1


def test_no_worker_has_made_the_days_own_yet(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now() - TICK)
    press(browser)
    assert of(user) == [(0, "sent")]
    assert digests.raise_due(timezone.now()) == 0


def test_the_days_own_waits_and_is_what_is_sent(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    Digest.objects.create(owner=user, day=user.today(), mail=mail)
    press(browser)
    assert of(user) == [(0, "sent")]
    assert office.ids == [mail.message_id]


def test_a_server_that_can_not_now(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    """It waits, and pressing again neither makes another nor uses up the attempts."""
    office.say("RCPT", "450 4.2.0 Not now")
    for _ in range(3):
        text = press(browser)
        assert "450 4.2.0 Not now" in text
        assert "Your digest waits until" in text
    assert of(user) == [(1, "again")]
    assert Mail.objects.get().attempt == 1


def test_one_that_waits_is_void_when_the_days_own_is_there(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    press(browser)
    User.objects.filter(pk=user.pk).update(digest_at=timezone.now())
    digests.raise_due(timezone.now())
    for digest in Digest.objects.select_related("mail").order_by("pk"):
        make_due(digest.mail)
        digests.deliver(digest)
    assert of(user) == [(1, "dropped"), (0, "sent")]
    assert len(office.messages) == 1


@pytest.mark.usefixtures("eager")
def test_the_worker_goes_on_with_one_that_waits(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    press(browser)
    make_due(Mail.objects.get())
    tick()
    assert of(user) == [(1, "sent")]


def test_a_server_that_will_not(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    office.say("RCPT", "550 5.7.1 Policy")
    assert "The mail server refused your digest" in press(browser)
    assert "Your digest was sent" in press(browser)  # one that failed stands in nobody's way
    assert of(user) == [(1, "failed"), (2, "sent")]


def test_a_server_that_hangs_holds_nobody(
    browser: Client, user: User, nudge: Nudge, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PROMPT", 0.3)
    office.hang("DATA")
    assert "Your digest waits" in press(browser)
    office.release()


def test_one_that_may_not_go_yet_is_not_hurried(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    later = timezone.now() + timedelta(hours=1)
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email, due_at=later)
    Digest.objects.create(owner=user, day=user.today(), mail=mail)
    assert "Your digest waits until" in press(browser)
    assert office.messages == []


def test_nobody_is_due(browser: Client, user: User, office: PostOffice) -> None:
    make_nudge(user, make_contact(user), due=user.today() + timedelta(days=1))
    assert "Nobody is due now, so there is nothing to send." in press(browser)
    assert of(user) == []


def test_also_for_whom_chose_no_days(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    User.objects.filter(pk=user.pk).update(digest_days=[], digest_at=None)
    press(browser)
    assert len(office.messages) == 1


def test_enough_for_one_day(browser: Client, user: User, nudge: Nudge, office: PostOffice) -> None:
    for _ in range(MOST_EXTRA):
        press(browser)
    assert "That is enough for one day." in press(browser)
    assert len(office.messages) == MOST_EXTRA


def test_who_travelled_west_gets_one_too(
    browser: Client, user: User, nudge: Nudge, office: PostOffice
) -> None:
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email, sent_at=timezone.now())
    Digest.objects.create(owner=user, day=user.today() + timedelta(days=1), mail=mail)
    press(browser)
    assert of(user) == [(0, "sent"), (1, "sent")]


@pytest.mark.parametrize("seen", ["", "x" * 10_000, "\x00", "🦜", "-1", "99999999999999999999"])
def test_whatever_the_form_says(browser: Client, nudge: Nudge, office: PostOffice, seen: str) -> None:
    assert "Your digest was sent to" in press(browser, seen)


def test_the_database_keeps_them_apart(user: User) -> None:
    mails = [Mail.objects.create(kind=Mail.Kind.DIGEST, to=user.email) for _ in range(3)]
    Digest.objects.create(owner=user, day=user.today(), mail=mails[0], extra=1)
    for mail, extra in ((mails[1], 1), (mails[2], MOST_EXTRA + 1)):
        with pytest.raises(IntegrityError):
            Digest.objects.create(owner=user, day=user.today(), mail=mail, extra=extra)


# ── The last look ───────────────────────────────────────────────────────────────────────────────────────────


def looked(user: User, at: datetime = MONDAY) -> str:
    """The page after a tick at the user's hour."""
    User.objects.filter(pk=user.pk).update(digest_at=at)
    with time_machine.travel(at, tick=False):
        digests.raise_due(at)
        client = Client()
        client.force_login(user)
        return client.get(PAGE).content.decode()


def test_there_was_none_yet(browser: Client) -> None:
    assert "There has been none yet." in browser.get(PAGE).content.decode()


def test_nobody_was_due(user: User) -> None:
    text = looked(user)
    assert "Mon 23 Nov 2026, 07:00" in text  # where the user is
    assert "nobody was due, so nothing was sent." in text
    assert "Tue 24 Nov 2026, 07:00, if anybody is due by then." in text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "your digest is on its way."),
        ({"due_at": MONDAY + TICK}, "your digest waits until Mon 23 Nov 2026, 07:01."),
        ({"sent_at": MONDAY}, "your digest was sent to"),
        ({"failed_at": MONDAY, "error": "550 No"}, "your digest could not be delivered: “550 No”"),
        ({"dropped_at": MONDAY}, "nothing was left to say."),
        ({"attempt": 1, "error": "450 Not now"}, "The mail server said: “450 Not now”"),
    ],
)
def test_what_came_of_it(user: User, state: dict[str, Any], said: str) -> None:
    make_nudge(user, make_contact(user), due=user.today(MONDAY))
    looked(user)
    Mail.objects.update(**state)
    text = looked(user)
    assert said in " ".join(text.split())
    assert f"{PAGE}{Mail.objects.get().pk}/" in text


def test_the_last_look_is_not_one_that_was_asked_for(user: User, nudge: Nudge, office: PostOffice) -> None:
    User.objects.filter(pk=user.pk).update(digest_looked_at=timezone.now() - timedelta(days=1))
    asking.send_now(user, "", timezone.now())
    user.refresh_from_db()
    run = last_run(user)
    assert run
    assert run.digest is None


def test_yesterdays_digest_did_not_come_of_todays_look(user: User) -> None:
    make_nudge(user, make_contact(user), due=user.today(MONDAY))
    looked(user)
    Nudge.objects.get().done()
    assert "nobody was due" in looked(user, MONDAY + timedelta(days=1))


# ── Late ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/", PAGE])
def test_a_worker_that_is_silent(browser: Client, address: str) -> None:
    late = "Mail is running late"
    for minutes, said in ((4, False), (6, True)):
        for name in ("worker", "beat"):
            at = timezone.now() - timedelta(minutes=minutes if name == "worker" else 0)
            Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
        assert (late in browser.get(address).content.decode()) == said


def test_another_user_is_not_concerned(user: User, nudge: Nudge, office: PostOffice) -> None:
    other = make_user()
    assert asking.send_now(other, "", timezone.now()) is None
    assert office.messages == []
