"""The digests there are: rows, each with the mail that carries it."""

from datetime import date
from typing import Self

from django.db import models, transaction
from django.db.models import Q

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet
from netwerk.mail.models import Mail
from netwerk.prepared import prepared

MOST_EXTRA = 10  # digests that one may ask for on a day: the rest is on Today


class DigestQuerySet(OwnedQuerySet):
    def newest_first(self) -> Self:
        """Each with its mail."""
        return self.select_related("mail").order_by("-day", "-id")

    def newest(self) -> "Digest | None":
        """The last one that was made."""
        return self.newest_first().first()

    def sent(self) -> Self:
        """Those that the mail server has taken, the newest first."""
        return self.filter(mail__sent_at__isnull=False).select_related("mail").order_by("-day")


class Digest(Owned):
    """The mail that carries a day's nudges: one a user and local day, and those that were asked for.

    `mail` is its delivery's ledger.
    """

    day = models.DateField()
    # 0 is the day's own; 1, 2, ... are those that the user asked for on that day.
    extra = models.PositiveSmallIntegerField(default=0, db_default=0)
    mail = models.OneToOneField(Mail, models.CASCADE, related_name="digest")

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day", "extra"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(extra__lte=MOST_EXTRA), name="digest_few_extra"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    def later_ones(self) -> DigestQuerySet:
        """Those of the same user that were made after it: each tells all that it would."""
        later = Q(day__gt=self.day) | Q(day=self.day, pk__gt=self.pk)
        return Digest.objects.filter(later, owner=self.owner_id)

    @transaction.atomic
    def move_to(self, day: date) -> bool:
        """Makes one that is late the digest of a later day, which then gets no other. False: it has one.

        It waits for whoever raises digests, and is waited for: both hold the row of the user.
        """
        User.objects.select_for_update(no_key=True).only("pk").get(pk=self.owner_id)
        if Digest.objects.filter(owner=self.owner_id, day=day, extra=self.extra).exists():
            return False
        self.day = day
        self.save(update_fields=["day"])
        return True


def undelivered(owner: User) -> Digest | None:
    """The newest digest, when it has failed for good; None when all is well."""
    newest = _newest.first(owner)
    return newest if newest and newest.mail.failed_at else None


@prepared
def _newest(owner: User) -> DigestQuerySet:
    shown = ("owner", "day", "mail__to", "mail__created_at", "mail__error", "mail__failed_at")
    return Digest.objects.of(owner).newest_first().only(*shown)[:1]
