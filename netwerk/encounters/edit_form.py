"""A saved encounter, changed: itself, the notes of who was there, and who was forgotten."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from netwerk.encounters import capture
from netwerk.encounters.forms import EncounterForm, PersonForm, free_text, longest
from netwerk.encounters.models import Encounter, Participation, note_last_seen
from netwerk.encounters.people import MOST, BasePeople


class GuestsForm(forms.Form):
    """The note of each participation, and whether it is to be removed.

    One form for all, so that forty need no more queries than two.
    """

    def __init__(self, data: QueryDict | None, guests: Sequence[Participation]) -> None:
        super().__init__(data)
        self.guests = guests
        for guest in guests:
            name = str(guest.contact)
            self.fields[f"note-{guest.pk}"] = free_text(longest(Participation, "note"), name)
            self.fields[f"remove-{guest.pk}"] = forms.BooleanField(label=_("Was not there"), required=False)
            self.initial[f"note-{guest.pk}"] = guest.note

    def rows(self) -> list[tuple[Participation, Any, Any]]:
        """Each participation with its two fields."""
        return [(guest, self[f"note-{guest.pk}"], self[f"remove-{guest.pk}"]) for guest in self.guests]

    def removed(self) -> list[int]:
        """The ids of the participations to be removed, when the form is valid."""
        return [guest.pk for guest in self.guests if self.cleaned_data[f"remove-{guest.pk}"]]

    def save(self) -> None:
        """Writes the notes that changed, and removes who was not there."""
        changed = [guest for guest in self.guests if f"note-{guest.pk}" in self.changed_data]
        for guest in changed:
            guest.note = self.cleaned_data[f"note-{guest.pk}"]
        # Only the note: the day in these rows is the one from before, if that was changed along with it.
        Participation.objects.bulk_update(changed, ["note"])
        Participation.objects.filter(pk__in=self.removed()).delete()


class BaseForgotten(BasePeople):
    """Who was there as well. None, as a rule."""

    def clean(self) -> None:
        if self.written:
            super().clean()


Forgotten = cast(
    type[BaseForgotten],
    forms.formset_factory(
        PersonForm, BaseForgotten, extra=1, can_delete=True, max_num=MOST, absolute_max=2 * MOST
    ),
)


class EncounterEdit:
    """The forms of `encounter`, as it is or with the `data` that was sent."""

    def __init__(self, encounter: Encounter, data: QueryDict | None = None) -> None:
        owner = encounter.owner
        self.form = EncounterForm(data, today=owner.today(), instance=encounter)
        self.guests = GuestsForm(data, list(encounter.participations.with_people().order_by("id")))
        self.forgotten = Forgotten(data, owner=owner)

    def is_valid(self) -> bool:
        """Whether all of it can be saved; the forms say what is wrong."""
        valid = all([self.form.is_valid(), self.guests.is_valid(), self.forgotten.is_valid()])
        return valid and self._has_somebody()

    def save(self) -> None:
        """Saves all of it. Call it in a transaction, when it is valid."""
        contacts = [guest.contact_id for guest in self.guests.guests]
        self._note_change()
        encounter = self.form.save()  # the database takes a new day along to the participations
        self.guests.save()
        if people := self.forgotten.people(encounter.day):
            capture.add(encounter, encounter, people)
        note_last_seen(encounter.owner, contacts)

    def _note_change(self) -> None:
        """When it was changed; and whether it is planned now, or was told of."""
        encounter, today, now = self.form.instance, self.form.today, timezone.now()
        encounter.changed_at = now
        encounter.plan(today)
        told = encounter.day < today or (encounter.day == today and self._has_words())
        if encounter.planned_at and told:
            encounter.told_at = encounter.told_at or now

    def _has_words(self) -> bool:
        """Whether something was written about the meeting or somebody: not just another hour or place."""
        noted = any(name.startswith("note-") for name in self.guests.changed_data)
        return noted or bool(self.forgotten.written) or "note" in self.form.changed_data

    def _has_somebody(self) -> bool:
        if len(self.guests.removed()) < len(self.guests.guests) or self.forgotten.written:
            return True
        self.form.add_error(None, gettext("Somebody was there. If it did not take place, delete it."))
        return False
