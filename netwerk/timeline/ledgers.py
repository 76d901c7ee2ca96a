"""The rows behind the moments: how each branch of the timeline loads them, and the template that shows one.

Each loader takes the owner and the ids of one page, and gives what its template shows as `row`, by id, in a
number of queries that does not depend on how many there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from netwerk.accounts.models import User
from netwerk.contacts.models import Note
from netwerk.encounters.models import Encounter, Participation
from netwerk.faces import Face
from netwerk.timeline.company import Company, company_at
from netwerk.timeline.models import Branch

SHOWN = ("kind", "title", "place", "note")  # of an encounter
FACE = ("name", "sort_name", "photo_digest")  # of a contact


@dataclass
class Met:
    """An encounter in a timeline: what was heard there, and who was there."""

    encounter: Encounter
    company: Company
    heard: str

    @property
    def with_one(self) -> Face | None:
        """The one person of an encounter without a title: their name says more than "Coffee"."""
        return self.company.people[0] if len(self.company.people) == 1 and not self.encounter.title else None


class Ledger(NamedTuple):
    """How a branch of the timeline is loaded and shown."""

    load: Callable[[User, list[int]], Mapping[int, Any]]
    template: str


def encounters(owner: User, ids: list[int]) -> dict[int, Met]:
    """Encounters with their company."""
    found = Encounter.objects.of(owner).filter(pk__in=ids).only(*SHOWN)
    companies = company_at(owner, ids)
    return {one.pk: Met(one, companies[one.pk], companies[one.pk].heard) for one in found}


def participations(owner: User, ids: list[int]) -> dict[int, Met]:
    """Encounters as one contact's part in them: what they told, and who else was there."""
    parts = Participation.objects.of(owner).filter(pk__in=ids)
    columns = ("contact", "note", *(f"encounter__{name}" for name in SHOWN))
    found = list(parts.select_related("encounter").only(*columns))
    contact = found[0].contact_id if found else None
    companies = company_at(owner, [part.encounter_id for part in found], without=contact)
    return {part.pk: Met(part.encounter, companies[part.encounter_id], part.note) for part in found}


def notes(owner: User, ids: list[int]) -> Mapping[int, Note]:
    """Notes about somebody, each with its contact."""
    faces = [f"contact__{name}" for name in FACE]
    return Note.objects.of(owner).select_related("contact").only("day", "text", *faces).in_bulk(ids)


WITH_EVERYBODY: dict[int, Ledger] = {
    Branch.ENCOUNTER: Ledger(encounters, "timeline/_encounter.html"),
    Branch.NOTE: Ledger(notes, "timeline/_note.html"),
}
WITH_CONTACT: dict[int, Ledger] = {
    Branch.ENCOUNTER: Ledger(participations, "timeline/_contact_encounter.html"),
    Branch.NOTE: Ledger(notes, "timeline/_contact_note.html"),
}
