from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from netwerk.accounts.models import User
from netwerk.contacts import photos
from netwerk.contacts.doubles import LookAlike, look_alikes
from netwerk.contacts.models import Circle, Contact, Note, Photo, Reach
from netwerk.contacts.models.circle import circle_key
from netwerk.contacts.naming import find_named, full_name, refuse_several
from netwerk.contacts.reach_forms import MOST_WAYS, ReachFormSet

LEAP_YEAR = 2000  # 29 February is a birthday, also when the year is not known
EMPTY_ROWS = [{"kind": Reach.Kind.EMAIL}, {"kind": Reach.Kind.PHONE}]
MOST_CIRCLES = 40  # of one contact


class ContactForm(forms.ModelForm):
    """Everything about one contact, with the rows under "Ways to reach" as `reaches`."""

    birth_month = forms.TypedChoiceField(
        label=_("Month"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *MONTHS.items()]
    )
    through = forms.CharField(
        label=_("Met through"),
        required=False,
        max_length=250,
        help_text=_("Somebody in your contacts: type a few letters of the name."),
        widget=forms.TextInput(
            attrs={
                "list": "through-list",
                "autocomplete": "off",
                "hx-get": reverse_lazy("contacts.create"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#through-list",
                "hx-swap": "innerHTML",
            }
        ),
    )
    joined = forms.ModelMultipleChoiceField(
        label=_("Circles"),
        required=False,
        queryset=Circle.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    new_circles = forms.CharField(
        label=_("New circles"),
        required=False,
        max_length=600,
        help_text=_("For instance: Borrel Utrecht. A comma between two."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    new_photo = forms.FileField(
        label=_("New photo"),
        required=False,
        help_text=_("A JPEG, PNG or WebP of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    class Meta:
        model = Contact
        fields = [
            "name", "headline", "organisation", "place", "language", "drives", "notes",
            "birth_day", "birth_month", "birth_year", "how_met",
        ]  # fmt: skip
        labels = {"birth_day": _("Day"), "birth_year": _("Year")}
        error_messages = {"name": {"required": _("Without a name nobody finds them again.")}}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
            "drives": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 4}),
            "birth_day": forms.NumberInput(attrs={"min": 1, "max": 31}),
            "birth_year": forms.NumberInput(attrs={"min": 1900, "max": 2200}),
        }

    def __init__(self, instance: Contact, data: Mapping[str, Any] | None = None, files: Any = None) -> None:
        super().__init__(data, files, instance=instance)
        self.owner: User = instance.owner
        self.reaches = ReachFormSet(data, instance=instance, prefix="reaches", initial=EMPTY_ROWS)
        self.reaches.extra = 0 if instance.pk and self.reaches.queryset else len(EMPTY_ROWS)
        self.fields["language"].choices = [("", "–"), *Contact.Language.choices]  # type: ignore[attr-defined]  # as above
        circles = self.fields["joined"]
        circles.queryset = Circle.objects.of(self.owner)  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField
        if instance.pk:
            self.initial["joined"] = instance.circle_ids()
        if instance.met_through:
            self.initial["through"] = full_name(instance.met_through)

    @classmethod
    def with_another_way(cls, contact: Contact, data: QueryDict) -> "ContactForm":
        """The form as it was typed, with one more empty row under "Ways to reach", and without a verdict."""
        longer = data.copy()
        rows = data.get("reaches-TOTAL_FORMS", "")
        longer["reaches-TOTAL_FORMS"] = str(
            min(int(rows) + 1, MOST_WAYS) if rows.isdecimal() and len(rows) < 4 else 1
        )
        form = cls(contact, longer)
        form._errors = ErrorDict()  # type: ignore[attr-defined]  # the stubs miss it
        form.reaches.forms[-1].fields["kind"].widget.attrs["autofocus"] = True
        return form

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.reaches.is_valid()])

    @property
    def moves_nudges(self) -> bool:
        """Whether nudges may come or go with what has changed: by a birthday, or by a circle's rhythm."""
        return bool(
            {"birth_day", "birth_month", "birth_year", "joined", "new_circles"}.intersection(
                self.changed_data
            )
        )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_through(self) -> str:
        typed = self.cleaned_data["through"]
        if "through" not in self.changed_data:
            return typed
        found = find_named(self.owner, typed) if typed else []
        if typed and not found:
            raise ValidationError(
                _("Nobody in your contacts has this name. Add them first, or leave this empty.")
            )
        refuse_several(found)
        if found and found[0].pk == self.instance.pk:
            raise ValidationError(_("Nobody is met through themselves."))
        self.instance.met_through = found[0] if found else None
        return typed

    def clean_new_circles(self) -> list[str]:
        """Their names, each once, as it was spelled first."""
        names = [" ".join(name.split()) for name in self.cleaned_data["new_circles"].split(",")]
        once = {circle_key(name): name for name in reversed(names) if name}
        if any(len(name) > 60 for name in once.values()):
            raise ValidationError(_("The name of a circle has at most 60 characters."))
        if len(once) > MOST_CIRCLES:
            raise ValidationError(
                ngettext(
                    "At most %(most)d circle at once.", "At most %(most)d circles at once.", MOST_CIRCLES
                )
                % {"most": MOST_CIRCLES}
            )
        return list(reversed(once.values()))

    def clean_new_photo(self) -> bytes | None:
        """The photo as it will be kept."""
        file: UploadedFile | None = self.cleaned_data["new_photo"]
        return photos.shrink(file, file.size or 0) if file else None  # type: ignore[arg-type]  # reads like a file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"birth_day", "birth_month", "birth_year"}:
            check_birthday(data.get("birth_day"), data.get("birth_month"), data.get("birth_year"))
        return data

    def look_alikes(self) -> list[LookAlike]:
        """Contacts that this one may be, when it is new or has another name, address or number."""
        if self.instance.pk and "name" not in self.changed_data and not self.reaches.has_changed():
            return []
        return look_alikes(self.owner, self.cleaned_data["name"], self.reaches.typed(), but=self.instance.pk)

    def save(self, commit: bool = True) -> Contact:
        """Writes the contact and all that belongs to it, or nothing."""
        with transaction.atomic():
            contact = super().save()
            self.reaches.instance = contact
            self.reaches.save()
            contact.join_only([*self.cleaned_data["joined"], *self._made_circles()])
            self._save_photo(contact)
        return contact

    def _made_circles(self) -> list[Circle]:
        return [Circle.objects.named(self.owner, name) for name in self.cleaned_data["new_circles"]]

    def _save_photo(self, contact: Contact) -> None:
        data = self.cleaned_data["new_photo"]
        if data:
            Photo.objects.keep(contact, data)
        elif self.cleaned_data["no_photo"]:
            Photo.objects.of(self.owner).remove(contact)


def check_birthday(day: int | None, month: int | None, year: int | None) -> None:
    """Raises ValidationError unless the parts are none, a year, a day and month, or all three."""
    today = timezone.localdate()
    if year and year > today.year:
        raise ValidationError({"birth_year": _("This year has yet to come.")})
    if (day is None) != (month is None):
        missing, message = ("birth_month", _("Of which month?")) if day else ("birth_day", _("Which day?"))
        raise ValidationError({missing: message})
    if day is None or month is None:
        return
    try:
        birthday = date(year or LEAP_YEAR, month, day)
    except ValueError as wrong:
        raise ValidationError({"birth_day": _("This day does not exist in that month.")}) from wrong
    if year and birthday > today:
        raise ValidationError({"birth_year": _("This day has yet to come.")})


class CircleForm(forms.ModelForm):
    """A circle's name."""

    class Meta:
        model = Circle
        fields = ["name"]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        namesakes = Circle.objects.of(self.instance.owner).filter(key=circle_key(name))
        if namesakes.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a circle of this name already."))
        return name


class NoteForm(forms.ModelForm):
    """Something learned about somebody on a day."""

    class Meta:
        model = Note
        fields = ["day", "text"]
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has yet to come."))
        return day
