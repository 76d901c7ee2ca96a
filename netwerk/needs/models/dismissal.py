from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models import Contact
from netwerk.needs.models.heard import Need


class DismissalQuerySet(OwnedQuerySet):
    def in_force(self, today: date) -> Self:
        """Those that count on the day `today`."""
        return self.filter(Q(until=None) | Q(until__gt=today))


class Dismissal(Owned):
    """What the user said of a match: no fit, or not before `until`. Kept for the pair, whatever is read."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="+", db_constraint=False)
    helper = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    until = models.DateField(null=True)  # None: for good
    said_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DismissalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "need", "helper"], name="dismissal_once"),
            SameOwner(field="need", to="netwerk.Need", name="dismissal_need_owned"),
            SameOwner(field="helper", to="netwerk.Contact", name="dismissal_helper_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.helper} / {self.need}"
