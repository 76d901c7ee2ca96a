from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.contacts.acquaintance import Meant
from netwerk.contacts.knowing import Reading
from netwerk.contacts.models import Connection, Contact

NAME, WORDS = 120, 120  # characters


class ConnectionForm(forms.Form):
    """Whom a contact knows, and how. A name that nobody has is somebody heard of from now on."""

    # Without maxlength: browsers silently cut what is pasted.
    who = forms.CharField(
        label=_("Knows"),
        validators=[MaxLengthValidator(NAME)],
        error_messages={"required": _("Whom do they know? A first name will do.")},
        widget=widgets.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "placeholder": _("a name")}
        ),
    )
    how = forms.ChoiceField(label=_("How"), choices=Connection.How.choices, widget=widgets.Select)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        validators=[MaxLengthValidator(WORDS)],
        widget=widgets.TextInput(attrs={"autocomplete": "off", "placeholder": _("from padel, his sister…")}),
    )

    def __init__(self, contact: Contact, data: Any = None) -> None:
        super().__init__(data, auto_id="knows_%s", initial={"how": Connection.How.FRIEND})
        self.contact = contact

    def clean_who(self) -> str:
        name = " ".join(self.cleaned_data["who"].split())
        said = [Reading(name)]
        self.other = Meant(self.contact.owner, [said]).by(self.contact, said).contact
        return name

    def save(self) -> Connection:
        """The connection, once; with a new contact who is heard of, if nobody has that name."""
        owner, typed = self.contact.owner, self.cleaned_data
        if self.other._state.adding:
            self.other.save()
        known = Connection.objects.of(owner).with_contact(self.contact)
        same = {"how": typed["how"], "words": typed["words"]}
        already = next((one for one in known.filter(**same) if one.beside(self.contact) == self.other), None)
        return already or Connection.objects.create(owner=owner, one=self.contact, other=self.other, **same)


def acquaintances(contact: Contact) -> list[tuple[Connection, Contact]]:
    """Whom a contact knows, with how."""
    return [
        (one, one.beside(contact))
        for one in Connection.objects.filter(owner=contact.owner_id).with_contact(contact)
    ]
