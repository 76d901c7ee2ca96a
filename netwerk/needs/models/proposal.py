from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.needs.models.heard import Need
from netwerk.needs.models.match import Match

MONTH = timedelta(days=30)  # in which nobody is proposed for the same need again


class ProposalQuerySet(OwnedQuerySet):
    def on(self, day: date) -> Self:
        """Those of `day`."""
        return self.filter(day=day)

    def of_late(self, today: date) -> Self:
        """Those of the month that ends with `today`."""
        return self.filter(day__gt=today - MONTH)

    def take_up(self, match: Match, today: date) -> None:
        """The user does something about `match`: it is not proposed any more, however often they press."""
        pair: dict[str, Any] = {
            "owner_id": match.owner_id,
            "need_id": match.need_id,
            "helper_id": match.helper_id,
        }
        if not self.filter(**pair, taken_up_at__isnull=False).exists():
            self.update_or_create(**pair, day=today, defaults={"taken_up_at": timezone.now()})


class Proposal(Owned):
    """A match that the user was shown on a day without asking for it, or has taken up by themselves.

    Kept for the pair, as dismissals are: matches come and go with the texts they follow from.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="+", db_constraint=False)
    helper = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    day = models.DateField()
    taken_up_at = models.DateTimeField(null=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "day", "need", "helper"], name="proposal_once_a_day"),
            SameOwner(field="need", to="netwerk.Need", name="proposal_need_owned"),
            SameOwner(field="helper", to="netwerk.Contact", name="proposal_helper_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.helper} / {self.need}"
