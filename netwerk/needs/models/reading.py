from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from netwerk.accounts.owned import Owned, OwnedManager, SameOwner
from netwerk.contacts.models import Contact
from netwerk.needs.matching import Terms, restored
from netwerk.needs.models.heard import Offer


class Reading(Owned):
    """A text of a contact, read for what they could help with: an offer, their headline, circles or notes.

    It follows from its text and can be made again at any time.
    """

    class Where(models.TextChoices):
        """As in matching.WHERE, which says what counts how much."""

        OFFER = "offer"
        HEADLINE = "headline"
        CIRCLE = "circle"
        NOTE = "note"

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+", db_constraint=False)
    where = models.CharField(max_length=8, choices=Where)
    text = models.CharField(max_length=600)
    terms = models.JSONField(default=list)
    keys = ArrayField(models.CharField(max_length=120), default=list)  # each behind its owner: "42/c:tax"

    objects = OwnedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "contact", "where"], name="reading_once", condition=Q(offer=None)
            ),
            models.UniqueConstraint(fields=["owner", "offer"], name="reading_of_offer_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="reading_contact_owned"),
            SameOwner(field="offer", to="netwerk.Offer", name="reading_offer_owned"),
        ]
        indexes: ClassVar = [
            models.Index("owner", "contact", name="reading_of_contact"),
            GinIndex("keys", name="reading_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.text

    @cached_property
    def read(self) -> Terms:
        """What was read in it: once, however many needs it is set beside."""
        return restored(self.terms)
