"""The mails that wait, and taking them for sending."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from netwerk.mail import lease

if TYPE_CHECKING:
    from netwerk.mail.models import Mail

CUT_SHORT = gettext_noop("Every attempt was cut short before the mail server had answered.")
SAID = ("to", "subject", "text", "html", "headers")  # the columns of what a mail says
OPEN = Q(sent_at=None, failed_at=None, dropped_at=None)

# By hand: many rows, each with what it says, in one statement and so in one commit.
WRITE = """
UPDATE netwerk_mail AS mail SET
    lease_until = statement_timestamp() + %(lease)s,
    "to" = said."to", subject = said.subject, text = said.text, html = said.html, headers = said.headers
FROM unnest(
    %(pk)s::bigint[], %(attempt)s::int[],
    %(to)s::text[], %(subject)s::text[], %(text)s::text[], %(html)s::text[], %(headers)s::jsonb[]
) AS said (id, attempt, "to", subject, text, html, headers)
WHERE mail.id = said.id AND mail.attempt = said.attempt AND mail.lease_until IS NOT NULL
    AND mail.sent_at IS NULL AND mail.failed_at IS NULL AND mail.dropped_at IS NULL
RETURNING mail.id
"""


class MailQuerySet(models.QuerySet["Mail"]):
    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Only the mails to `user`: the user of a request, who has signed in to come this far."""
        return self.filter(owner=user.pk)

    def deliverable(self, now: datetime) -> Self:
        """Those that wait, with nobody at work on them: due, and never claimed or with a lease that ran out.

        Leases go by the clock of the database, the one that all workers have in common.
        """
        return self.filter(OPEN, Q(lease_until=None) | Q(lease_until__lte=Now()), due_at__lte=now)

    def claim(self, pk: int, now: datetime) -> "Mail | None":
        """Takes one mail for sending and commits that; None when it isn't there for the taking."""
        return next(iter(self.claim_all([pk], now)), None)

    def claim_all(self, pks: Collection[int], now: datetime) -> "list[Mail]":
        """Takes mails for sending, the longest due first, and commits that; gives those that were taken.

        Whoever holds a row at this moment is passed over, not waited for. A mail that was tried before is
        taken alone, and after the others: should it be one that kills its workers, it uses up no attempts of
        its neighbours. One whose every attempt was cut short has failed: a loop of crashes ends here.
        """
        with transaction.atomic(durable=True):
            there = self.deliverable(now).filter(pk__in=pks).order_by("due_at", "pk")
            found: list[Mail] = list(there.select_for_update(skip_locked=True))
            new = [mail for mail in found if not mail.attempts]
            taken = new or found[:1]
            if taken and taken[0].is_spent:
                taken[0]._end(failed_at=now, error=taken[0].error or CUT_SHORT)
                return []
            mine = self.filter(pk__in=[mail.pk for mail in taken])
            mine.update(attempt=F("attempt") + 1, lease_until=lease.lease())
        for mail in taken:
            mail.attempt += 1
        return taken

    def write_all(self, mails: "Sequence[Mail]") -> "list[Mail]":
        """Writes what these say, and holds on to them for another while; gives those that are still ours."""
        said: dict[str, Any] = {
            name: [getattr(mail, name) for mail in mails] for name in ("pk", "attempt", *SAID)
        }
        said["headers"] = [json.dumps(headers) for headers in said["headers"]]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, said | {"lease": lease.LEASE})
            ours = {pk for (pk,) in cursor.fetchall()}
        return [mail for mail in mails if mail.pk in ours]

    def refusals_in_a_row(self, owner: int | None, to: str) -> int:
        """How many mails of `owner` to this address were refused because of it, since one was sent."""
        there = self.filter(owner=owner, to=to)
        since = there.aggregate(at=Max("sent_at"))["at"]
        refused = there.filter(bounced_at__isnull=False)
        return (refused.filter(bounced_at__gt=since) if since else refused).count()
