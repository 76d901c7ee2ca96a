from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.contacts.words import apart
from netwerk.needs.models import Need, Offer
from netwerk.prepared import prepared

PHRASE, NOTE = 200, 5000  # characters
EARLIEST = date(1900, 1, 1)


class SaidForm(forms.Form):
    """A need or an offer: a line, and more about it where there is more to tell."""

    # Without maxlength: browsers silently cut what is pasted.
    text = forms.CharField(
        label=_("In a few words"),
        validators=[MaxLengthValidator(PHRASE)],
        error_messages={"required": _("What is it? A few words will do.")},
        widget=widgets.TextInput(
            attrs={
                "autocomplete": "off",
                "enterkeyhint": "done",
                "placeholder": _("a bookkeeper; a bike"),
            }
        ),
    )
    note = forms.CharField(
        label=_("More about it"),
        required=False,
        validators=[MaxLengthValidator(NOTE)],
        widget=widgets.Textarea(attrs={"rows": 3}),
    )

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class HeardForm(SaidForm):
    """Needs or offers of `contact`, heard today: one, or several with a semicolon between two."""

    NEED, OFFER = "need", "offer"

    kind = forms.ChoiceField(
        choices=[(NEED, _("looks for")), (OFFER, _("can help with"))], widget=widgets.Select
    )

    @property
    def has_more(self) -> bool:
        """Whether something stands in what is folded away."""
        return self.is_bound and bool(self["note"].value())

    def clean_text(self) -> str:
        text = super().clean_text()
        if not apart(text):
            raise ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    def save(self, owner: User, contact: Contact) -> list[Need | Offer]:
        """The new needs or offers; what is told more is told of each."""
        typed = self.cleaned_data
        model = Need if typed["kind"] == self.NEED else Offer
        said = {"note": typed["note"], "day": owner.today()}
        return [
            model.objects.create(owner=owner, contact=contact, text=text, **said)
            for text in apart(typed["text"])
        ]


class RetellForm(SaidForm):
    """A need or an offer in other words, or heard on another day."""

    day = forms.DateField(label=_("Heard on"), widget=widgets.DateInput)

    def __init__(self, said: Need | Offer, data: Any = None) -> None:
        super().__init__(data, initial={"text": said.text, "note": said.note, "day": said.day})
        self.said = said

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > max(timezone.localdate(), self.said.day):  # of a planned meeting it is yet to come
            raise ValidationError(_("This day has yet to come."))
        if day < EARLIEST:
            raise ValidationError(_("This day is too far away. Is the year right?"))
        return day

    def save(self) -> None:
        self.said.retell(**self.cleaned_data)


def heard_of(contact: Contact | None) -> dict[str, list[Need] | list[Offer]]:
    """What a contact looks for and can help with, as it stands; of nobody, nothing."""
    if contact is None:
        return {}
    return {
        "needs": _needs(contact.owner_id, contact),
        "offers": _offers(contact.owner_id, contact),
    }


@prepared
def _needs(owner: int, contact: Contact) -> QuerySet[Need]:
    return Need.objects.filter(owner=owner, contact=contact).open().newest_first()


@prepared
def _offers(owner: int, contact: Contact) -> QuerySet[Offer]:
    return Offer.objects.filter(owner=owner, contact=contact, withdrawn_at=None).newest_first()
