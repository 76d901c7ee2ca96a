from django.db import models

from netwerk.accounts.owned import Owned, OwnedManager, SameOwner
from netwerk.contacts.models.contact import Contact


class Double(Owned):
    """A contact that turned out to be another one: who asks for it by its id (`was`) gets that one."""

    was = models.BigIntegerField()
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)

    objects = OwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "was"], name="double_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="double_contact_owned"),
        ]
        indexes = [models.Index("owner", "contact", name="double_of_contact")]

    def __str__(self) -> str:
        return f"{self.was}: {self.contact}"
