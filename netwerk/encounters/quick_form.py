import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.contacts.acquaintance import Meant
from netwerk.contacts.models import Contact
from netwerk.encounters.follow_up import FollowUp
from netwerk.encounters.forms import (
    DraftForm,
    FollowUpForm,
    HearingForm,
    check_day,
    day_field,
    free_text,
    longest,
)
from netwerk.encounters.models import Encounter, Participation

QUICK_KINDS = ("call", "message", "coffee", "lunch", "meeting", "other")


class QuickLogForm(DraftForm, HearingForm, FollowUpForm):
    """A word with one contact, from that contact's page; or something learned about them."""

    NOTE = "note"

    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=widgets.RadioSelect,
        initial="call",
        choices=[*((kind, Encounter.Kind(kind).label) for kind in QUICK_KINDS), (NOTE, _("Note"))],
    )
    day = day_field(_("Day"))
    follow_up = forms.ChoiceField(
        label=_("Follow up"), choices=FollowUp.choices, required=False, widget=widgets.Select
    )
    text = free_text(
        longest(Participation, "note"),
        _("What did you talk about?"),
        placeholder=_("What did you talk about?"),
    )

    def __init__(self, *args: Any, today: date, contact: Contact | None = None, **kwargs: Any) -> None:
        initial = {"day": today, "draft": uuid.uuid4(), **kwargs.pop("initial", {})}
        super().__init__(*args, today=today, initial=initial, auto_id="quick_%s", **kwargs)
        self.contact = contact  # with whom: to show it, nobody needs to be named

    def clean(self) -> None:
        if self.contact:
            self.find_acquaintances(self.contact, Meant(self.contact.owner, self.sayings))

    def clean_day(self) -> date:
        return check_day(self.cleaned_data["day"], self.today)

    def clean_text(self) -> str:
        if not self.cleaned_data["text"] and self.cleaned_data.get("kind") == self.NOTE:
            raise forms.ValidationError(gettext("A note needs a few words."), code="required")
        if "bare" not in self.data and self.has_changed_nothing:
            raise forms.ValidationError(
                gettext("Nothing is written down yet. A few words help you later."), code="bare"
            )
        return str(self.cleaned_data["text"])

    @property
    def has_changed_nothing(self) -> bool:
        """Whether it was sent as it was shown: rather a slip of the finger than a call without a word."""
        return set(self.changed_data) <= {"draft"}

    @property
    def has_more(self) -> bool:
        """Whether something stands in what is folded away."""
        return self.is_bound and any(self[name].value() for name in HearingForm.base_fields)

    @property
    def may_be_bare(self) -> bool:
        """Whether it can be saved without a word, when the user means it."""
        return self.has_error("text", "bare")
