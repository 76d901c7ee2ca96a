from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import OwnedQuerySet, SameOwner
from netwerk.contacts import search
from netwerk.contacts.models.circle import Circle, Membership
from netwerk.contacts.models.rhythmic import Rhythmic, rhythm_within
from netwerk.contacts.words import fold
from netwerk.web import address

CURRENT = models.Q(archived_at=None, self_of=None, known_at__isnull=False)
ARCHIVED = models.Q(archived_at__isnull=False)
NEVER = date(1, 1, 1)  # sorts before every day anybody was seen
UNSEEN = ("search", "drives", "notes", "how_met")  # columns that a line in a list does not show


def place_key(place: str) -> str:
    """What two spellings of a place have in common."""
    return fold(place)[:160]


class ContactQuerySet(OwnedQuerySet):
    def bulk_create(self, objs: Iterable["Contact"], *args: Any, **kwargs: Any) -> list["Contact"]:
        """Many new contacts at once, as complete as those that are saved one by one.

        Those that will be in circles are prepared by who makes them, since their memberships come later.
        """
        contacts = list(objs)
        for contact in contacts:
            if not contact.search:
                contact.prepare()
        return super().bulk_create(contacts, *args, **kwargs)

    def current(self) -> Self:
        """Those that the user knows and that are not archived, the user's own not among them."""
        return self.filter(CURRENT)

    def archived(self) -> Self:
        return self.filter(ARCHIVED)

    def heard_of(self) -> Self:
        """Those whom the user has only heard of."""
        return self.filter(known_at=None, archived_at=None)

    def others(self) -> Self:
        """All but the user's own."""
        return self.filter(self_of=None)

    def me(self, user: User) -> "Contact":
        """The user's own contact, made when there is none: what they look for and offer is matched, too."""
        name = (user.name or user.email)[:120]
        contact, _made = self.get_or_create(self_of=user, defaults={"owner": user, "name": name})
        return contact

    def matching(self, user: User, typed: str) -> Self:
        """Those of `user` in whose name, headline, organisation or circles every typed word begins a word."""
        circles = Circle.objects.of(user).values_list("pk", "name") if typed.strip() else []
        query = search.prefixes(user.pk, typed, circles)
        return self.of(user).filter(search__plain=query) if query else self.of(user)

    def by_name(self) -> Self:
        return self.order_by("sort_name", "id")

    def by_last_seen(self) -> Self:
        """Last seen first; those never seen last."""
        return self.annotate(seen_key=Coalesce("last_seen", models.Value(NEVER))).order_by("-seen_key", "-id")

    def for_lists(self) -> Self:
        """Without the columns that a line in a list does not show."""
        return self.defer(*UNSEEN)


