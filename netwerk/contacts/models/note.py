import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedManager, SameOwner
from netwerk.contacts.models.contact import Contact


class Note(Owned):
    """Something learned about a contact on a day, without a meeting."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    day = models.DateField(_("day"))
    text = models.TextField(_("note"), max_length=20000)
    draft = models.UUIDField(default=uuid.uuid4, editable=False)  # the same draft sent twice is one note
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "draft"], name="note_draft_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="note_contact_owned"),
        ]
        indexes = [
            models.Index("owner", models.F("day").desc(), models.F("id").desc(), name="note_by_day"),
            models.Index(
                "owner", "contact", models.F("day").desc(), models.F("id").desc(), name="note_by_contact_day"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
