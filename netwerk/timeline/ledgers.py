"""The rows behind the moments: how each branch of the timeline loads them, and the template that shows one.

Each loader takes the owner and the ids of one page, and gives what its template shows as `row`, by id, in a
number of queries that does not depend on how many there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Note
from netwerk.encounters.models import Encounter, Participation
from netwerk.timeline.company import FACE, Company, company_at
from netwerk.timeline.models import Branch


@dataclass
class Met:
    """An encounter in a timeline: what was heard there, and who was there."""

    encounter: Encounter
    company: Company
    heard: str

    @property
    def with_one(self) -> Contact | None:
        """The one person of an encounter without a title: their name says more than "Coffee"."""
        return self.company.people[0] if len(self.company.people) == 1 and not self.encounter.title else None


class Ledger(NamedTuple):
    """How a branch of the timeline is loaded and shown."""

    load: Callable[[User, list[int]], Mapping[int, Any]]
    template: str


def encounters(owner: User, ids: list[int]) -> dict[int, Met]:
    """Encounters with their company."""
    found = Encounter.objects.of(owner).in_bulk(ids)
    companies = {pk: Company() for pk in found} | company_at(owner, ids)
    return {pk: Met(encounter, companies[pk], companies[pk].heard) for pk, encounter in found.items()}


def participations(owner: User, ids: list[int]) -> dict[int, Met]:
    """Encounters as one contact's part in them: what they told, and who else was there."""
    found = Participation.objects.of(owner).select_related("encounter").in_bulk(ids)
    contact = next((part.contact_id for part in found.values()), None)
    there = {part.encounter_id for part in found.values()}
    companies = {pk: Company() for pk in there} | company_at(owner, there, without=contact)
    return {pk: Met(part.encounter, companies[part.encounter_id], part.note) for pk, part in found.items()}


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
