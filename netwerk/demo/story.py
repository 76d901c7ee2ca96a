"""The handwritten network, as it stands in the folder noor/. Pure.

Days are told in weeks ago, so that the story always ends last week. A person's `log` tells what Noor wrote
about them; where more people were, evenings.toml tells what was the same for all of them. Their `needs` and
`offers` are phrases of one of those weeks; noor.toml has those of Noor herself. given.toml tells
who did what for whom, keeping.toml how she keeps in touch.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from zlib import crc32

FOLDER = Path(__file__).parent / "noor"
EVENINGS = "evenings.toml"
HERSELF = "noor.toml"
GIVEN = "given.toml"
KEEPING = "keeping.toml"
NOTE = "note"


@dataclass(frozen=True)
class Line:
    """What Noor wrote about somebody: how many weeks ago, at what, and where if that was no evening."""

    week: int
    what: str  # a kind of encounter, the key of an evening, or NOTE
    place: str
    text: str


@dataclass(frozen=True)
class Phrase:
    """What somebody looks for or offers, in a few words; `end` is "met" or "withdrawn" when it is over."""

    week: int
    text: str
    end: str = ""


@dataclass(frozen=True)
class Said:
    """All that somebody looks for and offers."""

    needs: list[Phrase]
    offers: list[Phrase]


@dataclass(frozen=True)
class Person:
    """Somebody in Noor's network. `nudges` are days from today with the reason."""

    name: str
    fields: dict[str, str]
    born: tuple[int | None, int | None, int | None]  # day, month, year
    circles: list[str]
    through: str
    reaches: list[tuple[str, str, str]]  # kind, value, label
    lines: list[Line]
    said: Said
    nudges: list[tuple[int, str]]
    archived: int | None  # weeks ago

    def notes(self) -> list[Line]:
        """What was learned without a meeting."""
        return [line for line in self.lines if line.what == NOTE]


@dataclass
class Meeting:
    """An encounter: when, what, and what was said by each who was there."""

    week: int
    weekday: int
    kind: str
    title: str = ""
    place: str = ""
    time: clock_time | None = None
    note: str = ""
    said: dict[str, str] = field(default_factory=dict)  # name of the person: what was said


def read() -> tuple[list[Person], list[Meeting]]:
    """Everybody, and every meeting, the oldest first."""
    people = [
        _person(entry)
        for file in sorted(FOLDER.glob("*.toml"))
        if file.name not in (EVENINGS, HERSELF, GIVEN, KEEPING)
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["person"]
    ]
    evenings = tomllib.loads((FOLDER / EVENINGS).read_text(encoding="utf-8"))
    return people, sorted(_meetings(people, evenings), key=lambda meeting: (-meeting.week, meeting.weekday))


def herself() -> Said:
    """What Noor looks for and offers."""
    return _said(tomllib.loads((FOLDER / HERSELF).read_text(encoding="utf-8")))


def day_of(week: int, weekday: int, today: date) -> date:
    """The day `week` weeks before this one that has this ISO week day."""
    return today - timedelta(days=today.weekday(), weeks=week) + timedelta(days=weekday - 1)


def ordinary_weekday(name: str, week: int) -> int:
    """A working day for something of one person: any, but always the same."""
    return crc32(f"{name} {week}".encode()) % 5 + 1


def _person(entry: dict[str, Any]) -> Person:
    names = {"headline": "what", "organisation": "at", "how_met": "how"}
    same = ("place", "language", "drives", "notes")
    return Person(
        name=entry["name"],
        fields={ours: entry.get(names.get(ours, ours), "") for ours in (*names, *same)},
        born=_born(entry.get("born", "")),
        circles=entry.get("circles", []),
        through=entry.get("through", ""),
        reaches=[(kind, value, label) for kind, value, label in entry.get("reach", [])],
        lines=[_line(*parts) for parts in entry["log"]],
        said=_said(entry),
        nudges=[(days, why) for days, why in entry.get("nudges", [])],
        archived=entry.get("archived"),
    )


def _born(text: str) -> tuple[int | None, int | None, int | None]:
    """`14-3-1984`, `14-3` or `1984`."""
    parts = [int(part) for part in text.split("-") if part]
    match parts:
        case [day, month, year]:
            return day, month, year
        case [day, month]:
            return day, month, None
        case [year]:
            return None, None, year
        case _:
            return None, None, None


def _line(week: int, what: str, *rest: str) -> Line:
    return Line(week, what, rest[0] if len(rest) > 1 else "", rest[-1])


def _said(entry: dict[str, Any]) -> Said:
    needs, offers = ([Phrase(*parts) for parts in entry.get(what, [])] for what in ("needs", "offers"))
    return Said(needs, offers)


def _meetings(people: Iterable[Person], evenings: dict[str, dict[str, Any]]) -> list[Meeting]:
    together: dict[tuple[str, int], Meeting] = {}
    alone = []
    for key, evening in evenings.items():
        for week, names in evening.get("also", {}).items():
            meeting = together[key, int(week)] = _evening(evening, int(week))
            meeting.said = dict.fromkeys(names, "")
    for person in people:
        for line in person.lines:
            if line.what in evenings:
                meeting = together.setdefault(
                    (line.what, line.week), _evening(evenings[line.what], line.week)
                )
                meeting.said[person.name] = line.text
            elif line.what != NOTE:
                weekday = ordinary_weekday(person.name, line.week)
                alone.append(
                    Meeting(line.week, weekday, line.what, place=line.place, said={person.name: line.text})
                )
    return [*together.values(), *alone]


def _evening(evening: dict[str, Any], week: int) -> Meeting:
    same = {name: evening[name] for name in ("weekday", "kind", "title", "place", "time") if name in evening}
    return Meeting(week=week, note=evening.get("notes", {}).get(str(week), ""), **same)
