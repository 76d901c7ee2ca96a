"""The command for who runs the site: digests that did not arrive, and another try."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from netwerk.mail import blocks
from netwerk.mail.models import ATTEMPTS, Mail
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from netwerk.nudges.troubled import requeue, trouble, troubled
from tests.factories import make_contact, make_nudge, make_user
from tests.sending import let_lease_run_out
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db
REFUSED = "550 5.1.1 No such user"


def make_digest(days_ago: int = 0, **fields: Any) -> Digest:
    """A digest of somebody who has a person to get in touch with."""
    owner = fields.pop("owner", None) or make_user()
    make_nudge(owner, make_contact(owner, "Sanne de Vries"))
    mail = Mail.objects.create(owner=owner, kind=Mail.Kind.DIGEST, to=owner.email, **fields)
    return Digest.objects.create(owner=owner, day=owner.today() - timedelta(days=days_ago), mail=mail)


def failed(**fields: Any) -> Digest:
    return make_digest(failed_at=timezone.now(), error=REFUSED, attempt=1, **fields)


def command(capsys: pytest.CaptureFixture[str], *args: Any) -> str:
    call_command("digests", *args)
    return capsys.readouterr().out


def test_which_are_in_trouble() -> None:
    now = timezone.now()
    long_ago = now - timedelta(minutes=6)
    wrong = {
        failed().pk: "failed",
        make_digest(attempt=2, due_at=now + timedelta(hours=1)).pk: "waiting",
        make_digest(due_at=long_ago).pk: "stuck",
        make_digest(attempt=1, due_at=long_ago, lease_until=long_ago).pk: "stuck",
    }
    for fine in ({"sent_at": now}, {"dropped_at": now}, {"due_at": now}, {"lease_until": now, "attempt": 1}):
        make_digest(**fine)
    assert {digest.pk: trouble(digest, now) for digest in troubled(now)} == wrong


def test_the_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    digest = failed()
    Mail.objects.filter(pk=digest.mail_id).update(error="550 [bold]No\x1b[31m such user", subject="Sanne")
    said = command(capsys)
    for word in (str(digest.pk), digest.mail.to, "failed", "550 [bold]No", "1 digests did not arrive."):
        assert word in said
    assert "Sanne" not in said  # whom people know is no business of who runs the site
    assert "\x1b[31m" not in said


def test_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(capsys) == "Every digest arrived.\n"


def test_one_is_tried_again_with_the_same_id(office: PostOffice, capsys: pytest.CaptureFixture[str]) -> None:
    digest, other = failed(), failed()
    assert "will be tried within a minute.\n1 queued again." in command(capsys, "--requeue", str(digest.pk))
    assert "nothing to do.\n0 queued again." in command(capsys, "--requeue", str(digest.pk))
    digest.refresh_from_db()
    assert digests.deliver(digest)
    assert office.ids == [digest.mail.message_id]
    assert "0 queued again." in command(capsys, "--requeue", str(digest.pk))  # a sent one is not sent again
    other.refresh_from_db()
    assert other.mail.state == "failed"


def test_all_that_failed_or_wait_are_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    failed()
    make_digest(attempt=2, due_at=timezone.now() + timedelta(hours=1))
    assert "2 queued again." in command(capsys, "--requeue-all")
    assert Mail.objects.deliverable(timezone.now()).count() == 2


def test_one_that_is_too_old_says_so_and_is_void(
    office: PostOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    old = failed(days_ago=1)
    make_digest(owner=old.owner, sent_at=timezone.now())
    said = command(capsys, "--requeue-all")
    assert "will not be sent: A later digest tells the same." in said
    old.refresh_from_db()
    assert not digests.deliver(old)
    old.mail.refresh_from_db()
    assert old.mail.state == "dropped"
    assert office.messages == []


def test_one_to_an_address_that_is_paused_says_so() -> None:
    digest = failed()
    blocks.note_refusals(digest.owner_id, digest.owner.email, blocks.FEW, REFUSED, timezone.now())
    (requeued,) = requeue(troubled(timezone.now()))
    assert (requeued.changed, requeued.void) == (True, "Mail to this address is paused.")


def test_it_gets_all_attempts_anew(office: PostOffice) -> None:
    digest = make_digest(attempt=ATTEMPTS, failed_at=timezone.now())
    digest.mail.requeue()
    office.say("RCPT", "450 4.2.0 Not now")
    assert not digests.deliver(digest)
    digest.mail.refresh_from_db()
    assert (digest.mail.state, digest.mail.attempt, digest.mail.attempts) == ("again", ATTEMPTS + 1, 1)
    assert digest.mail.due_at < timezone.now() + timedelta(minutes=2)


def test_a_worker_that_was_away_since_before_does_not_take_the_lease(office: PostOffice) -> None:
    """Its attempt was the first of the first round; that of the second round has another number."""
    digest = make_digest()
    frozen = Mail.objects.claim(digest.mail_id, timezone.now())
    assert frozen
    Mail.objects.filter(pk=digest.mail_id).update(failed_at=timezone.now(), lease_until=None)
    digest.mail.requeue()
    mine = Mail.objects.claim(digest.mail_id, timezone.now())
    assert mine
    assert not frozen._renew()
    assert mine._renew()


def test_what_is_being_sent_is_left_alone() -> None:
    digest = make_digest()
    Mail.objects.claim(digest.mail_id, timezone.now())
    assert not digest.mail.requeue()
    let_lease_run_out(digest.mail)
    assert not digest.mail.requeue()  # the next tick finds it by itself
