from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedManager, OwnedQuerySet, SameOwner
from netwerk.contacts.models.rhythmic import Rhythmic, rhythm_within
from netwerk.contacts.words import fold

MOST_COUNTED = 1000


def circle_key(name: str) -> str:
    """What two spellings of a circle's name have in common."""
    return (fold(name) or name.lower())[:120]


class HowMany(Subquery):
    """The number of rows of a query."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class CircleQuerySet(OwnedQuerySet):
    def named(self, owner: User, name: str) -> "Circle":
        """The owner's circle of this name, made when there is none."""
        circle, _made = self.get_or_create(owner=owner, key=circle_key(name), defaults={"name": name})
        return circle

    def with_people(self) -> Self:
        """Each with `people`: how many that are not archived are in it, or one above MOST_COUNTED.

        A circle of half the network would take longer to count than the rest of the page to make.
        """
        members = Membership.objects.filter(owner=OuterRef("owner"), circle=OuterRef("pk"))
        current = members.filter(contact__archived_at=None).order_by().values("pk")
        return self.annotate(people=HowMany(current[: MOST_COUNTED + 1]))


class Circle(Rhythmic):
    """The user's own grouping of contacts."""

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(max_length=120, editable=False)

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="circle_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="circle_owned"),
            models.CheckConstraint(condition=rhythm_within(1), name="circle_rhythm"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = circle_key(self.name)
        super().save(*args, **kwargs)


class Membership(Owned):
    """A contact in a circle."""

    contact = models.ForeignKey(
        "netwerk.Contact", models.CASCADE, related_name="memberships", db_constraint=False
    )
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="memberships", db_constraint=False)

    objects = OwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "circle", "contact"], name="membership_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="membership_contact_owned"),
            SameOwner(field="circle", to="netwerk.Circle", name="membership_circle_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} / {self.circle}"
