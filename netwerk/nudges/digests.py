"""Who gets a digest when, and its delivery through the ledger of mails."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from netwerk.accounts.models import User
from netwerk.mail import hand
from netwerk.mail.blocks import Block
from netwerk.mail.content import Content
from netwerk.mail.models import PATIENCE, Mail
from netwerk.nudges import letter
from netwerk.nudges.due import raise_batch
from netwerk.nudges.mailed import Digest
from netwerk.nudges.raising import raise_if_waiting
from netwerk.nudges.telling import told_in


def raise_due(now: datetime) -> int:
    """Writes the digest of everybody whose hour has come and who has something due; gives how many.

    In one transaction with it, the user's next hour is set. So it doesn't matter how often, or from how many
    places at once, this is called, nor for how long it wasn't: whoever missed ten digests gets one.
    """
    raised, users = 0, 1
    while users:
        users, digests = raise_batch(now)
        raised += digests
    return raised


def deliver(digest: Digest, patience: float = PATIENCE) -> bool:
    """Sends the digest, if it may go, nobody else does, and something is left to say. True: it was sent."""
    return digest.mail.deliver(lambda: say(digest), patience)


def deliver_all(pks: Sequence[int]) -> None:
    """Sends these digests, one after the other, over one line to the mail server."""
    mails = Digest.objects.filter(pk__in=pks).values_list("mail", flat=True)
    hand.deliver_all(list(mails), say_in)


def say_in(mails: Sequence[Mail]) -> dict[int, Content | datetime | None]:
    """What to say in each of these mails (by id), at this very moment."""
    digests = Digest.objects.filter(mail__in=mails)
    return {digest.mail_id: say(digest) for digest in digests}


def say(digest: Digest) -> Content | datetime | None:
    """What to say at this very moment, with what its owner has chosen by now; or the moment to wait until."""
    digest.owner = User.objects.get(pk=digest.owner_id)
    return wait_for(digest) or compose(digest)


def wait_for(digest: Digest) -> datetime | None:
    """Until when a digest that is late has to wait: quiet hours, a day off, a pause. None: it need not.

    One that goes on a later day than it was meant for becomes that day's; when there is another of that day
    already, compose() lets this one go. One that the user asked for waits for nothing.
    """
    owner, now = digest.owner, timezone.now()
    moment = now if digest.extra else owner.mail_may_come(now)
    if moment and moment > now:
        return moment
    if owner.today(now) > digest.day:
        digest.move_to(owner.today(now))
    return None


def why_void(digest: Digest, owner: User) -> str:
    """Why a digest is not sent any more, whoever is due; "" when it is. To be translated."""
    if not owner.is_active or not (owner.digest_days or digest.extra):
        return gettext_noop("Its user wants no digests any more.")
    if digest.later_ones().exists():
        return gettext_noop("A later digest tells the same.")
    if Block.objects.of(owner).exists():
        return gettext_noop("Mail to this address is paused.")
    return ""


def compose(digest: Digest) -> Content | None:
    """What the digest says now: the nudges that are still wanted. None when there is nothing to say.

    That is so, too, when `why_void` has a reason not to send it.
    """
    owner = digest.owner
    if why_void(digest, owner):
        return None
    raise_if_waiting(owner, timezone.now())
    day = max(digest.day, owner.today())  # who travelled west may live a day twice, and is told of it once
    telling = told_in(digest, owner, day)
    return letter.write(owner, telling, day) if telling else None
