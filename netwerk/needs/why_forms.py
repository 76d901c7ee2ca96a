from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import MOST, called_apart, find_named
from netwerk.contacts.words import words
from netwerk.needs.forms import PHRASE

NAME = 120  # characters


class WhyForm(forms.Form):
    """About whom the user wonders: a contact by name, or what somebody could offer."""

    who = forms.CharField(
        label=_("Whom do you think of?"),
        required=False,
        validators=[MaxLengthValidator(NAME)],
        widget=widgets.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "placeholder": _("a name")}
        ),
    )
    offer = forms.CharField(
        label=_("Or: what could somebody help with?"),
        required=False,
        validators=[MaxLengthValidator(PHRASE)],
        widget=widgets.TextInput(
            attrs={"autocomplete": "off", "placeholder": _("for instance: makes websites for shops")}
        ),
    )

    def __init__(self, owner: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.found: Contact | None = None
        # To choose from, when more than one may be meant, each with what to call them.
        self.several: list[tuple[Contact, str]] = []

    def clean_who(self) -> str:
        name = " ".join(self.cleaned_data["who"].split())
        found = called(self.owner, name) if name else []
        if name and not found:
            raise ValidationError(gettext("You know nobody of that name."))
        if len(found) > 1:
            self.several = list(zip(found, called_apart(found), strict=True))
            raise ValidationError(gettext("That may be more than one. Whom do you mean?"))
        self.found = found[0] if found else None
        return name

    def clean(self) -> dict[str, Any] | None:
        typed = self.cleaned_data
        if not self.errors and not typed["who"] and not typed["offer"].strip():
            self.add_error("who", gettext("Type a name, or what somebody could help with."))
        return typed


def called(owner: User, name: str) -> list[Contact]:
    """The contacts of `owner`, archived ones too, with this name; else those whose name begins like it."""
    if found := find_named(owner, name):
        return found[:MOST]
    typed = words(name)
    if not typed:
        return []
    alike = Contact.objects.matching(owner, name).others().by_name()[: MOST * 4]
    # A contact is also found by what they do, which is not what was asked.
    named = (one for one in alike if all(_begins(one, part) for part in typed))
    return list(named)[:MOST]


def _begins(contact: Contact, part: str) -> bool:
    return any(word.startswith(part) for word in contact.sort_name.split())
