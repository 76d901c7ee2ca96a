from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.mail import smtp

LEASE = timedelta(minutes=5)
# After a temporary refusal: growing pauses, a working day and a night in all; then it has failed.
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720)]


def new_message_id() -> str:
    """A Message-ID in the name of the site."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


@dataclass(frozen=True)
class Content:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class MailQuerySet(models.QuerySet["Mail"]):
    def settled(self) -> Self:
        """Those with which nothing will happen any more."""
        return self.exclude(sent_at=None, failed_at=None, dropped_at=None)

    def deliverable(self, now: datetime) -> Self:
        """Those that wait, with nobody at work on them: due, and never claimed or with a lease that ran out."""
        open_mail = self.filter(sent_at=None, failed_at=None, dropped_at=None, due_at__lte=now)
        return open_mail.filter(Q(lease_until=None) | Q(lease_until__lte=now))

    def claim(self, pk: int, now: datetime) -> "Mail | None":
        """Takes one mail for sending and commits that; None when it isn't there for the taking.

        Whoever holds the row at this moment is passed over, not waited for.
        """
        with transaction.atomic(durable=True):
            mail = self.deliverable(now).filter(pk=pk).select_for_update(skip_locked=True).first()
            if mail is None:
                return None
            mail.attempt += 1
            mail.lease_until = now + LEASE
            mail.save(update_fields=["attempt", "lease_until"])
        return mail


class Mail(models.Model):
    """One mail and the ledger of its delivery: due, sending (a lease), then sent, failed or dropped."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        DIGEST = "digest", _("Digest")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )  # nobody: a mail to an address without an account
    kind = models.CharField(max_length=7, choices=Kind)
    to = models.EmailField()
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    secret = models.CharField(max_length=300, blank=True)  # a one-time link or code, blanked once it was sent
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)

    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # there was nothing left to say
    error = models.CharField(max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None)
                | Q(sent_at=None, dropped_at=None)
                | Q(failed_at=None, dropped_at=None),
                name="mail_one_end",
            ),
        ]
        indexes = [
            models.Index("owner", models.F("created_at").desc(), models.F("id").desc(), name="mail_of_owner"),
            models.Index(
                "due_at", name="mail_due", condition=Q(sent_at=None, failed_at=None, dropped_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())

    @property
    def state(self) -> str:
        """due, sending, sent, failed or dropped."""
        for name in ("sent", "failed", "dropped"):
            if getattr(self, f"{name}_at"):
                return name
        return "sending" if self.lease_until else "due"

    def deliver(self, compose: Callable[[], Content | None] | None = None) -> bool:
        """Claims, sends and settles this mail. True when it was sent now.

        `compose` gives what to say at the last moment; None from it drops the mail. Nothing happens when somebody
        else is at work on it, or it is settled. Safe to call any number of times, from any number of workers.
        """
        mail = Mail.objects.claim(self.pk, timezone.now())
        if mail is None:
            return False
        content = compose() if compose else Content(mail.subject, mail.text, mail.html, mail.headers)
        if content is None:
            mail._settle(dropped_at=timezone.now())
            return False
        mail._say(content)
        return mail._send()

    def _say(self, content: Content) -> None:
        """Writes what is about to be sent, before it is sent."""
        self.subject, self.text, self.html = content.subject, content.text, content.html
        self.headers = dict(content.headers)
        self._mine().update(
            subject=self.subject, text=self.text, html=self.html, headers=self.headers
        )

    def _send(self) -> bool:
        try:
            smtp.send(self.message_id, self.to, self.subject, self.text, self.html, self.headers)
        except smtp.Refused as refusal:
            self._settle(failed_at=timezone.now(), error=str(refusal)[:500])
        except smtp.TryLater as refusal:
            self._postpone(str(refusal)[:500])
        else:
            self._sent()
            return True
        return False

    def _mine(self) -> MailQuerySet:
        """This row, as long as no later attempt has taken it over."""
        return Mail.objects.filter(pk=self.pk, attempt=self.attempt, sent_at=None)

    def _settle(self, **end: object) -> None:
        self._mine().update(lease_until=None, **end)

    def _postpone(self, error: str) -> None:
        if self.attempt > len(PAUSES):
            self._settle(failed_at=timezone.now(), error=error)
            return
        self._settle(due_at=timezone.now() + PAUSES[self.attempt - 1], error=error)

    def _sent(self) -> None:
        """The server has it. True whoever holds the lease by now, so another attempt does not send it again."""
        values: dict[str, object] = {"sent_at": timezone.now(), "failed_at": None, "dropped_at": None}
        if self.secret:
            gone = "[…]"
            values |= {
                "text": self.text.replace(self.secret, gone), "html": self.html.replace(self.secret, gone),
                "secret": "",
            }
        Mail.objects.filter(pk=self.pk, sent_at=None).update(lease_until=None, error="", **values)


def post(*, owner: models.Model | None, kind: str, to: str, content: Content, secret: str = "") -> Mail:
    """Writes a mail and sends it once the transaction around it, if any, is committed.

    `secret` is a part of the text (a one-time link) that is blanked in the ledger once the mail is sent. When the
    server can't take the mail now, the worker tries again.
    """
    mail = Mail.objects.create(
        owner=owner, kind=kind, to=to, secret=secret,
        subject=content.subject, text=content.text, html=content.html, headers=dict(content.headers),
    )
    transaction.on_commit(mail.deliver, robust=True)
    return mail