class Contact(Rhythmic):
    """A person in the user's network."""

    class Language(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")
        GERMAN = "de", _("German")
        SPANISH = "es", _("Spanish")
        OTHER = "xx", _("another language")

    name = models.CharField(_("name"), max_length=120)
    headline = models.CharField(_("what they do"), max_length=160, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    drives = models.TextField(_("what drives them"), blank=True, max_length=5000)
    notes = models.TextField(_("notes"), blank=True, max_length=20000)
    birth_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )
    how_met = models.CharField(_("how you met"), max_length=200, blank=True)
    met_through = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("met through"),
    )
    circles = models.ManyToManyField(Circle, through="Membership", blank=True, verbose_name=_("circles"))
    # The user, for the one contact that is the user: their needs and offers are matched like anybody's.
    self_of = models.OneToOneField(User, models.CASCADE, null=True, editable=False, related_name="+")
    # None: heard of. Somebody a contact told about, whom the user has not met: in no list, without nudges.
    known_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Kept beside what they are made of, so that lists and search need one index each.
    sort_name = models.CharField(max_length=240, editable=False, db_collation="C")
    place_key = models.CharField(max_length=160, editable=False, blank=True, db_collation="C")
    last_seen = models.DateField(null=True, editable=False)
    # Of the photo, "" for none. So a face in a list asks no other table, and its address changes with it.
    photo_digest = models.CharField(max_length=16, editable=False, blank=True)
    search = SearchVectorField(editable=False, default="")
    # Since when what they do waits to be read for what they could help with (netwerk.needs); None: it is.
    unread_at = models.DateTimeField(null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="contact_owned"),
            SameOwner(field="met_through", to="netwerk.Contact", name="contact_met_through_owned"),
            models.CheckConstraint(condition=~models.Q(name=""), name="contact_has_name"),
            models.CheckConstraint(
                condition=models.Q(self_of=None) | models.Q(self_of=models.F("owner")),
                name="contact_self_of_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_day=None, birth_month=None)
                | models.Q(birth_day__range=(1, 31), birth_month__range=(1, 12)),
                name="contact_birthday",
            ),
            models.CheckConstraint(condition=rhythm_within(0), name="contact_rhythm"),
        ]
        indexes = [
            models.Index("owner", "sort_name", "id", name="contact_by_name", condition=CURRENT),
            models.Index("owner", "sort_name", "id", name="contact_archived", condition=ARCHIVED),
            models.Index(
                "owner",
                Coalesce("last_seen", models.Value(NEVER)).desc(),
                models.F("id").desc(),
                name="contact_by_last_seen",
                condition=CURRENT,
            ),
            models.Index("owner", "place_key", "sort_name", "id", name="contact_by_place", condition=CURRENT),
            models.Index(
                "owner",
                "birth_month",
                "birth_day",
                name="contact_by_birthday",
                condition=CURRENT & models.Q(birth_day__isnull=False),
            ),
            # No list of pending entries: every search would read it from end to end while people are added.
            GinIndex("search", name="contact_search", fastupdate=False),
            models.Index("unread_at", name="contact_unread", condition=models.Q(unread_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.prepare(self.circle_ids() if self.pk else [])
        super().save(*args, **kwargs)

    def prepare(self, circles: Iterable[int] = ()) -> None:
        """Fills the columns that lists and search read, for a contact in `circles` (ids). Saving does it."""
        self.sort_name = (fold(self.name) or self.name.lower())[:240]
        self.place_key = place_key(self.place)
        self.search = search.vector(
            self.owner_id, self.name, self.headline, self.organisation, circles=circles
        )
        self.unread_at = timezone.now()

    def get_absolute_url(self) -> str:
        return address("pages.contact", self.pk)

    @property
    def line(self) -> str:
        """What stands under the name in a list: what they do, and where."""
        return " · ".join(filter(None, (self.headline, self.organisation)))

    def circle_ids(self) -> list[int]:
        """The ids of the circles this contact is in."""
        return list(self.memberships.values_list("circle_id", flat=True))

    def join_only(self, circles: Iterable[Circle]) -> None:
        """Makes these the contact's circles."""
        wanted = {circle.pk for circle in circles}
        self.memberships.exclude(circle__in=wanted).delete()
        made = [Membership(owner_id=self.owner_id, contact=self, circle_id=pk) for pk in sorted(wanted)]
        Membership.objects.bulk_create(made, ignore_conflicts=True)
        self.reindex()

    def reindex(self) -> None:
        """Brings the search column in step with the circles. Call it after any change of memberships."""
        self.prepare(self.circle_ids())
        self.save(update_fields=["search", "unread_at"])

    def become_known(self) -> None:
        """The user has met somebody they had heard of: one of the contacts from now on, nothing is lost."""
        self.known_at = self.known_at or timezone.now()
        self.save(update_fields=["known_at"])

    def archive(self) -> None:
        """Takes the contact out of lists, nudges and matches; nothing is lost."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def restore(self) -> None:
        """Undoes `archive`."""
        self.archived_at = None
        self.save(update_fields=["archived_at"])
