from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.words import fold


def circle_key(name: str) -> str:
    """What two spellings of a circle's name have in common."""
    return (fold(name) or name.lower())[:120]


class CircleQuerySet(OwnedQuerySet):
    def named(self, owner: User, name: str) -> "Circle":
        """The owner's circle of this name, made when there is none."""
        circle, _made = self.get_or_create(owner=owner, key=circle_key(name), defaults={"name": name})
        return circle


class Circle(Owned):
    """The user's own grouping of contacts."""

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(max_length=120, editable=False)

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="circle_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="circle_owned"),
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

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "circle", "contact"], name="membership_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="membership_contact_owned"),
            SameOwner(field="circle", to="netwerk.Circle", name="membership_circle_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} / {self.circle}"
