"""Whom somebody knows, as people say it: "Sanne (padel)", "Anna, his sister", "Piet van de tennis". Pure.

A name may look like a saying ("Sanne van Dijk", "Jan Smit, Bakkerij"). So each is read in several ways, and
whoever has the names of people decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from netwerk.contacts.kinds import TITLES, is_plain, kind_of
from netwerk.contacts.words import fold

BETWEEN = re.compile(r"[;\n]")
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
EDGES = " ,.()[]"
LINKS = ("from", "van", "via", "uit")
ARTICLES = frozenset(["the", "a", "an", "de", "het", "een", "'t", "’t"])
WHOSE = frozenset([
    "my", "his", "her", "their", "our", "mijn", "m'n", "m’n", "zijn", "z'n", "z’n", "haar", "hun", "ons",
    "onze",
])  # fmt: skip
OF_NAMES = frozenset(["den", "der", "ter", "ten"])  # van den Berg, uit den Boogaard
MOST_WAYS = 6  # to read one of them


@dataclass(frozen=True)
class Reading:
    """A name, and what is said of how the two know each other."""

    name: str
    said: str = ""

    @cached_property
    def how(self) -> str:
        """A kind of Connection.How, "" when none is told."""
        return kind_of(self.said)

    @cached_property
    def words(self) -> str:
        """What the kind does not say by itself."""
        return "" if self.how and is_plain(self.said) else self.said


def read_several(typed: str) -> list[list[Reading]]:
    """What stands between semicolons, each once; see `read`."""
    parts = (" ".join(part.split()) for part in BETWEEN.split(typed))
    return [read(part) for part in dict.fromkeys(parts) if part.strip(EDGES)]


def read(typed: str) -> list[Reading]:
    """The ways to read what was said of one person: the longest name first, the likeliest last."""
    asides = [inside.strip(EDGES) for inside in BRACKETS.findall(typed)]
    rest = " ".join(BRACKETS.sub(" ", typed).split()).strip(EDGES)
    if not rest:  # all of it in brackets
        return [Reading(" ".join(asides).strip(EDGES))]
    return list(dict.fromkeys(_reading(*way, *asides) for way in _ways(rest)))


def _reading(name: str, *said: str) -> Reading:
    return Reading(name, ", ".join(filter(None, said)))


def _ways(rest: str) -> Iterator[tuple[str, ...]]:
    """A name and what is said: cut nowhere, then at each place where a name may end, the last one first."""
    words = rest.split(" ")
    cuts = [n for n in range(1, len(words)) if words[n - 1].endswith(",") or _is_link(words, n)][:MOST_WAYS]
    yield (rest,)
    for cut in reversed(cuts):
        yield " ".join(words[:cut]).strip(EDGES), _after(words, cut)
    first = min(cuts, default=len(words))
    if titled := _titled(words[:first]):
        yield *titled, _after(words, first)


def _is_link(words: list[str], at: int) -> bool:
    """Whether a word leads from a name to how they know each other: "Sanne van padel", not "van Dijk"."""
    link, after = words[at], words[at + 1 : at + 4]
    if link not in LINKS or not after or after[0] in OF_NAMES:
        return False
    told = [word for word in after if word.lower() not in ARTICLES | WHOSE]
    if link != "van" or (told and kind_of(told[0])):
        return True
    # Of what is written small: "Sanne van judo" and "sanne van de loterij", but not "sanne van dijk".
    is_small = bool(told) and told[0][:1] == told[0][:1].lower()
    return is_small and (after[0] != told[0] or words[0][:1].isupper())


def _after(words: list[str], cut: int) -> str:
    """What is said after a name: without the link and the article or pronoun before it."""
    said = words[cut + 1 :] if words[cut : cut + 1] and words[cut] in LINKS else words[cut:]
    return " ".join(said[1:] if len(said) > 1 and said[0].lower() in ARTICLES | WHOSE else said)


def _titled(words: list[str]) -> tuple[str, str] | None:
    """The name and the title of "his sister Anna"."""
    at = 1 if words[0].lower() in WHOSE else 0
    if len(words) > at + 1 and TITLES.intersection(fold(words[at]).split()):
        return " ".join(words[at + 1 :]).strip(EDGES), words[at]
    return None
