from functools import lru_cache
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedManager, OwnedQuerySet
from netwerk.needs import wording
from netwerk.needs.matching import Thesaurus, ours

REMEMBERED = 16  # thesauri of users with words of their own, in each process


class Wording(Owned):
    """Words that mean the same to the user: "krachtstroom, 3-fase, elektricien"."""

    text = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedManager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "text"], name="wording_once"),
            models.CheckConstraint(condition=~Q(text=""), name="wording_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class VocabularyQuerySet(OwnedQuerySet):
    def unread(self) -> Self:
        """Those of users whose texts wait to be read with their words."""
        return self.filter(unread_at__isnull=False)

    def changed(self, owner: User) -> None:
        """The words of `owner` are others now. Call it in the transaction that changes them."""
        self.get_or_create(owner=owner)
        self.filter(owner=owner).update(version=F("version") + 1, unread_at=timezone.now())

    def thesaurus(self, owner: int) -> Thesaurus:
        """What texts of `owner` (an id) are read with: ours, with their own words on top."""
        version = self.filter(owner=owner).values_list("version", flat=True).first()
        return _extended(owner, version) if version else ours()


class Vocabulary(Owned):
    """How often a user's own words have changed, and since when their texts wait to be read with them.

    A user who never had any has none.
    """

    version = models.PositiveIntegerField(default=0)
    unread_at = models.DateTimeField(null=True)

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner"], name="vocabulary_once")]
        indexes: ClassVar = [
            models.Index("unread_at", name="vocabulary_unread", condition=Q(unread_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.version}"

    def has_been_read(self) -> None:
        """All texts were read with the words as they are here, unless these have changed since."""
        Vocabulary.objects.filter(pk=self.pk, version=self.version).update(unread_at=None)


@lru_cache(maxsize=REMEMBERED)
def _extended(owner: int, version: int) -> Thesaurus:
    """The thesaurus of an owner (an id); `version` tells this one from those before it."""
    rows = Wording.objects.filter(owner=owner).order_by("id").values_list("id", "text")
    more = wording.concepts((pk, wording.split(text)) for pk, text in rows)
    return ours().extended(more) if more else ours()
