from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models.contact import Contact


class ConnectionQuerySet(OwnedQuerySet):
    def with_contact(self, contact: Contact) -> Self:
        """Those of one contact, with both people."""
        return self.filter(Q(one=contact) | Q(other=contact)).select_related("one", "other").order_by("id")


class Connection(Owned):
    """Two contacts know each other. Which of them is `one` means nothing; there may be several."""

    class How(models.TextChoices):
        PARTNER = "partner", _("partner")
        FAMILY = "family", _("family")
        FRIEND = "friend", _("friends")
        COLLEAGUE = "colleague", _("colleagues")
        FORMER = "former", _("former colleagues")
        CLIENT = "client", _("client")
        NEIGHBOUR = "neighbour", _("neighbours")
        CLUB = "club", _("club")
        STUDIES = "studies", _("studied together")
        OTHER = "other", _("otherwise")

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    how = models.CharField(_("how"), max_length=9, choices=How, default=How.OTHER)
    words = models.CharField(_("in your words"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="connection_of_two"),
            SameOwner(field="one", to="netwerk.Contact", name="connection_one_owned"),
            SameOwner(field="other", to="netwerk.Contact", name="connection_other_owned"),
        ]
        indexes = [
            models.Index("owner", "one", "other", name="connection_of_one"),
            models.Index("owner", "other", "one", name="connection_of_other"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"

    @property
    def told(self) -> str:
        """How they know each other, in a few words."""
        return self.words or str(self.get_how_display())

    def beside(self, contact: Contact) -> Contact:
        """The one of the two who is not `contact`."""
        return self.other if self.one_id == contact.pk else self.one
