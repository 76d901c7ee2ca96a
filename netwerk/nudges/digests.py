"""Who gets a digest when, and its delivery through the ledger of mails."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from netwerk.accounts.models import User
from netwerk.mail import hand
from netwerk.mail.content import Content
from netwerk.mail.models import PATIENCE, Mail
from netwerk.nudges import letter
from netwerk.nudges.due import raise_batch
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_if_waiting
from netwerk.nudges.said import last_words
from netwerk.nudges.telling import told_in, told_on


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
    """What to say in each of these mails (by id), at this very moment: as `say`."""
    return say_all(Digest.objects.filter(mail__in=mails))


def say(digest: Digest) -> Content | datetime | None:
    """What to say at this very moment, with what its owner has chosen by now; or the moment to wait until."""
    return say_all([digest])[digest.mail_id]


def say_all(digests: Iterable[Digest]) -> dict[int, Content | datetime | None]:
    """The same for each, by the id of its mail; the queries are as many however many there are."""
    digests = list(digests)
    owners = User.objects.in_bulk({digest.owner_id for digest in digests})
    said: dict[int, Content | datetime | None] = {}
    ready = []
    for digest in digests:
        digest.owner = owners[digest.owner_id]
        until = wait_for(digest)
        said[digest.mail_id] = until
        if until is None:
            ready.append(digest)
    return said | compose_all(ready)


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


def why_void(digest: Digest) -> str:
    """Why a digest, from with_fate(), is not sent any more; "" when it is. To be translated."""
    owner = digest.owner
    if not owner.is_active or not (owner.digest_days or digest.extra):
        return gettext_noop("Its user wants no digests any more.")
    if digest.has_later:
        return gettext_noop("A later digest tells the same.")
    if digest.is_blocked:
        return gettext_noop("Mail to this address is paused.")
    return ""


def compose(digest: Digest) -> Content | None:
    """What the digest says now: the nudges that are still wanted. None when there is nothing to say.

    That is so, too, when `why_void` has a reason not to send it.
    """
    return compose_all([digest])[digest.mail_id]


def compose_all(digests: Sequence[Digest]) -> dict[int, Content | None]:
    """The same for each, by the id of its mail."""
    owners = {digest.pk: digest.owner for digest in digests}
    wanted = []
    for digest in Digest.objects.filter(pk__in=owners).with_fate():
        digest.owner = owners[digest.pk]
        if not why_void(digest):
            raise_if_waiting(digest.owner, timezone.now())
            wanted.append(digest)
    tellings = told_in(wanted)
    enrich((tellings[digest.pk].loud, told_on(digest)) for digest in wanted if digest.pk in tellings)
    said: dict[int, Content | None] = dict.fromkeys(digest.mail_id for digest in digests)
    for digest in wanted:
        if telling := tellings.get(digest.pk):
            said[digest.mail_id] = letter.write(digest.owner, telling)
    return said


def enrich(told: Iterable[tuple[list[Nudge], date]]) -> None:
    """Gives each nudge its last words and its gift. `told`: nudges, and the day of their owner."""
    by_day: defaultdict[date, list[Nudge]] = defaultdict(list)
    for nudges, day in told:
        by_day[day] += nudges
    last_words([nudge for nudges in by_day.values() for nudge in nudges])
    for day, nudges in by_day.items():
        bring_gifts(nudges, day)
