from django.db import models

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts import photos
from netwerk.contacts.models.contact import Contact


class PhotoQuerySet(OwnedQuerySet):
    def keep(self, contact: Contact, data: bytes) -> None:
        """Makes `data`, a WebP, the contact's photo, in place of the one there is. Needs a transaction."""
        self.update_or_create(owner_id=contact.owner_id, contact=contact, defaults={"data": data})
        contact.photo_digest = photos.digest(data)
        contact.save(update_fields=["photo_digest"])

    def remove(self, contact: Contact) -> None:
        """Takes the contact's photo away, if there is one. Needs a transaction."""
        self.filter(contact=contact).delete()
        contact.photo_digest = ""
        contact.save(update_fields=["photo_digest"])


class Photo(Owned):
    """A contact's photo, small and stripped of metadata. In the database, so that a dump holds everything."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="photo", db_constraint=False)
    data = models.BinaryField()  # WebP

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "contact"], name="photo_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="photo_contact_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}"
