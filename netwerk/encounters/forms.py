"""What is typed in after a meeting. Nothing typed is ever cut off: what is too long is said, and kept."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.contacts.acquaintance import Acquaintance, Introduced, Meant
from netwerk.contacts.doubles import LookAlike
from netwerk.contacts.knowing import Reading, read_several
from netwerk.contacts.models import Contact
from netwerk.contacts.words import apart
from netwerk.encounters.follow_up import FollowUp, When, when
from netwerk.encounters.models import Encounter, Participation

EARLIEST = date(1900, 1, 1)
PHRASE = 200  # characters of a need or an offer
# Suggests the others of the evening, whom log.js knows, and the contacts that the typed letters may mean.
SUGGESTS: dict[str, Any] = {
    "list": "there",
    "hx-get": reverse_lazy("pages.log"),
    "hx-trigger": "input changed delay:200ms",
    "hx-target": "#there",
    "hx-swap": "beforeend",
    "hx-sync": "this:replace",
}
YEARS_AHEAD = timedelta(days=5 * 365)

T = TypeVar("T")


def free_text(longest: int, label: Any, *, required: bool = False, **attrs: Any) -> forms.CharField:
    """A field for at most `longest` characters, without maxlength: browsers silently cut what is pasted."""
    area = longest > 1000
    widget = widgets.Textarea(attrs={"rows": 2, **attrs}) if area else widgets.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, required=required, widget=widget, validators=[MaxLengthValidator(longest)]
    )


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=widgets.DateInput, **kwargs)


def longest(model: Any, name: str) -> int:
    """How many characters the column has room for."""
    return int(model._meta.get_field(name).max_length)


def check_day(day: date, today: date) -> date:
    """Meetings have been, or are planned; anything further away is a slip of the finger."""
    if not EARLIEST <= day <= today + YEARS_AHEAD:
        raise forms.ValidationError(gettext("This day is too far away. Is the year right?"), code="far")
    return day


def phrases(typed: str) -> list[str]:
    """What was typed in one go, each once. Raises ValidationError when one is no short phrase."""
    found = apart(typed)
    if any(len(phrase) > PHRASE for phrase in found):
        said = gettext("A few words are enough: at most %(most)d characters, a semicolon between two.")
        raise forms.ValidationError(said % {"most": PHRASE}, code="long")
    return found


class FollowUpForm(forms.Form):
    """The follow-up of one person. `today` is the day it is where the user is."""

    follow_up = forms.ChoiceField(
        label=_("Follow up"), choices=FollowUp.choices, required=False, widget=widgets.RadioSelect
    )
    follow_up_day = day_field(_("On which day?"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_follow_up_day(self) -> date | None:
        day = self.cleaned_data["follow_up_day"]
        if self.cleaned_data.get("follow_up") != FollowUp.DAY:
            return None
        if day is None:
            raise forms.ValidationError(gettext("Choose a day."), code="required")
        if day < self.today:
            raise forms.ValidationError(gettext("This day has gone by."), code="past")
        return check_day(day, self.today)

    def follow_up_when(self, day: date) -> When | None:
        """When to follow up on a meeting of `day`."""
        data = self.cleaned_data
        return when(data["follow_up"], max(day, self.today), data["follow_up_day"])


class HearingForm(forms.Form):
    """What somebody looks for, offers and whom they know, and what the user promised: `;` between two."""

    needs = free_text(900, _("Looks for"), autocomplete="off", placeholder=_("a bookkeeper; a room"))
    offers = free_text(900, _("Can help with"), autocomplete="off", placeholder=_("permits; proofreading"))
    knows = free_text(900, _("Knows"), autocomplete="off", placeholder=_("Sanne (padel); Anna, sister"))
    promises = free_text(900, _("You promised"), autocomplete="off", placeholder=_("to send the article"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acquaintances: list[Acquaintance] = []

    def clean_needs(self) -> list[str]:
        return phrases(self.cleaned_data["needs"])

    def clean_offers(self) -> list[str]:
        return phrases(self.cleaned_data["offers"])

    def clean_promises(self) -> list[str]:
        return phrases(self.cleaned_data["promises"])

    def clean_knows(self) -> list[list[Reading]]:
        return read_several(self.cleaned_data["knows"])

    @property
    def sayings(self) -> list[list[Reading]]:
        """Everybody who is named, each in every way to read it."""
        return list(self.cleaned_data.get("knows", []))

    def find_acquaintances(self, person: Contact, meant: Meant) -> None:
        """Fills in whom `person` knows, and says beside the field who that can't be told of."""
        self.acquaintances += self._find_meant("knows", partial(meant.by, person))

    def _find_meant(self, name: str, meant: Callable[[list[Reading]], T]) -> Iterator[T]:
        """Who is named in that field, as `meant` finds them; its refusals stand beside the field."""
        for readings in self.cleaned_data.get(name, []):
            try:
                yield meant(readings)
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)


