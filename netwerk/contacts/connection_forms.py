from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.contacts.acquaintance import Meant
from netwerk.contacts.knowing import Reading
from netwerk.contacts.models import Connection, Contact
from netwerk.contacts.models.connection import SINCE, ConnectionQuerySet
from netwerk.prepared import prepared

NAME, WORDS = 120, 120  # characters


class HowForm(forms.Form):
    """How two people know each other, since when, and who told the user."""

    # Without maxlength: browsers silently cut what is pasted.
    how = forms.ChoiceField(label=_("How"), choices=Connection.How.choices, widget=widgets.Select)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        validators=[MaxLengthValidator(WORDS)],
        widget=widgets.TextInput(attrs={"autocomplete": "off", "placeholder": _("from padel, his sister…")}),
    )
    since = forms.IntegerField(
        label=_("Since which year"),
        required=False,
        validators=[MinValueValidator(SINCE[0])],
        widget=widgets.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "placeholder": "2019"}
        ),
    )
    heard_from = forms.CharField(
        label=_("Heard from"),
        required=False,
        validators=[MaxLengthValidator(NAME)],
        widget=widgets.TextInput(attrs={"autocomplete": "off", "placeholder": _("Sanne herself")}),
    )

    def clean_since(self) -> int | None:
        year: int | None = self.cleaned_data["since"]
        if year and year > timezone.localdate().year:
            raise ValidationError(_("This year has yet to come."))
        return year

    @property
    def has_more(self) -> bool:
        """Whether something stands in what is folded away."""
        return self.is_bound and any(self[name].value() for name in ("since", "heard_from"))


class ConnectionEditForm(HowForm, forms.ModelForm):
    """A connection, changed."""

    class Meta:
        model = Connection
        fields = ["how", "words", "since", "heard_from"]


class ConnectionForm(HowForm):
    """Whom a contact knows, and how. A name that nobody has is somebody heard of from now on."""

    who = forms.CharField(
        label=_("Knows"),
        validators=[MaxLengthValidator(NAME)],
        error_messages={"required": _("Whom do they know? A first name will do.")},
        widget=widgets.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "placeholder": _("a name")}
        ),
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
        owner, typed = self.contact.owner, dict(self.cleaned_data)
        del typed["who"]
        if self.other._state.adding:
            self.other.save()
        known = Connection.objects.of(owner).with_contact(self.contact)
        same = known.filter(how=typed["how"], words=typed["words"])
        already = next((one for one in same if one.beside(self.contact) == self.other), None)
        return already or Connection.objects.create(owner=owner, one=self.contact, other=self.other, **typed)


def acquaintances(contact: Contact) -> list[tuple[Connection, Contact]]:
    """Whom a contact knows, with how."""
    return [(one, one.beside(contact)) for one in _connections(contact.owner_id, contact)]


@prepared
def _connections(owner: int, contact: Contact) -> ConnectionQuerySet:
    return Connection.objects.filter(owner=owner).with_contact(contact)
