"""A meeting with one contact that is yet to come."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk import widgets
from netwerk.contacts.models import Contact
from netwerk.encounters import capture
from netwerk.encounters.capture import Person
from netwerk.encounters.forms import DraftForm, EncounterForm, free_text, longest
from netwerk.encounters.models import Encounter

Kind = Encounter.Kind
KINDS = (Kind.COFFEE, Kind.LUNCH, Kind.CALL, Kind.MEETING, Kind.BORREL, Kind.EVENT, Kind.OTHER)


class PlanForm(DraftForm, EncounterForm):
    """What kind of meeting, when and where. An hour is optional: some days are agreed on before the hour."""

    title = None  # type: ignore[assignment]  # so Django leaves a field out; what it is and with whom will do
    note = free_text(longest(Encounter, "note"), _("What for"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=widgets.RadioSelect,
    )

    class Meta(EncounterForm.Meta):
        fields = ["kind", "day", "time", "place", "note"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(
            *args, today=today, initial={"kind": Kind.COFFEE.value, "draft": uuid.uuid4()}, **kwargs
        )

    def clean_day(self) -> date:
        day = super().clean_day()
        if day < self.today:
            raise forms.ValidationError(
                gettext("This day has gone by. Log it, if you met then."), code="past"
            )
        return day

    def save_with(self, contact: Contact) -> tuple[Encounter, bool]:
        """Saves the meeting with `contact`, once for each draft; gives it, and whether it is new.

        Call it in a transaction, when it is valid.
        """
        owner, draft = contact.owner, self.cleaned_data["draft"]
        if saved := Encounter.objects.of(owner).filter(draft=draft).first():
            return saved, False
        encounter = self.save(commit=False)
        encounter.owner, encounter.draft = owner, draft
        encounter.planned_at = timezone.now()  # also of this afternoon
        capture.save_new(encounter, [Person(contact)])
        return encounter, True