class EncounterForm(forms.ModelForm):
    """An encounter without its people."""

    title = free_text(longest(Encounter, "title"), _("Title"), placeholder=_("New year’s drinks"))
    place = free_text(longest(Encounter, "place"), _("Place"))
    note = free_text(longest(Encounter, "note"), _("Note"))
    day = day_field(_("Day"))

    class Meta:
        model = Encounter
        fields = ["title", "place", "day", "kind", "time", "note"]
        widgets = {
            "kind": widgets.RadioSelect,
            "time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_day(self) -> date:
        return check_day(self.cleaned_data["day"], self.today)


class DraftForm(forms.Form):
    """The name of a draft, given by the first answer: what is sent twice is saved once."""

    draft = forms.UUIDField(widget=widgets.HiddenInput, required=False)

    def clean_draft(self) -> uuid.UUID:
        return self.cleaned_data["draft"] or uuid.uuid4()


def draft_name(data: Mapping[str, Any]) -> uuid.UUID | None:
    """The name of the draft in what was sent; None when there is none that can be read."""
    form = DraftForm(data)
    return form.cleaned_data["draft"] if form.is_valid() else None


class LogForm(DraftForm, EncounterForm):
    """The evening itself: what is asked once."""

    @property
    def has_more(self) -> bool:
        """Whether something stands in what is folded away."""
        return self.is_bound and any(name in self.errors or self[name].value() for name in ("time", "note"))


class PersonForm(HearingForm, FollowUpForm):
    """One person of an evening."""

    met: Contact  # who it is, the known one or somebody new: found together with the others of the evening

    # Who it is, once that was said: the id of a contact or "new", a space, and the name it was said of.
    # It is void when the name was changed since.
    contact = forms.CharField(required=False, widget=widgets.HiddenInput)
    name = free_text(longest(Contact, "name"), _("Who"), required=True, autocomplete="off")
    organisation = free_text(longest(Contact, "organisation"), _("Organisation"), autocomplete="off")
    headline = free_text(longest(Contact, "headline"), _("What they do"), autocomplete="off")
    note = free_text(longest(Participation, "note"), _("What you heard"), enterkeyhint="next")
    introduced = free_text(
        900,
        _("You introduced them to"),
        autocomplete="off",
        placeholder=_("Piet; Anna (both sail)"),
        **SUGGESTS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = gettext("Who was this? A first name will do.")
        self.known: Contact | None = None
        self.alike: list[LookAlike] = []
        self.introductions: list[Introduced] = []

    def clean_introduced(self) -> list[list[Reading]]:
        return read_several(self.cleaned_data["introduced"])

    @property
    def sayings(self) -> list[list[Reading]]:
        return [*super().sayings, *self.cleaned_data.get("introduced", [])]

    def find_acquaintances(self, person: Contact, meant: Meant) -> None:
        """Also whom `person` was introduced to."""
        super().find_acquaintances(person, meant)
        self.introductions += self._find_meant("introduced", partial(meant.introduced_to, person))

    @property
    def said(self) -> str:
        """The id or "new" that was said of this very name, or ""."""
        who, _space, name = self.cleaned_data["contact"].partition(" ")
        return who if name == self.cleaned_data["name"] else ""

    @property
    def is_removed(self) -> bool:
        """Whether the user took this row back."""
        return bool("DELETE" in self.fields and self["DELETE"].data)

    @property
    def is_open(self) -> bool:
        """Whether there is something to do here: such a row is not folded away."""
        return not self.is_bound or bool(self.errors and not self.is_removed)
