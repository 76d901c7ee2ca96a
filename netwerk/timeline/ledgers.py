"""The rows behind the moments: how each branch of the timeline loads them, and the template that shows one.

Each loader takes the owner and the ids of one page, and gives what its template shows as `row`, by id, in a
number of queries that does not depend on how many there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from netwerk.accounts.models import User
from netwerk.contacts.models import Note
from netwerk.encounters.models import Encounter, Participation
from netwerk.faces import Face
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Need, Offer
from netwerk.prepared import Prepared, any_of, prepared
from netwerk.timeline.company import Company, company_at
from netwerk.timeline.models import Branch

SHOWN = ("kind", "title", "time", "place", "note")  # of an encounter
OF_CONTACT = tuple(f"contact__{name}" for name in ("name", "sort_name", "photo_digest", "self_of"))


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
    companies = company_at(owner, ids)
    return {one.pk: Met(one, companies[one.pk], companies[one.pk].heard) for one in _encounters(owner, ids)}


@prepared
def _encounters(owner: User, ids: list[int]) -> QuerySet[Encounter]:
    return Encounter.objects.of(owner).filter(any_of("pk", ids)).only(*SHOWN)


def participations(owner: User, ids: list[int]) -> dict[int, Met]:
    """Encounters as one contact's part in them: what they told, and who else was there."""
    found = _participations(owner, ids)
    contact = found[0].contact_id if found else None
    companies = company_at(owner, [part.encounter_id for part in found], without=contact)
    return {part.pk: Met(part.encounter, companies[part.encounter_id], part.note) for part in found}


@prepared
def _participations(owner: User, ids: list[int]) -> QuerySet[Participation]:
    columns = ("contact", "note", *(f"encounter__{name}" for name in SHOWN))
    parts = Participation.objects.of(owner).filter(any_of("pk", ids))
    return parts.select_related("encounter").only(*columns)


def _by_id(find: Prepared[[User, list[int]], Any]) -> Callable[[User, list[int]], dict[int, Any]]:
    """A loader, from a question that is prepared."""
    return lambda owner, ids: {row.pk: row for row in find(owner, ids)}


@_by_id
@prepared
def notes(owner: User, ids: list[int]) -> QuerySet[Note]:
    """Notes about somebody, each with its contact."""
    found = Note.objects.of(owner).filter(any_of("pk", ids))
    return found.select_related("contact").only("day", "text", *OF_CONTACT)


@_by_id
@prepared
def introductions(owner: User, ids: list[int]) -> QuerySet[Introduction]:
    """Introductions with their people."""
    return Introduction.objects.of(owner).filter(any_of("pk", ids)).with_faces()


@_by_id
@prepared
def favours(owner: User, ids: list[int]) -> QuerySet[Favour]:
    """Favours with both people."""
    return Favour.objects.of(owner).filter(any_of("pk", ids)).with_faces()


@_by_id
@prepared
def needs(owner: User, ids: list[int]) -> QuerySet[Need]:
    """What people look for, each with its contact."""
    found = Need.objects.of(owner).filter(any_of("pk", ids))
    return found.select_related("contact").only("text", "met_at", "withdrawn_at", *OF_CONTACT)


@_by_id
@prepared
def offers(owner: User, ids: list[int]) -> QuerySet[Offer]:
    """What people can help with, each with its contact."""
    found = Offer.objects.of(owner).filter(any_of("pk", ids))
    return found.select_related("contact").only("text", "withdrawn_at", *OF_CONTACT)


# Shown the same with everybody and with one contact: each is a sentence with its people in it.
ALIKE: dict[int, Ledger] = {
    Branch.INTRODUCTION: Ledger(introductions, "timeline/_introduction.html"),
    Branch.FAVOUR: Ledger(favours, "timeline/_favour.html"),
    Branch.NEED: Ledger(needs, "timeline/_need.html"),
    Branch.OFFER: Ledger(offers, "timeline/_offer.html"),
}
WITH_EVERYBODY: dict[int, Ledger] = {
    Branch.ENCOUNTER: Ledger(encounters, "timeline/_encounter.html"),
    Branch.NOTE: Ledger(notes, "timeline/_note.html"),
} | ALIKE
WITH_CONTACT: dict[int, Ledger] = {
    Branch.ENCOUNTER: Ledger(participations, "timeline/_contact_encounter.html"),
    Branch.NOTE: Ledger(notes, "timeline/_contact_note.html"),
} | ALIKE
