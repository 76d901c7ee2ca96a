"""A whole evening on one page: the encounter, and the people one after the other."""

import uuid

from django.http import QueryDict

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters import capture
from netwerk.encounters.capture import Person
from netwerk.encounters.forms import LogForm, PersonForm, draft_name
from netwerk.encounters.models import Encounter
from netwerk.encounters.people import People


class Evening:
    """The forms of an evening of `owner`, empty or with the `data` that was sent.

    `saved` is the encounter of an earlier sending of the same draft, if there was one.
    """

    def __init__(self, owner: User, data: QueryDict | None = None) -> None:
        self.owner = owner
        self.saved = saved_draft(owner, data) if data is not None else None
        present = Contact.objects.filter(participations__encounter=self.saved) if self.saved else ()
        today = owner.today()
        initial = {"day": today, "draft": uuid.uuid4()}
        self.form = LogForm(data, today=today, initial=initial, instance=Encounter(owner=owner))
        self.people = People(data, owner=owner, present=present)

    def is_valid(self) -> bool:
        """Whether all of it can be saved; both forms say what is wrong."""
        return all([self.form.is_valid(), self.people.is_valid()])

    def save(self) -> tuple[Encounter, list[Person]]:
        """Saves it when it is valid, or what it has more than the earlier sending. Needs a transaction."""
        encounter = self.form.save(commit=False)
        encounter.draft = self.form.cleaned_data["draft"]
        people = self.people.people(encounter.day)
        if self.saved:
            capture.add(self.saved, encounter, people)
        else:
            capture.save_new(encounter, people)
        return self.saved or encounter, people

    @property
    def rows(self) -> list[PersonForm]:
        """The people, as the page shows them: one row to begin with, or what was sent."""
        return self.people.forms if self.people.is_bound else self.people.forms[:1]

    @property
    def spare_rows(self) -> list[PersonForm]:
        """What a page without JavaScript shows besides; with it, rows come one by one."""
        return [] if self.people.is_bound else self.people.forms[1:]


def saved_draft(owner: User, data: QueryDict) -> Encounter | None:
    """What an earlier sending of the draft in `data` made."""
    found = Encounter.objects.of(owner).filter(draft=draft_name(data)).first()
    if found:
        found.owner = owner
    return found
