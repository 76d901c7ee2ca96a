"""Writes a network of any size into the ledgers of a user, by COPY."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from netwerk.accounts.models import User
from netwerk.bulk import copy_in
from netwerk.contacts.models import Circle, Connection, Contact, Membership, Note, Reach
from netwerk.contacts.reaching import reach_key
from netwerk.demo.crowd import DAYS, Crowd, Gathering, Somebody
from netwerk.demo.giving import write_favours, write_introductions
from netwerk.encounters.models import Encounter, Participation, note_last_seen
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Heard, Match, Need, Offer, Reading
from netwerk.needs.rematching import rematch
from netwerk.nudges.models import Nudge
from netwerk.nudges.spread import Spread

BATCH = 5_000
DUE = 15  # nudges for today and the days before it …
COMING = 100  # … and at most so many for the days to come: habits don't grow with a network
EVENING = time(21)
NEAR = 50  # people apart, of two who know each other

Item = TypeVar("Item")
Advance = Callable[[str, int], object]  # what is being written, and how many more of it there are now


def fill(
    user: User,
    crowd: Crowd,
    people: int,
    moments: int,
    advance: Advance = lambda *_: None,
    *,
    needs: int = 0,
    offers: int = 0,
    connections: int = 0,
    favours: int = 0,
    introductions: int = 0,
) -> None:
    """Gives `user`, who has none, that many contacts of the crowd, with that many of everything among them.

    The same seed gives the same network, seen from the user's today.
    """
    with transaction.atomic():
        filling = Filling(user, crowd, advance)
        filling.write_people(people)
        filling.write_moments(moments)
        filling.write_nudges()
        analyze(Contact, Membership, Reach, Encounter, Participation, Note, Nudge)
        filling.write_connections(connections)
        if needs or offers:
            filling.write_heard(Need, "needs", needs)
            filling.write_heard(Offer, "offers", offers)
            filling.find_matches()
        if favours or introductions:
            write_favours(user, crowd, filling.contacts, favours)
            write_introductions(user, crowd, filling.contacts, introductions)
            analyze(Favour, Introduction)


def analyze(*tables: type[Model]) -> None:
    """Tells PostgreSQL's planner how large these tables are by now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in tables)}")


