"""A digest at once, because the user asks for one: through the same ledger, beside the day's own.

It neither takes the place of the day's own nor is sent together with it. While one is on its way no other is
made, and one that could not be sent yet is void as soon as a later one is there (see `why_void`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from netwerk.accounts.models import User
from netwerk.mail.models import PROMPT, Mail
from netwerk.nudges import digests
from netwerk.nudges.due import raise_batch
from netwerk.nudges.mailed import MOST_EXTRA, Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_if_waiting


class TooManyError(Exception):
    """As many as one may ask for on a day were made already."""


def send_now(user: User, seen: str, now: datetime) -> Digest | None:
    """Sends `user` what is due; gives the digest, whose mail tells how that went. None: nobody is due.

    `seen` is the id of the newest digest ("" for none) on the page that asks. When there is a newer one (a
    second press, the day's own), that is the answer, and no other is made. The mail server gets a few
    seconds; then the worker goes on.
    """
    digest = _digest_to_send(user, seen, now)
    if digest:
        digests.deliver(digest, PROMPT)
        digest.mail.refresh_from_db()
    return digest


@transaction.atomic
def _digest_to_send(user: User, seen: str, now: datetime) -> Digest | None:
    # One press at a time, and none while a tick looks for this user.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    raise_if_waiting(user, now)
    if user.digest_at and user.digest_at <= now:  # the day's own is due, and no tick has made it yet
        raise_batch(now, only=user.pk)
    newest = Digest.objects.of(user).newest()
    if newest and (newest.mail.is_open or str(newest.pk) != seen):
        return newest
    return _extra(user, newest, now)


def _extra(user: User, newest: Digest | None, now: datetime) -> Digest | None:
    """One more for today, if somebody is due. `newest` is what there is."""
    today = user.today(now)
    if not Nudge.objects.of(user).due(user.covers(today)).exists():
        return None
    # Who travels west may have one of tomorrow: an earlier day would be void.
    day = max(today, newest.day) if newest else today
    of_day = Digest.objects.of(user).filter(day=day).aggregate(last=Max("extra"))
    number = (of_day["last"] or 0) + 1
    if number > MOST_EXTRA:
        raise TooManyError
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email, due_at=now)
    return Digest.objects.create(owner=user, day=day, extra=number, mail=mail)
