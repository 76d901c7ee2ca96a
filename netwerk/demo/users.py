"""Whose network it is: the demo's own users, and what may be done to others."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact

DOMAIN = "netwerk.example"
NOOR = f"demo@{DOMAIN}"
CROWD = f"crowd@{DOMAIN}"
PASSWORD = "netwerk-demo"  # noqa: S105  # everybody knows it, so it opens nothing but a site on one's own machine
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class RefusedError(Exception):
    """Why the demo is not made, in a sentence for whoever asked."""


class TakenError(RefusedError):
    """There is a network already."""


def is_public() -> bool:
    """Can others than this machine reach the site, as far as its settings tell?"""
    return urlsplit(settings.SITE_URL).hostname not in LOOPBACK


def make_room(email: str, password: str | None) -> None:
    """Deletes the demo's user with this address, and everything they have.

    Raises RefusedError for any other user, and when no new one could be made with this password. Let nothing
    more happen in the same transaction: at its end PostgreSQL checks every reference to what is gone, which
    takes minutes if an ANALYZE has told it meanwhile that no row has such an owner.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user and not is_ours(user):
        raise RefusedError(f"--fresh deletes a user with everything, so only those of the demo (…@{DOMAIN}).")
    if user:
        _check(password, user)
        user.delete()


def ready_user(email: str, password: str | None) -> User:
    """The user with this address and no contacts but themselves: a new one, or one that there is.

    A new one signs in with `password`, or with the known one where nobody else can reach the site. Raises
    RefusedError.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user and Contact.objects.of(user).others().exists():
        way_out = " --fresh deletes it and makes a new one." if is_ours(user) else ""
        raise TakenError(f"{user.email} has a network already.{way_out}")
    return user or _create(email, password)


def is_ours(user: User) -> bool:
    """Is this a user whom only the demo can have made?"""
    return user.email.endswith(f"@{DOMAIN}")


def _create(email: str, password: str | None) -> User:
    user = User(email=email.lower(), name="Noor Bakker", language="nl", time_zone="Europe/Amsterdam")
    _check(password, user)
    user.asked_at = timezone.now()  # Noor has told, see story.py
    if is_public():
        user.digest_days = []  # nobody reads mail to an invented address
    user.set_password(password or PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _check(password: str | None, user: User) -> None:
    """Raises RefusedError when this password would let strangers in."""
    if not is_public():
        return
    if not password:
        raise RefusedError(
            f"Others can reach {settings.SITE_URL}: choose a password for the demo with --password."
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error
