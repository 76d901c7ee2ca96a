"""What raises nudges by itself: for whoever's midnight has come, and after a change at once."""

import logging
from datetime import date, datetime

from django.db import transaction

from netwerk.accounts.models import User
from netwerk.nudges.held import raise_held
from netwerk.nudges.named import raise_named

logger = logging.getLogger(__name__)


def raise_waiting(now: datetime, most: int = 500) -> int:
    """Raises the nudges of those whose day has begun, of `most` users at most; gives of how many.

    It doesn't matter how often, or from how many places at once, this is called, nor for how long it wasn't.
    """
    failed: list[int] = []
    done = 0
    while done < most and _raise_next(now, failed):
        done += 1
    return done - len(failed)


def _raise_next(now: datetime, failed: list[int]) -> bool:
    """Raises them for one user whom nobody else has in hand; False when there is none.

    What goes wrong for one must not keep the others waiting: they stand in `failed` (ids), and are tried
    again the next time.
    """
    user = None
    waiting = User.objects.filter(nudges_at__lte=now, is_active=True).exclude(pk__in=failed)
    try:
        with transaction.atomic():
            user = waiting.order_by("nudges_at").select_for_update(skip_locked=True, no_key=True).first()
            if user is None:
                return False
            raise_for(user, user.today(now))
            user.nudges_at = user.next_midnight(now)
            user.save(update_fields=["nudges_at"])
    except Exception:
        if user is None:
            raise
        logger.exception("The nudges of user %s could not be raised", user.pk)
        failed.append(user.pk)
    return True


def raise_if_waiting(owner: User, now: datetime) -> None:
    """Raises the nudges of a user whose day has begun, when the worker has not come to it yet."""
    if owner.nudges_at <= now:
        raise_for(owner, owner.today(now))


@transaction.atomic
def raise_for(owner: User, today: date) -> int:
    """Writes the nudges of `today` that are not there yet, and gives how many: a second time, none.

    Those of a rhythm, an old tie or a need only as far as there is room; what has a date of its own always.
    """
    owner.wait_for("follow-ups")  # they share the room of a day
    return raise_named(owner, today) + raise_held(owner, today)
