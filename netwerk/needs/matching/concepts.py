"""Concepts: things a person looks for or offers, with the words for them in both languages. Pure.

They are kept in the TOML files of `netwerk/needs/thesaurus/`; its README says how to write one.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "thesaurus"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIELDS = frozenset(("nl", "en", "nl_roles", "en_roles", "near", "broader", "weak", "place"))


class BadConceptError(ValueError):
    """A concept that can't be read; the message says which one, and why."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning: `nl` and `en` are its words (things and roles alike), the first of each its label.

    Who seeks it may be helped by who offers what is `near`; it is a kind of `broader`. A `weak` one is too
    general to make a match by itself. A `place` (or the language spoken there) tells where, not what.
    """

    id: str
    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    weak: bool = False
    place: bool = False

    def label(self, language: str) -> str:
        """Its name in "nl" or "en"; the other language's if it has no word there."""
        return next(iter((self.nl if language == "nl" else self.en) or self.nl or self.en), self.id)


def concept(key: str, fields: dict[str, Any]) -> Concept:
    """The concept `key` as its table in a file says. Raises BadConceptError."""
    if unknown := set(fields) - FIELDS:
        raise BadConceptError(f"{key}: unknown {', '.join(sorted(unknown))}")
    lists = {name: tuple(fields.get(name, ())) for name in FIELDS - {"weak", "place"}}
    for name, values in lists.items():
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise BadConceptError(f"{key}: {name} must be a list of texts")
    return Concept(
        key,
        nl=lists["nl"] + lists["nl_roles"],
        en=lists["en"] + lists["en_roles"],
        near=lists["near"],
        broader=lists["broader"],
        weak=bool(fields.get("weak")),
        place=bool(fields.get("place")),
    )


def load(folder: Path = FOLDER) -> Iterator[Concept]:
    """Every concept in the files of `folder`, file by file. Raises BadConceptError."""
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadConceptError(f"{path.name}: {error}") from error
        for key, fields in tables.items():
            yield concept(key, fields)


def faults(concepts: Iterable[Concept]) -> list[str]:
    """What is wrong with them together: an id used twice, a link to nothing or to itself."""
    every = list(concepts)
    known: set[str] = set()
    wrong = []
    for one in every:
        if one.id in known:
            wrong.append(f"{one.id}: is there twice")
        known.add(one.id)
    for one in every:
        for link in (*one.near, *one.broader):
            if link not in known or link == one.id:
                wrong.append(f"{one.id}: links to {link}")
    return wrong
