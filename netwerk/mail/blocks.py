"""Addresses that the mail server will have nothing for: mail to them is paused, and the user told."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from netwerk.prepared import prepared

FEW = 3  # refusals in a row, with no mail between that arrived


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The one, if any, on the address that `user` has now. Another address begins with none."""
        return self.filter(owner=user.pk, address=getattr(user, "email", ""))


class Block(models.Model):
    """Digests to this address are paused, since it was refused too often. Gone when mail may go there again.

    Account mails are tried all the same: somebody has just asked for one, and may have no other way in. One
    that arrives ends the block.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    address = models.EmailField()
    since = models.DateTimeField(default=timezone.now)
    words = models.CharField(max_length=500)  # of the mail server, at the last refusal

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "address"], name="block_once_an_address")]

    def __str__(self) -> str:
        return self.address


def block_of(user: AbstractBaseUser) -> Block | None:
    """The one, if any, on the address that `user` has now."""
    return _block.first(user.pk, getattr(user, "email", ""))


@prepared
def _block(owner: int, address: str) -> BlockQuerySet:
    return Block.objects.filter(owner=owner, address=address)


def lift(owner: int | None, address: str) -> bool:
    """Mail may go to the address again. True when it was paused; pressing twice does no harm."""
    return bool(Block.objects.filter(owner=owner, address=address).delete()[0])


def note_refusals(owner: int | None, address: str, in_a_row: int, words: str, now: datetime) -> None:
    """Pauses mail to an address of `owner` that was refused a few times in a row. Nobody's is not paused."""
    if owner and in_a_row >= FEW:
        said = {"since": now, "words": words}
        Block.objects.get_or_create(owner_id=owner, address=address, defaults=said)
