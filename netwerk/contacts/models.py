import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedQuerySet, SameOwner
from netwerk.contacts import search
from netwerk.contacts.reaching import reach_key
from netwerk.contacts.words import fold

HUES = 12
NEVER = date(1, 1, 1)  # sorts before every day anybody was seen


class Circle(Owned):
    """The user's own grouping of contacts."""

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(max_length=120, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="circle_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="circle_owned"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = fold(self.name) or self.name.lower()
        super().save(*args, **kwargs)


class ContactQuerySet(OwnedQuerySet):
    def bulk_create(self, objs: Iterable["Contact"], *args: Any, **kwargs: Any) -> list["Contact"]:
        """Many new contacts at once, as complete as those that are saved one by one."""
        contacts = list(objs)
        for contact in contacts:
            contact.prepare()
        return super().bulk_create(contacts, *args, **kwargs)

    def current(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def matching(self, user: User, typed: str) -> Self:
        """Those of `user` in whose name, headline, organisation or circles every typed word begins a word."""
        query = search.prefixes(user.pk, typed)
        return self.of(user).filter(search__plain=query) if query else self.of(user)

    def by_name(self) -> Self:
        return self.order_by("sort_name", "id")

    def by_last_seen(self) -> Self:
        """Last seen first; those never seen last."""
        return self.alias(seen_key=Coalesce("last_seen", models.Value(NEVER))).order_by("-seen_key", "-id")

    def for_lists(self) -> Self:
        """With the photo's address, without the columns that a line in a list does not show."""
        unseen = ["search", "drives", "notes", "how_met", "photo__data"]
        return self.select_related("photo").defer(*unseen)


class Contact(Owned):
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
    archived_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Kept beside what they are made of, so that lists and search need one index each.
    sort_name = models.CharField(max_length=240, editable=False, db_collation="C")
    place_key = models.CharField(max_length=160, editable=False, blank=True, db_collation="C")
    last_seen = models.DateField(null=True, editable=False)
    search = SearchVectorField(editable=False, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="contact_owned"),
            SameOwner(field="met_through", to="netwerk.Contact", name="contact_met_through_owned"),
            models.CheckConstraint(condition=~models.Q(name=""), name="contact_has_name"),
            models.CheckConstraint(
                condition=models.Q(birth_day=None, birth_month=None)
                | models.Q(birth_day__range=(1, 31), birth_month__range=(1, 12)),
                name="contact_birthday",
            ),
        ]
        indexes = [
            models.Index("owner", "sort_name", "id", name="contact_by_name"),
            models.Index(
                "owner",
                Coalesce("last_seen", models.Value(NEVER)).desc(),
                models.F("id").desc(),
                name="contact_by_last_seen",
            ),
            models.Index("owner", "place_key", "sort_name", "id", name="contact_by_place"),
            GinIndex("search", name="contact_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fills the columns that lists and search read. Saving does it, one by one or in bulk."""
        self.sort_name = fold(self.name) or self.name.lower()
        self.place_key = fold(self.place)
        if self.pk is None:
            self.search = self.search_text([])

    def get_absolute_url(self) -> str:
        return reverse("pages.contact", args=[self.pk])

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name."""
        parts = [word for word in self.name.split() if word[0].isalnum()] or [self.name]
        return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()

    @property
    def hue(self) -> int:
        """1 to 12, the same for the same name on every page and machine."""
        return sum(map(ord, self.sort_name)) % HUES + 1

    def search_text(self, circles: list[str]) -> str:
        """The search column for this contact when it is in the circles of these names."""
        return search.vector(self.owner_id, self.name, self.headline, self.organisation, *circles)

    def reindex(self) -> None:
        """Brings the search column up to date. Call it after any change of the texts or the circles."""
        names = list(self.circles.values_list("name", flat=True))
        Contact.objects.filter(pk=self.pk).update(search=self.search_text(names))

    def archive(self) -> None:
        """Takes the contact out of lists, nudges and matches; nothing is lost."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def restore(self) -> None:
        """Undoes `archive`."""
        self.archived_at = None
        self.save(update_fields=["archived_at"])


class Membership(Owned):
    """A contact in a circle."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="memberships", db_constraint=False)
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="memberships", db_constraint=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "circle", "contact"], name="membership_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="membership_contact_owned"),
            SameOwner(field="circle", to="netwerk.Circle", name="membership_circle_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} / {self.circle}"


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

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [SameOwner(field="contact", to="netwerk.Contact", name="reach_contact_owned")]
        indexes = [models.Index("owner", "kind", "key", name="reach_key")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = reach_key(self.kind, self.value)
        super().save(*args, **kwargs)

    @property
    def href(self) -> str:
        """Where a press goes: mailto:, tel:, a web address, or "" when it can't be followed."""
        match self.kind:
            case "email":
                return f"mailto:{self.value}"
            case "phone":
                return f"tel:{self.key or self.value}"
            case "site" | "profile":
                return (
                    self.value if self.value.startswith(("http://", "https://")) else f"https://{self.value}"
                )
            case _:
                return ""


class Photo(Owned):
    """A contact's photo, small and stripped of metadata. In the database, so that a dump holds everything."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="photo", db_constraint=False)
    data = models.BinaryField()  # WebP
    digest = models.CharField(max_length=16)  # of data: the address changes when the photo does

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "contact"], name="photo_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="photo_contact_owned"),
        ]

    def __str__(self) -> str:
        return self.digest


class Note(Owned):
    """Something learned about a contact on a day, without a meeting."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_constraint=False)
    day = models.DateField(_("day"))
    text = models.TextField(_("note"), max_length=20000)
    draft = models.UUIDField(default=uuid.uuid4, editable=False)  # the same draft sent twice is one note
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "draft"], name="note_draft_once"),
            SameOwner(field="contact", to="netwerk.Contact", name="note_contact_owned"),
        ]
        indexes = [
            models.Index("owner", models.F("day").desc(), models.F("id").desc(), name="note_by_day"),
            models.Index(
                "owner", "contact", models.F("day").desc(), models.F("id").desc(), name="note_by_contact_day"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
