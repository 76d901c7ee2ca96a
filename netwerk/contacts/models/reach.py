from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedManager, SameOwner
from netwerk.contacts.models.contact import Contact
from netwerk.contacts.reaching import mailto, reach_key
from netwerk.prepared import any_of, prepared


class Reach(Owned):
    """One way to reach a contact."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")
        SITE = "site", _("Site")
        PROFILE = "profile", _("Profile")
        POST = "post", _("Postal address")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="reaches", db_constraint=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.EMAIL)
    value = models.CharField(_("address or number"), max_length=500)
    label = models.CharField(_("label"), max_length=40, blank=True)
    key = models.CharField(max_length=500, editable=False, blank=True)

    objects = OwnedManager()

    class Meta:
        ordering = ["id"]
        constraints = [SameOwner(field="contact", to="netwerk.Contact", name="reach_contact_owned")]
        indexes = [models.Index("owner", "kind", "key", name="reach_key")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = reach_key(self.kind, self.value)[:500]
        super().save(*args, **kwargs)

    @property
    def href(self) -> str:
        """Where a press goes: mailto:, tel:, a web address, or "" when it can't be followed."""
        match self.kind:
            case "email":
                return mailto([self.value])
            case "phone":
                return f"tel:{self.key or self.value}"
            case "site" | "profile":
                return (
                    self.value if self.value.startswith(("http://", "https://")) else f"https://{self.value}"
                )
            case _:
                return ""


@prepared
def reaches_of(owner: User, contacts: list[int]) -> models.QuerySet[Reach]:
    """The ways to reach these contacts (ids)."""
    return Reach.objects.of(owner).filter(any_of("contact", contacts))


def bring_reaches(owner: User, contacts: Collection[Contact]) -> None:
    """What `prefetch_related("reaches")` does, for contacts of one owner."""
    ways: dict[int, list[Reach]] = {contact.pk: [] for contact in contacts}
    for reach in reaches_of(owner, list(ways)):
        ways[reach.contact_id].append(reach)
    for contact in contacts:
        contact._prefetched_objects_cache = {"reaches": ways[contact.pk]}  # type: ignore[attr-defined]
