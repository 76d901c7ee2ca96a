"""Who gets a digest when, and its delivery through the ledger of mails."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from netwerk.accounts.models import User
from netwerk.mail.blocks import Block
from netwerk.mail.models import PATIENCE, Content, Mail
from netwerk.nudges import letter
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.models import Digest, Nudge
from netwerk.nudges.said import last_words

BATCH = 500  # users whose rows are held at a time
NAMED = 20  # nudges told in one mail; the rest is counted


def raise_due(now: datetime) -> int:
    """Writes the digest of everybody whose hour has come and who has something due; gives how many.

    In one transaction with it, the user's next hour is set. So it doesn't matter how often, or from how many
    places at once, this is called, nor for how long it wasn't: whoever missed ten digests gets one.
    """
    raised = 0
    while (batch := _raise_batch(now)) is not None:
        raised += batch
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


@transaction.atomic
def _raise_batch(now: datetime) -> int | None:
    """Raises the digests of up to BATCH users whom nobody else has in hand; None when there are none."""
    waiting = User.objects.filter(digest_at__lte=now).order_by("digest_at")
    users = list(waiting.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    return write_digests(users, now) if users else None


def write_digests(users: Collection[User], now: datetime) -> int:
    """Looks for these users, whose hour has come and whose rows the caller holds; gives how many get one."""
    for user in users:
        user.schedule_digest(now)
    _save_hours(users, now)
    days = {user: user.today(now) for user in users}
    wanting = _with_something_due(days)
    mails = Mail.objects.bulk_create(
        Mail(owner=user, kind=Mail.Kind.DIGEST, to=user.email, due_at=now) for user in wanting
    )
    Digest.objects.bulk_create(
        Digest(owner=user, day=days[user], mail=mail) for user, mail in zip(wanting, mails, strict=True)
    )
    return len(wanting)


def _save_hours(users: Iterable[User], now: datetime) -> None:
    """Saves `digest_at` of each, and that this look was `now`.

    In a query for each different hour: those who share one are many.
    """
    users_by_hour: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for user in users:
        users_by_hour[user.digest_at].append(user.pk)
    for hour, pks in users_by_hour.items():
        User.objects.filter(pk__in=pks).update(digest_at=hour, digest_looked_at=now)


def _with_something_due(days: dict[User, date]) -> list[User]:
    """Those who have an open nudge for their day, no digest of it yet, and an address that takes mail."""
    users_by_day: defaultdict[date, list[int]] = defaultdict(list)
    for user, day in days.items():
        users_by_day[day].append(user.pk)
    found: set[int] = set()
    for day, users in users_by_day.items():
        found.update(_due_on(day, users))
    return [user for user in days if user.pk in found]


def _due_on(day: date, users: Iterable[int]) -> Iterable[int]:
    nudges = Nudge.objects.open().filter(owner=OuterRef("pk"), due__lte=day)
    digests = Digest.objects.filter(owner=OuterRef("pk"), day=day, extra=0)
    blocks = Block.objects.filter(owner=OuterRef("pk"), address=OuterRef("email"))
    free = User.objects.filter(~Exists(blocks), pk__in=users, is_active=True)
    wanting = free.filter(Exists(nudges), ~Exists(digests))
    return wanting.values_list("pk", flat=True)
