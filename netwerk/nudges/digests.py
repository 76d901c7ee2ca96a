"""Who gets a digest when, and its delivery through the ledger of mails."""

import logging
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_noop

from netwerk.accounts.models import User
from netwerk.mail import smtp
from netwerk.mail.blocks import Block
from netwerk.mail.models import PATIENCE, Content
from netwerk.nudges import letter
from netwerk.nudges.due import raise_batch
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.models import Digest, Nudge
from netwerk.nudges.said import last_words

log = logging.getLogger(__name__)

NAMED = 20  # nudges told in one mail; the rest is counted


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
    """Sends the digest, if nobody else does and something is left to say. True when it was sent now."""
    return digest.mail.deliver(lambda: compose(digest), patience)


def why_void(digest: Digest, owner: User) -> str:
    """Why a digest is not sent any more, whoever is due; "" when it is. To be translated."""
    if not owner.is_active or not (owner.digest_days or digest.extra):
        return gettext_noop("Its user wants no digests any more.")
    if digest.later_ones().exists():
        return gettext_noop("A later digest tells the same.")
    if Block.objects.of(owner).exists():
        return gettext_noop("Mail to this address is paused.")
    return ""


def deliver_all(pks: Sequence[int]) -> None:
    """Sends these digests, one after the other, over one line to the mail server.

    None is claimed before the server is on the line: while it is away, no digest loses an attempt or has to
    wait for more than the next tick.
    """
    with closing(smtp.Line(PATIENCE)) as line:
        for digest in Digest.objects.filter(pk__in=pks).select_related("mail").order_by("mail__due_at"):
            try:
                line.open()
            except smtp.TryLaterError as error:
                log.warning("no mail server: %s", error)
                return
            try:
                digest.mail.deliver(partial(compose, digest), line=line)
            except Exception:  # the next one's digest is no worse for it
                log.exception("digest %s", digest.pk)


def compose(digest: Digest) -> Content | None:
    """What the digest says now: the nudges that are still wanted. None when there is nothing to say.

    That is so, too, when `why_void` has a reason not to send it.
    """
    owner = User.objects.get(pk=digest.owner_id)
    if why_void(digest, owner):
        return None
    due = Nudge.objects.of(owner).due(owner.today())
    nudges = list(due.with_people()[:NAMED])
    if not nudges:
        return None
    last_words(nudges)
    bring_gifts(nudges, owner.today())
    return letter.write(owner, nudges, more=due.count() - len(nudges))
