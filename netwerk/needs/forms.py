from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs.models import Need, Offer

PHRASE = 200  # characters


class HeardForm(forms.Form):
    """A need or an offer of `contact`, in one line."""

    NEED, OFFER = "need", "offer"

    kind = forms.ChoiceField(
        choices=[(NEED, _("looks for")), (OFFER, _("can help with"))], widget=widgets.Select
    )
    # Without maxlength: browsers silently cut what is pasted.
    text = forms.CharField(
        label=_("In a few words"),
        validators=[MaxLengthValidator(PHRASE)],
        error_messages={"required": _("What is it? A few words will do.")},
        widget=widgets.TextInput(
            attrs={
                "autocomplete": "off",
                "enterkeyhint": "done",
                "placeholder": _("for instance: a bookkeeper for her shop"),
            }
        ),
    )

    def save(self, owner: User, contact: Contact) -> Need | Offer:
        """The new need or offer, heard today."""
        model = Need if self.cleaned_data["kind"] == self.NEED else Offer
        said = {"text": " ".join(self.cleaned_data["text"].split()), "day": owner.today()}
        return model.objects.create(owner=owner, contact=contact, **said)


def heard_of(contact: Contact | None) -> dict[str, list[Need] | list[Offer]]:
    """What a contact looks for and can help with, as it stands; of nobody, nothing."""
    if contact is None:
        return {}
    return {
        "needs": list(contact.needs.filter(met_at=None, withdrawn_at=None).newest_first()),
        "offers": list(contact.offers.filter(withdrawn_at=None).newest_first()),
    }
