"""Who gets a digest when, and its delivery through the ledger of mails."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.mail.models import Content, Mail
from netwerk.nudges import letter
from netwerk.nudges.models import Digest, Nudge
from netwerk.nudges.telling import told_in

BATCH = 500  # users whose rows are held at a time


def raise_due(now: datetime) -> int:
    """Writes the digest of everybody whose hour has come and who has something due; gives how many.

    In one transaction with it, the user's next hour is set. So it doesn't matter how often, or from how many
    places at once, this is called, nor for how long it wasn't: whoever missed ten digests gets one.
    """
    raised = 0
    while (batch := _raise_batch(now)) is not None:
        raised += batch
    return raised


def deliver(digest: Digest) -> bool:
    """Sends the digest, if it may go, nobody else does, and something is left to say. True: it was sent."""
    return digest.mail.deliver(lambda: wait_for(digest) or compose(digest))


def wait_for(digest: Digest) -> datetime | None:
    """Until when a digest that is late has to wait: quiet hours, a day off, a pause. None: it need not.

    One that goes on a later day than it was meant for becomes that day's; when there is another of that day
    already, compose() lets this one go.
    """
    owner = User.objects.get(pk=digest.owner_id)
    now = timezone.now()
    moment = owner.mail_may_come(now)
    if moment and moment > now:
        return moment
    if owner.today(now) > digest.day:
        digest.move_to(owner.today(now))
    return None


def compose(digest: Digest) -> Content | None:
    """What the digest says now: the nudges that are still wanted. None when there is nothing to say.

    That is so, too, when the user wants no digests any more, or when a later one has been raised: it tells
    the same.
    """
    owner = User.objects.get(pk=digest.owner_id)
    later = Digest.objects.of(owner).filter(day__gt=digest.day)
    if not owner.is_active or not owner.digest_days or later.exists():
        return None
    # Here the nudges of today that nobody has raised yet are raised: rhythms, yearly days, reminders.
    day = max(digest.day, owner.today())  # who travelled west may live a day twice, and is told of it once
    telling = told_in(digest, owner, day)
    return letter.write(owner, telling, day) if telling else None


@transaction.atomic
def _raise_batch(now: datetime) -> int | None:
    """Raises the digests of up to BATCH users whom nobody else has in hand; None when there are none."""
    waiting = User.objects.filter(digest_at__lte=now).order_by("digest_at")
    users = list(waiting.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    if not users:
        return None
    for user in users:
        user.schedule_digest(now)
    _save_hours(users)
    days = {user: user.today(now) for user in users}
    wanting = _with_something_due(days)
    mails = Mail.objects.bulk_create(
        Mail(owner=user, kind=Mail.Kind.DIGEST, to=user.email, due_at=now) for user in wanting
    )
    Digest.objects.bulk_create(
        Digest(owner=user, day=days[user], mail=mail) for user, mail in zip(wanting, mails, strict=True)
    )
    return len(wanting)


def _save_hours(users: Iterable[User]) -> None:
    """Saves `digest_at` of each, in a query for each different hour: those who share one are many."""
    users_by_hour: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for user in users:
        users_by_hour[user.digest_at].append(user.pk)
    for hour, pks in users_by_hour.items():
        User.objects.filter(pk__in=pks).update(digest_at=hour)


def _with_something_due(days: dict[User, date]) -> list[User]:
    """Those who have an open nudge for their day, and no digest of that day yet."""
    users_by_day: defaultdict[date, list[int]] = defaultdict(list)
    for user, day in days.items():
        users_by_day[day].append(user.pk)
    found: set[int] = set()
    for day, users in users_by_day.items():
        found.update(_due_on(day, users))
    return [user for user in days if user.pk in found]


def _due_on(day: date, users: Iterable[int]) -> Iterable[int]:
    nudges = Nudge.objects.open().filter(owner=OuterRef("pk"), due__lte=day)
    digests = Digest.objects.filter(owner=OuterRef("pk"), day=day)
    wanting = User.objects.filter(Exists(nudges), ~Exists(digests), pk__in=users, is_active=True)
    return wanting.values_list("pk", flat=True)
