from django.db import models

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models.contact import Contact


class Photo(Owned):
    """A contact's photo, small and stripped of metadata. In the database, so that a dump holds everything."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="photo", db_constraint=False)
    data = models.BinaryField()  # WebP
    digest = models.CharField(max_length=16)  # of data: the address changes when the photo does

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "contact"], name="photo_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="photo_contact_owned"),
        ]

    def __str__(self) -> str:
        return self.digest
