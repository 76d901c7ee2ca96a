"""What came of the last look whether a user has a digest to get."""

from datetime import datetime
from typing import NamedTuple

from netwerk.accounts.models import User
from netwerk.nudges.mailed import Digest


class LastRun(NamedTuple):
    """When it was, and the digest that it made; None: nobody was due."""

    at: datetime
    digest: Digest | None


def last_run(user: User) -> LastRun | None:
    """The last look at the user's own hour; None before the first. One query."""
    at = user.digest_looked_at
    if at is None:
        return None
    own = Digest.objects.of(user).filter(extra=0).newest()
    # By the day, too: when the hour was moved, a second look finds that the day has had its digest.
    made = own and (own.mail.created_at >= at or own.day >= user.today(at))
    return LastRun(at, own if made else None)
