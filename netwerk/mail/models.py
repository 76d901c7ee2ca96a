import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from netwerk.mail import blocks, smtp
from netwerk.mail.content import Content
from netwerk.mail.lease import Keeper, lease
from netwerk.mail.queue import OPEN, SAID, MailQuerySet

# After a temporary refusal: growing pauses, a day in all but the last hours; then it has failed.
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720)]
ATTEMPTS = len(PAUSES) + 1
PATIENCE = 10 * 60  # seconds for one conversation with the server, as long as it keeps talking
PROMPT = 10  # seconds of the same while somebody waits for a page; the worker takes over after that
BLANKED = "[…]"


def new_message_id() -> str:
    """A Message-ID in the name of the site."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


class Mail(models.Model):
    """One mail and the ledger of its delivery: due, sending (a lease), then sent, failed or dropped."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        DIGEST = "digest", _("Digest")
        ALARM = "alarm", _("Alarm")  # to who runs the site

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False, related_name="+"
    )  # nobody: a mail to an address without an account
    kind = models.CharField(max_length=7, choices=Kind)
    to = models.EmailField()
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    secret = models.CharField(max_length=300, blank=True)  # a one-time link or code, blanked at the end
    message_id = models.CharField(max_length=200, default=new_message_id)

    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)  # only ever grows: it tells who has the lease
    # What `attempt` was when the mail, failed for good, was queued again: it gets as many attempts anew.
    attempts_before = models.PositiveSmallIntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # there was nothing left to say
    bounced_at = models.DateTimeField(null=True)  # when it was last refused because of its address
    error = models.CharField(max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            # A constraint, as `unique` would make a second index, for searches that begin with a part of it.
            models.UniqueConstraint(fields=["message_id"], name="mail_message_id_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None)
                | Q(sent_at=None, dropped_at=None)
                | Q(failed_at=None, dropped_at=None),
                name="mail_one_end",
            ),
        ]
        indexes = [
            models.Index("owner", F("id").desc(), name="mail_of_owner"),
            models.Index("due_at", name="mail_due", condition=OPEN),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())

    @property
    def state(self) -> str:
        """due, sending, again (refused for now), sent, failed or dropped."""
        for name in ("sent", "failed", "dropped"):
            if getattr(self, f"{name}_at"):
                return name
        if self.lease_until:
            return "sending"
        return "again" if self.attempts else "due"

    @property
    def is_open(self) -> bool:
        """It is neither sent nor failed nor dropped."""
        return not (self.sent_at or self.failed_at or self.dropped_at)

    @property
    def attempts(self) -> int:
        """How often it was tried, since it was last queued."""
        return self.attempt - self.attempts_before

    @property
    def is_spent(self) -> bool:
        return self.attempts >= ATTEMPTS

    @property
    def shown_text(self) -> str:
        """The text without its one-time link: whoever sits at this screen need not be who reads the mail."""
        return self.text.replace(self.secret, BLANKED) if self.secret else self.text

    def deliver(
        self,
        compose: Callable[[], Content | datetime | None] | None = None,
        patience: float = PATIENCE,
    ) -> bool:
        """Claims, sends and settles this mail. True when it was sent now.

        `compose` gives what to say at the last moment; None from it drops the mail, and a moment lets it wait
        until then. Nothing happens when somebody else is at work on it, or it is settled. Safe to call any
        number of times, from any number of workers. `patience` is how many seconds the server may take.
        """
        mail = Mail.objects.claim(self.pk, timezone.now())
        if mail is None:
            return False
        try:
            if compose and not (mail._hear(compose()) and mail._renew(**mail._said())):
                return False
            with closing(smtp.Line(patience)) as line:
                return mail._send(line, Keeper(mail._renew, line.cut, patience), patience)
        except Exception as error:  # a bug is no reason to forget the mail, nor to try it without pause
            mail._postpone(type(error).__name__)
            raise

    def requeue(self) -> bool:
        """Tries it now, if it has failed or waits for its next try; True when that changed something.

        One that has failed gets all attempts anew. One that is sent, dropped or being sent stays as it is.
        """
        now, mine = timezone.now(), Mail.objects.filter(pk=self.pk)
        failed = mine.filter(failed_at__isnull=False)
        waiting = mine.filter(OPEN, lease_until=None, due_at__gt=now)
        return bool(
            failed.update(failed_at=None, due_at=now, attempts_before=F("attempt"))
            or waiting.update(due_at=now)
        )

    def _hear(self, content: Content | datetime | None) -> bool:
        """Takes in what to say, without writing it. False: nothing, or not yet, and the mail is let go."""
        if content is None:
            self._settle(dropped_at=timezone.now())
            return False
        if isinstance(content, datetime):
            self._wait(content)
            return False
        self.to = content.to or self.to
        self.subject, self.text, self.html = content.subject[:300], content.text, content.html
        self.headers = dict(content.headers)
        return True

    def _send(self, line: smtp.Line, keeping: AbstractContextManager[Any], patience: float) -> bool:
        """Sends it over `line` while `keeping` holds on to it, and settles it. True: the server has it."""
        message = smtp.message(self.to, self.subject, self.text, self.html, self._headers())
        try:
            with keeping:
                line.send(message)
        except smtp.AddressRefusedError as refusal:
            self._bounce(str(refusal)[:500])
        except smtp.RefusedError as refusal:
            self._settle(failed_at=timezone.now(), error=str(refusal)[:500])
        except smtp.TryLaterError as refusal:
            self._postpone(str(refusal)[:500])
        else:
            self._sent(patience)
            return True
        return False

    def _said(self) -> dict[str, Any]:
        """What it says, by column."""
        return {name: getattr(self, name) for name in SAID}

    def _headers(self) -> dict[str, str]:
        return {"Message-ID": self.message_id, "Auto-Submitted": "auto-generated", **self.headers}

    def _mine(self) -> MailQuerySet:
        """This row, as long as we hold it: no later attempt has, and nothing is decided."""
        return Mail.objects.filter(OPEN, pk=self.pk, attempt=self.attempt, lease_until__isnull=False)

    def _is_ours(self) -> bool:
        """Whether it is still ours to send."""
        return self._mine().exists()

    def _renew(self, **values: Any) -> bool:
        """Holds the mail for another while, and says whether it is still ours to send."""
        return bool(self._mine().update(lease_until=lease(), **values))

    def _wait(self, until: datetime) -> None:
        """Lets go of the mail until a moment. Nothing was attempted, so this claim counts for nothing."""
        self._settle(due_at=until, attempts_before=F("attempts_before") + 1)

    def _settle(self, **values: Any) -> bool:
        """Lets go of the mail, unless somebody else has it by now: then False."""
        if {"failed_at", "dropped_at"} & values.keys():
            values |= self._blanks()
        return bool(self._mine().update(lease_until=None, **values))

    def _postpone(self, error: str) -> None:
        if self.is_spent:
            self._settle(failed_at=timezone.now(), error=error)
            return
        self._settle(due_at=timezone.now() + PAUSES[self.attempts - 1], error=error)

    @transaction.atomic
    def _bounce(self, error: str) -> None:
        """It has failed because of its address, which is spared more mail after a few of these."""
        now = timezone.now()
        if self._settle(failed_at=now, bounced_at=now, error=error):
            in_a_row = Mail.objects.refusals_in_a_row(self.owner_id, self.to)
            blocks.note_refusals(self.owner_id, self.to, in_a_row, error, now)

    def _sent(self, patience: float = 0) -> None:
        """The server has it. True whoever has the lease by now: another attempt stops before it sends.

        When the database is away at this moment, it is told as soon as it is back, for up to `patience`
        seconds: what is sent and not in the ledger will be sent twice.
        """
        ends = time.monotonic() + patience
        while True:
            try:
                self._end(sent_at=timezone.now(), failed_at=None, dropped_at=None, error="", **self._said())
                break
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block or time.monotonic() > ends:
                    raise
                connection.close()
                time.sleep(1)
        if self.kind == Mail.Kind.ACCOUNT:  # a digest is not sent to an address that is blocked
            blocks.lift(self.owner_id, self.to)

    def _end(self, **values: Any) -> None:
        Mail.objects.filter(pk=self.pk, sent_at=None).update(lease_until=None, **(values | self._blanks()))

    def _blanks(self) -> dict[str, str]:
        """What takes a one-time link out of the ledger."""
        if not self.secret:
            return {}
        html = self.html.replace(self.secret, BLANKED).replace(escape(self.secret), BLANKED)
        return {"text": self.shown_text, "html": html, "secret": ""}
