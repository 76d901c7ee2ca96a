"""The keys of the links in mails: each opens one thing, without an account, and can't be forged."""

from datetime import timedelta

from django.core import signing

from netwerk.accounts.models import User
from netwerk.nudges.models import Nudge

LIFETIME = timedelta(days=60)
NUDGE, STOP = "netwerk.nudge", "netwerk.digest.stop"

Expired, Forged = signing.SignatureExpired, signing.BadSignature


def token(nudge: Nudge) -> str:
    """The key to one nudge, for LIFETIME."""
    return signing.dumps(nudge.pk, salt=NUDGE)


def read_token(key: str) -> int:
    """The id of the nudge that `key` is for. Raises Expired or Forged."""
    return int(signing.loads(key, salt=NUDGE, max_age=LIFETIME))


def stop_token(user: User) -> str:
    """The key to the user's digest days. It never expires: an old mail must still be able to stop mails."""
    return signing.dumps(user.pk, salt=STOP)


def read_stop_token(key: str) -> int:
    """The id of the user that `key` is for. Raises Forged."""
    return int(signing.loads(key, salt=STOP))