class Filling:
    """The writing of one network: who is in it so far, and where each was last seen."""

    def __init__(self, user: User, crowd: Crowd, advance: Advance) -> None:
        self.user, self.crowd, self.advance = user, crowd, advance
        self.today = user.today()
        self.contacts: list[int] = []  # the ids, by number
        self.last: dict[int, Encounter] = {}  # by the number of who was there

    def write_people(self, people: int) -> None:
        """Contacts, with circles and ways to reach them."""
        circles = {name: Circle.objects.create(owner=self.user, name=name).pk for name in self.crowd.circles}
        for numbers in _batches(range(people)):
            batch = [self.crowd.somebody(number) for number in numbers]
            contacts = [
                self._contact(body, number / people, circles)
                for number, body in zip(numbers, batch, strict=True)
            ]
            copy_in(contacts)
            pairs = list(zip([contact.pk for contact in contacts], batch, strict=True))
            copy_in(
                [
                    self._owned(Membership, contact_id=pk, circle_id=circles[c])
                    for pk, body in pairs
                    for c in body.circles
                ]
            )
            copy_in(
                [
                    self._reach(pk, *way)
                    for pk, body in pairs
                    for way in (("email", body.email), ("phone", body.phone))
                ]
            )
            self.contacts += [pk for pk, _ in pairs]
            self.advance("contacts", len(batch))

    def write_moments(self, moments: int) -> None:
        """Encounters with who was there, and notes; then when everybody was last seen."""
        gatherings = list(self.crowd.gatherings(len(self.contacts), moments))
        days = [self.today - timedelta(days=ago) for ago in self.crowd.days_ago(len(gatherings))]
        for batch in _batches(zip(gatherings, days, strict=True)):
            self._write_meetings([(meeting, day) for meeting, day in batch if meeting.kind])
            copy_in([self._note(meeting, day) for meeting, day in batch if not meeting.kind])
            self.advance("moments", sum(len(meeting.people) for meeting, _ in batch))
        analyze(Contact, Participation)
        for ids in _batches(self.contacts):
            note_last_seen(self.user, ids)
            self.advance("last seen", len(ids))

    def write_nudges(self) -> None:
        """Some due, and others spread over the months to come."""
        dice = self.crowd.dice
        count = min(len(self.contacts), DUE + min(COMING, len(self.contacts) // 10))
        numbers = dice.sample(range(len(self.contacts)), count)
        spread = Spread(self.user.nudges_a_day, self.user.nudges_a_week)
        due = [spread.take(self.today - timedelta(days=2)) for _ in numbers[:DUE]]
        due += [spread.take(self.today + timedelta(days=dice.randint(1, 90))) for _ in numbers[DUE:]]
        copy_in([self._nudge(number, day) for number, day in zip(numbers, due, strict=True)])

    def write_connections(self, count: int) -> None:
        """Who knows whom: people who came into the network at about the same time."""
        dice, last = self.crowd.dice, len(self.contacts) - 1
        for batch in _batches(range(count if last > 0 else 0)):
            copy_in([self._connection(*_two_near(dice, last)) for _ in batch])
            self.advance("connections", len(batch))
        analyze(Connection)

    def write_heard(self, model: type[Heard], words: str, count: int) -> None:
        """Needs or offers of anybody, the oldest first; half of the time of the last encounter with them."""
        for batch in _batches(self.crowd.days_ago(count)):
            copy_in([self._heard(model, words, self.today - timedelta(days=ago)) for ago in batch])
            self.advance(words, len(batch))

    def find_matches(self) -> None:
        """Reads everybody, and finds who could help whom."""

        before = 0

        def count(done: int, _of: int) -> None:
            nonlocal before
            self.advance("matching", done - before)
            before = done

        rematch(self.user, count)
        analyze(Need, Offer, Reading, Match)

    def _write_meetings(self, meetings: list[tuple[Gathering, date]]) -> None:
        encounters = [self._encounter(meeting, day) for meeting, day in meetings]
        copy_in(encounters)
        there = []
        for encounter, (meeting, day) in zip(encounters, meetings, strict=True):
            self.last |= dict.fromkeys(meeting.people, encounter)
            there += [self._participation(encounter.pk, number, day) for number in meeting.people]
        copy_in(there)

    def _contact(self, body: Somebody, age: float, circles: dict[str, int]) -> Contact:
        day = self.today - timedelta(days=round(DAYS * (1 - age)) + 1)
        contact: Contact = self._owned(Contact, name=body.name, created_at=self._evening(day), **body.fields)
        contact.prepare(circles[name] for name in body.circles)
        return contact

    def _reach(self, contact: int, kind: str, value: str) -> Reach:
        reach: Reach = self._owned(
            Reach, contact_id=contact, kind=kind, value=value, key=reach_key(kind, value)
        )
        return reach

    def _encounter(self, meeting: Gathering, day: date) -> Encounter:
        large = len(meeting.people) > 4
        encounter: Encounter = self._owned(
            Encounter,
            kind=meeting.kind,
            title=self.crowd.pick("titles") if large else "",
            day=day,
            place=f"{self.crowd.pick('venues')}, {self.crowd.pick('places')}"
            if meeting.kind not in ("call", "message")
            else "",
            draft=self.crowd.draft(),
            created_at=self._evening(day),
        )
        return encounter

    def _participation(self, encounter: int, number: int, day: date) -> Participation:
        participation: Participation = self._owned(
            Participation,
            encounter_id=encounter,
            contact_id=self.contacts[number],
            day=day,
            note=self.crowd.note_at_meeting(),
        )
        return participation

    def _note(self, meeting: Gathering, day: date) -> Note:
        note: Note = self._owned(
            Note,
            contact_id=self.contacts[meeting.people[0]],
            day=day,
            text=self.crowd.note(),
            draft=self.crowd.draft(),
            created_at=self._evening(day),
        )
        return note

    def _connection(self, one: int, other: int) -> Connection:
        connection: Connection = self._owned(
            Connection,
            one_id=self.contacts[one],
            other_id=self.contacts[other],
            how=self.crowd.dice.choice(Connection.How.values),
        )
        return connection

    def _nudge(self, number: int, due: date) -> Nudge:
        nudge: Nudge = self._owned(
            Nudge,
            contact_id=self.contacts[number],
            encounter=self.last.get(number),
            due=due,
            why=self.crowd.pick("whys"),
        )
        return nudge

    def _heard(self, model: type[Heard], words: str, day: date) -> Heard:
        number, at_meeting = self.crowd.dice.randrange(len(self.contacts)), self.crowd.dice.random() < 0.5
        encounter = self.last.get(number) if at_meeting else None
        day = encounter.day if encounter else day
        heard: Heard = self._owned(
            model,
            contact_id=self.contacts[number],
            encounter=encounter,
            day=day,
            text=self.crowd.phrase(words),
            created_at=self._evening(day),
        )
        return heard

    def _owned(self, model: type[Any], **fields: Any) -> Any:
        return model(owner_id=self.user.pk, **fields)

    def _evening(self, day: date) -> datetime:
        return datetime.combine(day, EVENING, self.user.zone)


def _two_near(dice: Random, last: int) -> tuple[int, int]:
    """Two different numbers up to `last`, not far apart."""
    one = dice.randint(0, last)
    other = dice.randint(max(0, one - NEAR), min(last - 1, one + NEAR))
    return one, other + (other >= one)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
