from typing import Self

from django.db import models
from django.db.models import Q

from netwerk.accounts.models import User
from netwerk.accounts.owned import OwnedQuerySet
from netwerk.contacts.models import Contact
from netwerk.needs.models import Need, Offer


class MomentQuerySet(OwnedQuerySet):
    def of_others(self, owner: User) -> Self:
        """Without what the owner looks for and offers: that stands on their own page."""
        own = {"owner": owner, "contact__self_of": owner}
        needs, offers = (model.objects.filter(**own).values("pk") for model in (Need, Offer))
        return self.exclude(Q(branch=Branch.NEED, id__in=needs) | Q(branch=Branch.OFFER, id__in=offers))

    def newest_first(self) -> Self:
        return self.order_by("-day", "-id", "-branch")


class Branch(models.IntegerChoices):
    """The ledgers behind the timeline, as sql.py numbers them."""

    ENCOUNTER = 1
    NOTE = 2
    INTRODUCTION = 3
    FAVOUR = 4
    NEED = 5
    OFFER = 6


class BaseMoment(models.Model):
    """One line of a timeline: which row of which ledger, and when."""

    pk = models.CompositePrimaryKey("branch", "id")
    owner = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    day = models.DateField()
    id = models.BigIntegerField()
    branch = models.IntegerField(choices=Branch)

    objects = MomentQuerySet.as_manager()

    class Meta:
        abstract = True


class Moment(BaseMoment):
    """A moment with anybody; an encounter of twelve people is one."""

    class Meta:
        managed = False
        db_table = "netwerk_moment"

    def __str__(self) -> str:
        return f"{self.day} {self.get_branch_display()} {self.id}"


class ContactMoment(BaseMoment):
    """A moment with one contact; the id of an encounter's branch is that of the participation."""

    contact = models.ForeignKey(Contact, models.DO_NOTHING, related_name="+")

    class Meta:
        managed = False
        db_table = "netwerk_contact_moment"

    def __str__(self) -> str:
        return f"{self.day} {self.get_branch_display()} {self.id}"
