"""The mail to whoever runs the site when the worker or beat is silent: by the web process, which is not.

Every request that asks how we are, and some pages, give the occasion; the work is done beside them. An outage
is a row, of which one can be open, and its mails are written with it: so there is one for each outage and
address, however many processes see it. The ledger of mails sends each once, and tries again when it must.
"""

import logging
import threading
import time
from datetime import datetime

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from netwerk.health.lateness import all_well, late_since
from netwerk.health.models import Outage
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.mail.posting import post

EVERY = 30  # seconds between two looks of one process
PATIENCE = 60  # seconds for the mail server; nobody waits for it

log = logging.getLogger(__name__)


class Watch:
    """Lets one look at a time begin, and the next not before EVERY seconds."""

    def __init__(self) -> None:
        self.looking = threading.Lock()
        self.next = float("-inf")

    def begin(self) -> bool:
        if time.monotonic() < self.next or not self.looking.acquire(blocking=False):
            return False
        self.next = time.monotonic() + EVERY
        return True


WATCH = Watch()


def look_beside() -> None:
    """Looks whether somebody must be told, in a thread of its own: the request neither waits nor fails."""
    if not (settings.ALARM_TO and WATCH.begin()):
        return
    try:
        threading.Thread(target=_look, name="alarm", daemon=True).start()
    except RuntimeError as error:  # this machine has no room for one more thread now
        WATCH.looking.release()
        log.warning("nobody can be told how we are: %s", error)


def look(now: datetime) -> None:
    """Begins or ends an outage, and sends what is to be told of it."""
    if since := late_since(now):
        _begin(since)
    elif all_well(now):
        _end(now)
    for mail in Mail.objects.deliverable(timezone.now()).filter(kind=Mail.Kind.ALARM):
        mail.deliver(patience=PATIENCE)


def _look() -> None:
    try:
        look(timezone.now())
    except DatabaseError as error:  # /readyz says so
        log.warning("nobody can be told how we are: %s", error)
    finally:
        connection.close()  # this thread's own
        WATCH.looking.release()


@transaction.atomic
def _begin(since: datetime) -> None:
    _outage, is_new = Outage.objects.get_or_create(ended_at=None, defaults={"since": since})
    if is_new:
        at = f"{since:%Y-%m-%d %H:%M} UTC"
        _tell(
            gettext("Netwerk: worker or scheduler is silent"),
            gettext(
                "There has been no sign of life since %(at)s. Until both run again no digest is sent. "
                "Nothing is lost: they catch up. Please start them again."
            )
            % {"at": at},
        )


@transaction.atomic
def _end(now: datetime) -> None:
    if Outage.objects.filter(ended_at=None).update(ended_at=now):
        _tell(
            gettext("Netwerk: worker and scheduler are back"),
            gettext("Both are heard from again, and send what had to wait."),
        )


def _tell(subject: str, text: str) -> None:
    content = Content(subject, f"{text}\n\n{settings.SITE_URL}/readyz\n")
    for address in settings.ALARM_TO:
        post(owner=None, kind=Mail.Kind.ALARM, to=address, content=content)
