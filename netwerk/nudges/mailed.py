"""The digests there are: rows, each with the mail that carries it."""

from datetime import date, datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet
from netwerk.mail.blocks import Block
from netwerk.mail.models import Mail
from netwerk.prepared import prepared

LOUD = 3  # times that a nudge is told; after that it only stands at the end
MOST_EXTRA = 10  # digests that one may ask for on a day: the rest is on Today


class DigestQuerySet(OwnedQuerySet):
    def newest_first(self) -> Self:
        """Each with its mail."""
        return self.select_related("mail").order_by("-day", "-id")

    def newest(self) -> "Digest | None":
        """The last one that was made."""
        return self.newest_first().first()

    def with_fate(self) -> Self:
        """Each with what decides whether it is sent, and how: see Digest."""
        later = Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk"))
        of_owner = Digest.objects.filter(owner=OuterRef("owner"))
        blocks = Block.objects.filter(owner=OuterRef("owner"), address=OuterRef("owner__email"))
        before = of_owner.sent().exclude(pk=OuterRef("pk"))
        first = before[LOUD - 1 : LOUD]
        return self.annotate(
            has_later=Exists(of_owner.filter(later)),
            is_blocked=Exists(blocks),
            last_day=Subquery(before.values("day")[:1]),
            loud_day=Subquery(first.values("day")),
            loud_at=Subquery(first.values("mail__sent_at")),
        )

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

    # Filled in by with_fate(): whether a later one of its owner was made, whether mail to them is paused; the
    # day of the last one that was sent, and of the LOUDth last its day and the moment.
    has_later: bool
    is_blocked: bool
    last_day: date | None
    loud_day: date | None
    loud_at: datetime | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day", "extra"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(extra__lte=MOST_EXTRA), name="digest_few_extra"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

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
