import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet


def new_key() -> str:
    """256 bits nobody can guess, as they stand in an address."""
    return secrets.token_urlsafe(32)


class FeedQuerySet(OwnedQuerySet):
    def make(self, user: User) -> "Feed":
        """The feed of `user`, made when there is none."""
        return self.get_or_create(owner=user)[0]


class Feed(Owned):
    """The secret link to a user's calendar. No row, no calendar.

    The key is kept as it is, not as a hash: Settings shows the link again for the next device, and whoever
    reads this table reads everything that the calendar tells beside it.
    """

    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.owner}, {self.made_at:%Y-%m-%d}"

    @property
    def address(self) -> str:
        """Where calendar programs find it."""
        return f"{settings.SITE_URL}{reverse('feed.calendar', args=[self.key])}"

    @property
    def webcal(self) -> str:
        """The same, as a link that opens the device's own calendar program."""
        return f"webcal:{self.address.partition(':')[2]}"

    def renew(self) -> None:
        """A new link; the one before opens nothing any more."""
        Feed.objects.filter(pk=self.pk).update(key=new_key(), made_at=timezone.now())
