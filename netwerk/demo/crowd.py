"""People and meetings by dice: any number, and the same for the same seed. Pure."""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from netwerk.contacts.words import fold
from netwerk.demo.names import Names
from netwerk.needs.matching.words import language, split

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DAYS = 5 * 365 + 180  # over how many days a network grew

# How many people meet at once, out of a hundred meetings.
SIZES = {(1, 1): 62, (2, 4): 20, (5, 15): 15, (16, 40): 3}
ALONE = ["coffee", "coffee", "call", "message", "lunch", "meeting"]
FEW = ["lunch", "meeting", "coffee"]
MANY = ["borrel", "borrel", "event"]
NOTES = 0.05  # of the moments is a note, without a meeting
SAYS_NOTHING = 0.25  # of those at a meeting have nothing written down about them


@dataclass(frozen=True)
class Somebody:
    """One of the crowd."""

    name: str
    fields: dict[str, Any]
    circles: list[str]
    email: str
    phone: str


@dataclass(frozen=True)
class Gathering:
    """A meeting of some of the crowd, by their numbers; a note about one of them when `kind` is ""."""

    kind: str
    people: list[int]


class Crowd:
    """Dice that know of people. Everything follows from the seed and the order of the questions.

    Raises NoNamesError.
    """

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.names = Names()
        self.circles: list[str] = WORDS["circles"]

    def somebody(self, number: int) -> Somebody:
        """A person; their number makes their address unique."""
        dice = self.dice
        first, last = self.names.pick(dice)
        organisation = dice.choice(WORDS["organisations"]).format(last) if dice.random() < 0.7 else ""
        born = dice.choice([{}, {"birth_year": dice.randint(1945, 2004)}, self._birthday()])
        fields = {
            "headline": dice.choice(WORDS["headlines"]),
            "organisation": organisation,
            "place": dice.choice(WORDS["places"]),
            "language": dice.choice(["nl", "nl", "nl", "en", ""]),
            "drives": dice.choice(WORDS["drives"]) if dice.random() < 0.4 else "",
            **born,
        }
        address = f"{fold(first)}.{fold(last)}.{number}".replace(" ", "")
        return Somebody(
            name=f"{first} {last}",
            fields=fields,
            circles=dice.sample(self.circles, dice.choice([0, 1, 1, 2])),
            email=f"{address}@{fold(fields['headline']).replace(' ', '-')}.example",
            phone=f"06 9{dice.randint(0, 9)} " + " ".join(str(dice.randint(10, 99)) for _ in range(3)),
        )

    def gatherings(self, people: int, moments: int) -> Iterator[Gathering]:
        """Meetings and notes of `people`, until they have had `moments` in all."""
        dice = self.dice
        weights = list(accumulate(map(_weight, range(people))))
        ranges, shares = list(SIZES), list(SIZES.values())
        while moments > 0:
            note = dice.random() < NOTES
            size = 1 if note else dice.randint(*dice.choices(ranges, weights=shares)[0])
            there = dice.choices(range(people), cum_weights=weights, k=min(size, moments))
            there = list(dict.fromkeys(there))
            moments -= len(there)
            yield Gathering("" if note else self._kind(len(there)), there)

    def days_ago(self, count: int) -> list[int]:
        """How many days ago each of `count` meetings was, the oldest first; none was today."""
        return sorted(self.dice.choices(range(1, DAYS), k=count), reverse=True)

    def note(self) -> str:
        """What was said."""
        heard = self.dice.choice(WORDS["heard"])
        return f"{heard}. {self.dice.choice(WORDS['then'])}" if self.dice.random() < 0.7 else f"{heard}."

    def note_at_meeting(self) -> str:
        """What one of those there said, if anything."""
        return "" if self.dice.random() < SAYS_NOTHING else self.note()

    def phrase(self, words: str) -> str:
        """One of the phrases of this name in crowd.toml, and often something besides in its language."""
        phrase = self.pick(words)
        besides = WORDS["besides"].get(language(split(phrase)), [])
        return f"{phrase}, {self.dice.choice(besides)}" if besides and self.dice.random() < 0.5 else phrase

    def pick(self, words: str) -> str:
        """One of the words of this name in crowd.toml."""
        return str(self.dice.choice(WORDS[words]))

    def draft(self) -> uuid.UUID:
        """The name of a draft."""
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def _kind(self, size: int) -> str:
        return self.dice.choice(ALONE if size == 1 else FEW if size < 5 else MANY)

    def _birthday(self) -> dict[str, int]:
        day, month, year = self.dice.randint(1, 28), self.dice.randint(1, 12), self.dice.randint(1945, 2004)
        return {"birth_day": day, "birth_month": month} | (
            {"birth_year": year} if self.dice.random() < 0.5 else {}
        )


def _weight(number: int) -> float:
    """How often somebody is met: a few old friends, some good ones, and many whom one saw now and then."""
    if number % 200 == 0:
        return 20
    return 4 if number % 10 == 0 else 0.6
