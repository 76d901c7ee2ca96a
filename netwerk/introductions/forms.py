from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.chains.causes import Causes, choices_of, key_of
from netwerk.chains.models import CAUSES, columns_of
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import find_anybody, refuse_several
from netwerk.encounters.models import Encounter
from netwerk.introductions.models import SIDES, Introduction
from netwerk.introductions.wording import LONGEST
from netwerk.needs.models import Need
from netwerk.web import row_number

NAME, TEXT = 200, 2000  # characters
EARLIEST = date(1900, 1, 1)


def _named(label: Any, **kwargs: Any) -> forms.CharField:
    """The field for a name, with suggestions."""
    attrs = {
        "autocomplete": "off",
        "autocapitalize": "words",
        "list": "people-list",
        "hx-get": reverse_lazy("pages.introduce"),
        "hx-trigger": "input changed delay:150ms",
        "hx-target": "#people-list",
        "hx-sync": "this:replace",
    }
    # Without maxlength: browsers silently cut what is pasted.
    return forms.CharField(
        label=label, validators=[MaxLengthValidator(NAME)], widget=widgets.TextInput(attrs=attrs), **kwargs
    )


def _text(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        validators=[MaxLengthValidator(TEXT)],
        widget=widgets.Textarea(attrs={"rows": 3}),
        **kwargs,
    )


