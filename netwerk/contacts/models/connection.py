from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts.models.contact import UNSEEN, Contact

UNTOLD = ("encounter__note", *(f"{who}__{name}" for who in ("one", "other") for name in UNSEEN))
SINCE = (1900, 2200)  # years that can be kept


class ConnectionQuerySet(OwnedQuerySet):
    def with_contact(self, contact: Contact) -> Self:
        """Those of one contact, with both people and the meeting, as a line in a list needs them."""
        found = self.filter(Q(one=contact) | Q(other=contact)).order_by("id")
        return found.select_related("one", "other", "encounter").defer(*UNTOLD)

    def between(self, one: Contact, other: Contact) -> Self:
        """Those of these two, whichever of them is `one`."""
        return self.filter(Q(one=one, other=other) | Q(one=other, other=one))


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
    since = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)  # a year
    # How the user knows: who told it, and at which meeting.
    heard_from = models.CharField(_("heard from"), max_length=120, blank=True)
    encounter = models.ForeignKey(
        "netwerk.Encounter", models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="connection_of_two"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(since__range=SINCE), name="connection_since_a_year"
            ),
            SameOwner(field="one", to="netwerk.Contact", name="connection_one_owned"),
            SameOwner(field="other", to="netwerk.Contact", name="connection_other_owned"),
            SameOwner(field="encounter", to="netwerk.Encounter", name="connection_encounter_owned"),
        ]
        indexes = [
            models.Index("owner", "one", "other", name="connection_of_one"),
            models.Index("owner", "other", "one", name="connection_of_other"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"

    @property
    def told(self) -> str:
        """How they know each other, "friends, padel, since 2019"; "" when nobody said."""
        how = "" if self.how == Connection.How.OTHER else str(Connection.How(self.how).label)
        since = gettext("since %(year)s") % {"year": self.since} if self.since else ""
        return ", ".join(filter(None, (how, self.words, since)))

    @property
    def heard(self) -> str:
        """How the user knows, "heard from Sanne at Borrel Utrecht"; "" when nobody said."""
        who, where = self.heard_from, self.encounter
        if not (who or where):
            return ""
        said = gettext("heard from %(who)s") % {"who": who} if who else gettext("heard")
        return f"{said} {_at(where)}" if where else said

    def beside(self, contact: Contact) -> Contact:
        """The one of the two who is not `contact`."""
        return self.other if self.one_id == contact.pk else self.one


def _at(encounter: Any) -> str:
    """At which meeting; by its day when it has no name."""
    if encounter.title:
        return gettext("at %(title)s") % {"title": encounter.title}
    return gettext("on %(day)s") % {"day": date_format(encounter.day, "DATE_FORMAT")}
