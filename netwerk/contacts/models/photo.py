from django.db import models

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts import photos
from netwerk.contacts.models.contact import Contact


class PhotoQuerySet(OwnedQuerySet):
    def keep(self, contact: Contact, data: bytes) -> "Photo":
        """Makes `data`, a WebP, the contact's photo, in place of the one there may be."""
        values = {"data": data, "digest": photos.digest(data)}
        photo, _made = self.update_or_create(owner_id=contact.owner_id, contact=contact, defaults=values)
        return photo


class Photo(Owned):
    """A contact's photo, small and stripped of metadata. In the database, so that a dump holds everything."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="photo", db_constraint=False)
    data = models.BinaryField()  # WebP
    digest = models.CharField(max_length=16)  # of data: the address changes when the photo does

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "contact"], name="photo_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="photo_contact_owned"),
        ]

    def __str__(self) -> str:
        return self.digest
