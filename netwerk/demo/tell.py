"""Writes the handwritten network into the ledgers of a user."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Note, Reach
from netwerk.demo.given import write_given
from netwerk.demo.keeping import write_keeping
from netwerk.demo.story import Meeting, Person, Phrase, Said, day_of, herself, ordinary_weekday, read
from netwerk.encounters.models import Encounter, Participation, note_last_seen
from netwerk.needs.models import Need, Offer
from netwerk.needs.rematching import rematch
from netwerk.nudges.models import Nudge

HOME = time(22, 30)  # when Noor writes things down
IN_A_WHILE = timedelta(weeks=5)  # after which she hears that a need is no more

Met = dict[tuple[str, int], Encounter]  # by the name of who was there, and how many weeks ago


@transaction.atomic
def tell(user: User) -> int:
    """Gives `user`, who has no contacts, the network of noor/. Returns how many people are in it."""
    people, meetings = read()
    contacts = _write_contacts(user, people, meetings)
    last: dict[str, Encounter] = {}
    met: Met = {}
    for meeting in meetings:
        encounter = _write_meeting(user, meeting, contacts)
        last |= dict.fromkeys(meeting.said, encounter)
        met |= {(name, meeting.week): encounter for name in meeting.said}
    note_last_seen(user, [contact.pk for contact in contacts.values()])
    for person in people:
        _write_nudges(user, person, contacts[person.name], last[person.name])
        _write_heard(contacts[person.name], person.said, met)
    _write_heard(Contact.objects.me(user), herself(), met)
    write_given(user, contacts)
    rematch(user)
    write_keeping(user, contacts)
    return len(people)


def _write_contacts(user: User, people: list[Person], meetings: list[Meeting]) -> dict[str, Contact]:
    """Everybody by name, in the order in which Noor met them."""
    first: dict[str, Meeting] = {}
    for meeting in meetings:
        first = dict.fromkeys(meeting.said, meeting) | first
    names = sorted({name for person in people for name in person.circles})
    circles = {name: Circle.objects.create(owner=user, name=name) for name in names}
    today = user.today()
    contacts: dict[str, Contact] = {}
    for person in sorted(people, key=lambda person: meetings.index(first[person.name])):
        met = day_of(first[person.name].week, first[person.name].weekday, today)
        contacts[person.name] = contact = _write_contact(user, person, met)
        contact.join_only([circles[name] for name in person.circles])
        _write_notes(user, person, contact, today)
    for person in people:
        if person.through:
            Contact.objects.filter(pk=contacts[person.name].pk).update(met_through=contacts[person.through])
    return contacts


def _write_contact(user: User, person: Person, met: date) -> Contact:
    day, month, year = person.born
    contact = Contact.objects.create(
        owner=user,
        name=person.name,
        birth_day=day,
        birth_month=month,
        birth_year=year,
        created_at=_written_at(user, met),
        **person.fields,
    )
    for kind, value, label in person.reaches:
        Reach.objects.create(owner=user, contact=contact, kind=kind, value=value, label=label)
    if person.archived:
        contact.archived_at = _written_at(user, user.today() - timedelta(weeks=person.archived))
        contact.save(update_fields=["archived_at"])
    return contact


def _write_notes(user: User, person: Person, contact: Contact, today: date) -> None:
    for line in person.notes():
        day = day_of(line.week, ordinary_weekday(person.name, line.week), today)
        Note.objects.create(
            owner=user, contact=contact, day=day, text=line.text, created_at=_written_at(user, day)
        )


def _write_meeting(user: User, meeting: Meeting, contacts: dict[str, Contact]) -> Encounter:
    day = day_of(meeting.week, meeting.weekday, user.today())
    encounter = Encounter.objects.create(
        owner=user,
        kind=meeting.kind,
        title=meeting.title,
        day=day,
        time=meeting.time,
        place=meeting.place,
        note=meeting.note,
        created_at=_written_at(user, day),
    )
    Participation.objects.bulk_create(
        Participation(owner=user, encounter=encounter, contact=contacts[name], day=day, note=text)
        for name, text in meeting.said.items()
    )
    return encounter


def _write_nudges(user: User, person: Person, contact: Contact, last: Encounter) -> None:
    for days, why in person.nudges:
        Nudge.objects.create(
            owner=user,
            contact=contact,
            encounter=last,
            due=user.today() + timedelta(days=days),
            why=why,
            created_at=last.created_at,
        )


def _write_heard(contact: Contact, said: Said, met: Met) -> None:
    """What somebody looks for and offers, at the meeting of that week; of Noor herself, on some day."""
    user = contact.owner
    for model, phrases in ((Need, said.needs), (Offer, said.offers)):
        for phrase in phrases:
            encounter = None if contact.self_of_id else met[contact.name, phrase.week]
            weekday = ordinary_weekday(contact.name, phrase.week)
            day = encounter.day if encounter else day_of(phrase.week, weekday, user.today())
            model.objects.create(
                owner=user,
                contact=contact,
                encounter=encounter,
                day=day,
                text=phrase.text,
                created_at=_written_at(user, day),
                **_end(user, phrase, day),
            )


def _end(user: User, phrase: Phrase, day: date) -> dict[str, datetime]:
    return {f"{phrase.end}_at": _written_at(user, day + IN_A_WHILE)} if phrase.end else {}


def _written_at(user: User, day: date) -> datetime:
    return datetime.combine(day, HOME, user.zone)
