from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.needs import wording
from netwerk.needs.models import Wording

LONGEST = 300  # characters of all words of a wording together
LONGEST_WORD = 60
MOST = 200  # wordings of a user


class WordingForm(forms.ModelForm):
    """Words that mean the same to the user, with commas between them."""

    # Without maxlength: browsers silently cut what is pasted.
    text = forms.CharField(
        label=_("Words that mean the same"),
        help_text=_("With a comma between them. Dutch and English may be mixed."),
        validators=[MaxLengthValidator(LONGEST)],
        error_messages={"required": _("Which words mean the same? Two will do.")},
        widget=widgets.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "enterkeyhint": "done",
                "placeholder": _("for instance: ev, electric car, laadpaal"),
            }
        ),
    )

    class Meta:
        model = Wording
        fields = ["text"]

    def clean_text(self) -> str:
        words = wording.split(self.cleaned_data["text"])
        if len(words) < 2:
            said = gettext("Give at least two different words, with a comma between them.")
            raise ValidationError(said)
        for word in words:
            _check(word)
        return ", ".join(words)

    def clean(self) -> dict[str, Any] | None:
        others = Wording.objects.filter(owner=self.instance.owner).exclude(pk=self.instance.pk)
        if others.filter(text=self.cleaned_data.get("text")).exists():
            self.add_error("text", gettext("You have these words already."))
        elif others.count() >= MOST:
            self.add_error("text", gettext("That is as much as Netwerk keeps. Remove some words first."))
        return self.cleaned_data


def _check(word: str) -> None:
    """Raises a ValidationError for a word that no text could be told by."""
    if len(word) > LONGEST_WORD:
        said = gettext("“%(word)s…” is too long: give words, or a few words together.")
        raise ValidationError(said % {"word": word[:20]})
    if not wording.is_readable(word):
        said = gettext("“%(word)s” says too little to find somebody by.")
        raise ValidationError(said % {"word": word})
