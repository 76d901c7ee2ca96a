"""What Today and Settings, Mail say of mail that does not arrive, on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.health.models import Heartbeat
from netwerk.mail import blocks
from netwerk.mail.models import Mail
from netwerk.nudges.mailed import Digest
from tests.browser.conftest import Visit
from tests.browser.test_pages import DEVICES, Looker
from tests.factories import make_contact, make_nudge, make_user
from tests.network import LONG

ADDRESSES = "/", "/settings/mail/"


def make_reader(language: str) -> User:
    """Somebody with a long address, who has a person to get in touch with and got a digest."""
    user = make_user(f"{LONG.lower()}@netwerk.example", language=language)
    now = timezone.now()
    make_nudge(user, make_contact(user, "Sanne de Vries"), why="Stuur het artikel")
    User.objects.filter(pk=user.pk).update(digest_looked_at=now)
    sent = Mail.objects.create(
        owner=user, kind=Mail.Kind.DIGEST, to=user.email, subject="Sanne de Vries", sent_at=now, attempt=1
    )
    Digest.objects.create(owner=user, day=user.today(), mail=sent)
    return user


def worsen(user: User, state: str) -> None:
    """Brings the mail of the user into `state`."""
    now = timezone.now()
    mail = Mail.objects.filter(owner=user)
    if state == "late":
        for name in ("worker", "beat"):
            Heartbeat.objects.update_or_create(name=name, defaults={"at": now - timedelta(hours=2)})
    elif state == "waits":
        error = f"450 4.2.0 <{user.email}>: Greylisted, try again in 300 seconds"
        mail.update(sent_at=None, due_at=now + timedelta(minutes=5), error=error)
    elif state == "paused":
        error = f"550 5.1.1 <{user.email}>: Recipient address rejected: User unknown"
        mail.update(sent_at=None, failed_at=now, bounced_at=now, error=error)
        blocks.note_refusals(user.pk, user.email, blocks.FEW, error, now)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("device", DEVICES)
def test_all_is_said_and_fits(visit: Visit, device: str, language: str) -> None:
    user = make_reader(language)
    looker = Looker(visit("/settings/mail/", user, DEVICES[device]), language)
    for state in ("well", "late", "waits", "paused"):
        worsen(user, state)
        for address in ADDRESSES:
            looker.visit(address)
    assert looker.said == []
