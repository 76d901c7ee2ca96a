"""A favour as it is written down, and what is asked when it is done or dropped. Nothing typed is cut off."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.chains.causes import Causes, choices_of, key_of
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import find_named, full_name, refuse_several
from netwerk.contacts.words import fold
from netwerk.encounters.forms import check_day, day_field, free_text, longest
from netwerk.favours.models import Favour
from netwerk.needs.models import Need

NEEDS = 50  # of a contact, to choose from


def name_field(label: Any) -> forms.CharField:
    """A field in which somebody is named, with suggestions as a name is typed."""
    field = free_text(
        250,
        label,
        required=True,
        autocomplete="off",
        list="names",
        **{
            "hx-get": reverse_lazy("pages.new_favour"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#names",
            "hx-swap": "innerHTML",
        },
    )
    field.error_messages["required"] = _("Who is it? Type a name, or “you”.")
    return field


class FavourForm(forms.ModelForm):
    """Who did what for whom, the need it serves, and what led to it (one of `causes`).

    The people of the favour as it is, or as an address named them, are known, whatever has become of them.
    """

    giver_name = name_field(_("Who helps"))
    receiver_name = name_field(_("For whom"))
    what = free_text(longest(Favour, "what"), _("With what"), required=True, autocomplete="off")
    note = free_text(5000, _("More about it"))
    need = forms.ModelChoiceField(
        Need.objects.none(),
        label=_("For what they look for"),
        required=False,
        empty_label="–",
        widget=widgets.Select,
    )
    came_of = forms.ChoiceField(label=_("What led to it"), required=False, widget=widgets.Select)

    class Meta:
        model = Favour
        fields = ["what", "note", "need", "asked_by_me"]

    def __init__(self, data: Any = None, *, instance: Favour, causes: Causes, today: date) -> None:
        super().__init__(data, instance=instance)
        self.owner: User = instance.owner
        self.causes, self.today = causes, today
        self.known = {side: getattr(instance, side) for side in Favour.SIDES}
        for side, contact in self.known.items():
            self.initial[f"{side}_name"] = called(contact) if contact else ""
        self.fields["what"].error_messages["required"] = gettext("What is it? A few words will do.")
        self.fields["need"].queryset = self._needs()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["came_of"].choices = choices_of(causes)  # type: ignore[attr-defined]  # it is a ChoiceField
        cause = instance.cause
        self.initial["came_of"] = key_of(cause) if cause else ""

    @property
    def asks_for_need(self) -> bool:
        """Whether there is a need to choose."""
        return self.fields["need"].queryset.exists()  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def _needs(self) -> Any:
        receiver = self.known["receiver"]
        if receiver is None or receiver.pk is None:
            return Need.objects.none()
        needs = Need.objects.of(self.owner)
        open_ = needs.open().filter(contact=receiver).newest_first().values("pk")[:NEEDS]
        return (needs.filter(pk__in=open_) | needs.filter(pk=self.instance.need_id)).newest_first()

    def clean_what(self) -> str:
        return " ".join(self.cleaned_data["what"].split())

    def clean_giver_name(self) -> str:
        return self._name("giver")

    def clean_receiver_name(self) -> str:
        return self._name("receiver")

    def _name(self, side: str) -> str:
        """Sets who is meant on this side, and gives what was typed."""
        typed = " ".join(self.cleaned_data[f"{side}_name"].split())
        setattr(self.instance, side, self._meant(typed))
        return typed

    def _meant(self, typed: str) -> Contact:
        key = fold(typed) or typed.lower()
        if key in {fold(str(_("You"))), fold(str(_("me")))}:
            return Contact.objects.me(self.owner)
        for contact in self.known.values():
            if contact and key in {fold(called(contact)), fold(contact.name)}:
                return contact
        found = find_named(self.owner, typed)
        if not found:
            said = _("Nobody in your contacts has this name. Add them first.")
            raise ValidationError(said, code="nobody")
        refuse_several(found)
        return found[0]

    def clean_came_of(self) -> str:
        key = str(self.cleaned_data["came_of"])
        cause = self.causes[key][0] if key else None
        self.instance.name_cause(cause)
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        one, other = self.instance.giver, self.instance.receiver
        if not self.errors.keys() & {"giver_name", "receiver_name"} and one == other:
            said = _("Somebody can't do themselves a favour: choose two people.")
            self.add_error("receiver_name", ValidationError(said, code="same"))
        return data

    def saves(self) -> bool:
        """Saves it if all is well, and tells whether it did; else it is said beside the fields."""
        if not self.is_valid():
            return False
        try:
            self.save()
        except ValidationError as wrong:  # it would come of itself
            self.add_error("came_of", wrong)
            return False
        return True


class NewFavourForm(FavourForm):
    """A favour that is promised, or was done."""

    PROMISED, DONE = "promised", "done"

    how = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[(PROMISED, _("Promised")), (DONE, _("Done"))],
        initial=PROMISED,
        widget=widgets.RadioSelect,
    )
    day = day_field(_("By when, or done on"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        it, day, is_done = self.instance, data.get("day"), data.get("how") == self.DONE
        if day:
            self._check(day, is_done)
        it.promised_on = None if is_done else self.today
        it.due = None if is_done else day
        it.done_on = (day or self.today) if is_done else None
        return data

    def _check(self, day: date, is_done: bool) -> None:
        try:
            check_day(day, self.today)
            if is_done and day > self.today:
                raise ValidationError(_("This day has yet to come."), code="future")
            if not is_done and day < self.today:
                raise ValidationError(_("This day has gone by."), code="past")
        except ValidationError as wrong:
            self.add_error("day", wrong)


class EditFavourForm(FavourForm):
    """A favour, told otherwise. What has become of it changes by its verbs; here only the day of that."""

    day = day_field(_("Done on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        it = self.instance
        self.column = "done_on" if it.done_on else "due"
        if not it.done_on:
            self.fields["day"].label = _("By when")
        self.initial["day"] = getattr(it, self.column)
        # Who was erased stays so.
        for side, contact in self.known.items():
            if contact is None:
                del self.fields[f"{side}_name"]

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is None and self.column == "done_on":
            raise ValidationError(_("Choose a day."), code="required")
        if day:
            check_day(day, self.today)
        if day and self.column == "done_on" and day > self.today:
            raise ValidationError(_("This day has yet to come."), code="future")
        setattr(self.instance, self.column, day)
        return day


class DoneForm(forms.Form):
    """When it was done, and whether that met the need."""

    day = day_field(_("On another day"), required=False)
    meets = forms.BooleanField(label=_("This met the need"), required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, auto_id="done_%s")
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"] or self.today
        if day > self.today:
            raise ValidationError(_("This day has yet to come."), code="future")
        return check_day(day, self.today)


class DropForm(forms.Form):
    """Why it won't be done."""

    why = free_text(longest(Favour, "dropped_why"), _("Why not?"), autocomplete="off")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="drop_%s")


def called(contact: Contact) -> str:
    """As somebody is named in a field: "You" for the user."""
    return gettext("You") if contact.self_of_id else full_name(contact)
