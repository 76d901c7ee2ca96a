"""An evening's meetings, saved: the encounter, who was there, and who of them is new."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Coalesce, Now

from netwerk.contacts.acquaintance import Acquaintance, Introduced
from netwerk.contacts.models import Contact, Note
from netwerk.encounters.follow_up import When
from netwerk.encounters.models import Encounter, Participation, note_seen


@dataclass
class Person:
    """Somebody met: a contact, saved or new; what they told of themselves and others; when to follow up."""

    contact: Contact
    note: str = ""
    when: When | None = None
    needs: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    knows: list[Acquaintance] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)  # the user's, to them
    introduced: list[Introduced] = field(default_factory=list)  # by the user, to these


def save_new(encounter: Encounter, people: list[Person]) -> None:
    """Saves an encounter and its people. Call it in a transaction, as `add` below."""
    encounter.plan(encounter.owner.today())
    encounter.save(force_insert=True)
    _save_people(encounter, people)


def add(encounter: Encounter, later: Encounter, people: list[Person]) -> None:
    """Adds to a saved encounter what a later sending of its draft has more. Nothing is taken away.

    The first sending's answer may have been lost on its way, and more may have been typed since.
    """
    encounter.title, encounter.place = encounter.title or later.title, encounter.place or later.place
    encounter.note = joined(encounter.note, later.note)
    encounter.save(update_fields=["title", "place", "note"])
    there = {row.contact_id: row for row in encounter.participations.all()}
    for person in people:
        if row := there.get(person.contact.pk):
            row.note = joined(row.note, person.note)
    Participation.objects.bulk_update(there.values(), ["note"])
    _save_people(encounter, [person for person in people if person.contact.pk not in there])


def save_word(contact: Contact, typed: dict[str, Any]) -> tuple[Encounter | None, bool]:
    """Saves a word with one contact, as QuickLogForm cleaned it: an encounter, or a note without a meeting.

    Gives the encounter, if it is one, and whether this draft is new. Call it in a transaction.
    """
    owner, draft, text = contact.owner, typed["draft"], typed["text"]
    if note := Note.objects.of(owner).filter(draft=draft).first():
        note.text = joined(note.text, text)
        note.save(update_fields=["text"])
        return None, False
    if encounter := Encounter.objects.of(owner).filter(draft=draft).first():
        add(encounter, Encounter(), [Person(contact, text)])
        return encounter, False
    if typed["kind"] == "note":
        Note.objects.create(owner=owner, contact=contact, day=typed["day"], text=text, draft=draft)
        return None, True
    encounter = Encounter(owner=owner, kind=typed["kind"], day=typed["day"], draft=draft)
    save_new(encounter, [Person(contact, text)])
    return encounter, True


def joined(note: str, later: str) -> str:
    """Both notes; just the longer one when it holds the other."""
    if later in note:
        return note
    return later if note in later else f"{note}\n\n{later}"


def _save_people(encounter: Encounter, people: list[Person]) -> None:
    owner = encounter.owner
    Contact.objects.bulk_create(person.contact for person in people if person.contact.pk is None)
    _welcome_back(person.contact for person in people)
    Participation.objects.bulk_create(
        Participation(
            owner=owner, encounter=encounter, contact=person.contact, day=encounter.day, note=person.note
        )
        for person in people
    )
    note_seen(owner, [person.contact.pk for person in people], encounter.day)


def _welcome_back(contacts: Iterable[Contact]) -> None:
    """Who was archived, or only heard of, and is met is one of the contacts: their follow-ups count."""
    away = [contact.pk for contact in contacts if contact.archived_at or not contact.known_at]
    if away:
        known = Coalesce("known_at", Now())
        Contact.objects.filter(pk__in=away).update(archived_at=None, known_at=known)