class DayForm(forms.Form):
    """The day on which something happened: today, when nobody says otherwise."""

    day = forms.DateField(
        label=_("Day"),
        widget=widgets.DateInput,
        error_messages={"required": _("Which day was it?")},
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has yet to come."))
        if day < EARLIEST:
            raise ValidationError(_("This day is too far away. Is the year right?"))
        return day


class CloseForm(forms.Form):
    """How an introduction went."""

    outcome = _text(_("How did it go?"), required=False)
    meets = forms.BooleanField(label=_("This met the need"), required=False)


class WordingForm(forms.Form):
    """What the user would rather say."""

    text = forms.CharField(strip=True, validators=[MaxLengthValidator(LONGEST)], widget=widgets.Textarea)


class NeedField(forms.ModelChoiceField):
    """A need, told apart by whose it is."""

    def label_from_instance(self, need: Any) -> str:
        return f"{need.contact.name}: {need.text}"


class RetellForm(forms.Form):
    """Why two people should meet, the need it serves, and what led to it (one of `causes`)."""

    why = _text(_("Why should they meet?"), required=False)
    need = NeedField(
        Need.objects.none(), required=False, label=_("Which need it serves"), widget=widgets.Select
    )
    came_of = forms.ChoiceField(label=_("What led to it"), required=False, widget=widgets.Select)

    def __init__(self, introduction: Introduction, causes: Causes, data: Any = None) -> None:
        cause = introduction.cause
        said = {"why": introduction.why, "need": introduction.need, "came_of": key_of(cause) if cause else ""}
        super().__init__(data, initial=said)
        self.introduction, self.causes = introduction, causes
        self.fields["came_of"].choices = choices_of(causes)  # type: ignore[attr-defined]  # it is a ChoiceField
        if introduction.met_need_at:  # what it met stays
            del self.fields["need"]
        else:
            self.fields["need"].queryset = self._needs()  # type: ignore[attr-defined]  # a ModelChoiceField

    def saves(self) -> bool:
        """Saves it if all is well, and tells whether it did; else it is said beside the fields."""
        if not self.is_valid():
            return False
        it, typed = self.introduction, self.cleaned_data
        it.why, it.need = typed["why"], typed.get("need", it.need)
        it.name_cause(self.causes[typed["came_of"]][0] if typed["came_of"] else None)
        try:
            it.save(update_fields=["why", "need", *CAUSES])
        except ValidationError as wrong:  # it would come of itself
            self.add_error("came_of", wrong)
            return False
        return True

    def _needs(self) -> Any:
        it = self.introduction
        needs = Need.objects.of(it.owner).filter(contact__in=[one.pk for one in it.sides() if one])
        return (needs.open() | needs.filter(pk=it.need_id)).select_related("contact")


class IntroductionForm(DayForm):
    """Two people who should meet, and who brings them together if not the user.

    Each is a name that was typed; `first_is` and so on hold the contact ("12 Piet Kok") whom the address
    named, and count for as long as the name stands there as it was.
    """

    first = _named(_("Introduce"), error_messages={"required": _("Who should meet somebody?")})
    second = _named(_("To whom"), error_messages={"required": _("Whom should they meet?")})
    why = _text(_("Why should they meet?"), required=False)
    need = NeedField(Need.objects.none(), required=False, label=_("Which need it serves"))
    through = _named(
        _("Through whom"),
        required=False,
        help_text=_("Who brings them together, when it is not you: you ask them instead of the two."),
    )
    made = forms.BooleanField(label=_("I brought them together already, there and then"), required=False)
    first_is = forms.CharField(required=False, widget=widgets.HiddenInput)
    second_is = forms.CharField(required=False, widget=widgets.HiddenInput)
    through_is = forms.CharField(required=False, widget=widgets.HiddenInput)
    encounter = forms.ModelChoiceField(Encounter.objects.none(), required=False, widget=widgets.HiddenInput)
    came_of = forms.ChoiceField(label=_("What led to it"), required=False, widget=widgets.Select)

    def __init__(self, owner: User, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"day": owner.today()} | (initial or {}))
        self.owner = owner
        self.found = {side: self._find(side) for side in SIDES}
        self.two = [one for side in ("first", "second") for one in self.found[side]]
        needs = Need.objects.of(owner).open().filter(contact__in=self.two).select_related("contact")
        self.fields["need"].widget = widgets.Select()
        self.fields["need"].queryset = needs  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["encounter"].queryset = Encounter.objects.of(owner)  # type: ignore[attr-defined]

    @property
    def cause(self) -> str:
        """The key of what led to it, as it was typed or filled in."""
        return self._typed("came_of")

    def offer(self, causes: Causes) -> None:
        """Lets the user choose what led to it. Call it before anything else."""
        self.causes = causes
        self.fields["came_of"].choices = choices_of(causes)  # type: ignore[attr-defined]  # it is a ChoiceField

    @staticmethod
    def naming(**people: Contact | None) -> dict[str, Any]:
        """The `initial` that names these people by their sides."""
        known = {side: one for side, one in people.items() if one}
        names = {side: one.name for side, one in known.items()}
        return names | {f"{side}_is": f"{one.pk} {one.name}" for side, one in known.items()}

    def clean_first(self) -> Contact | None:
        return self._meant("first")

    def clean_second(self) -> Contact | None:
        return self._meant("second")

    def clean_through(self) -> Contact | None:
        return self._meant("through")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        first, second, through = (typed.get(side) for side in SIDES)
        if first and first == second:
            self.add_error("second", _("Nobody can be introduced to themselves: choose two people."))
        if through and through in (first, second):
            self.add_error("through", _("Who brings the two together is neither of them."))
        return typed

    def save(self) -> Introduction:
        """The introduction; the one that is there, when the same was sent a moment ago. In a transaction."""
        typed = self.cleaned_data
        said = {name: typed[name] for name in ("first", "second", "through", "why", "need", "encounter")}
        cause = self.causes[typed["came_of"]][0] if typed["came_of"] else None
        said |= {"began_on": typed["day"], **columns_of(cause)}
        same = Introduction.objects.of(self.owner).open().filter(**said).first()
        introduction: Introduction = same or Introduction.objects.create(owner=self.owner, **said)
        if typed["made"]:
            introduction.make(typed["day"])
        return introduction

    def _typed(self, name: str) -> str:
        said = self.data.get(name, "") if self.is_bound else self.initial.get(name, "")
        return " ".join(str(said).split())

    def _find(self, side: str) -> list[Contact]:
        """Who may be meant."""
        typed = self._typed(side)
        pk, _space, name = self._typed(f"{side}_is").partition(" ")
        if not typed or len(typed) > NAME or "\0" in typed:
            return []
        if name == typed:
            known = Contact.objects.of(self.owner).filter(pk=row_number(pk), archived_at=None)
            if found := known.first():
                return [found]
        return find_anybody(self.owner, typed)

    def _meant(self, side: str) -> Contact | None:
        found = self.found[side]
        refuse_several(found)
        if self.cleaned_data[side] and not found:
            said = _("You know nobody called “%(name)s” yet: add them to your contacts first.")
            raise ValidationError(said, params={"name": self.cleaned_data[side][:60]})
        return found[0] if found else None
