"""A text as words: as typed, folded, as stems, and in which language it seems to be. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from netwerk.contacts.words import fold
from netwerk.needs.matching.alike import first_of_each
from netwerk.needs.matching.small_words import COMMON, FRAME, GRAMMAR, VAGUE

LANGUAGES = ("nl", "en")
EVERYDAY = {code: GRAMMAR[code] | FRAME[code] | COMMON[code] for code in LANGUAGES}
PLAIN = {code: EVERYDAY[code] | VAGUE[code] for code in LANGUAGES}  # words that say nothing by themselves
LONGEST_TEXT = 1000  # characters that are read; a phrase has far fewer
MOST_WORDS = 80
LONGEST_WORD = 40  # letters; a longer one is an address or an accident

TYPED = re.compile(r"[^\W_]+(?:['’.&+][^\W_]+|-ers?\b)*", re.IGNORECASE)
ENDINGS = re.compile(
    r"['’](?:s|d|m|ll|re|ve|er|ers)\b|(?<=[^\W_])-ers?\b|['’]", re.IGNORECASE
)  # foto's, zzp'er
CLAUSE_ENDS = re.compile(r"[,;.!?()\n:]\s*|\s(?:en|and|of|or|maar|but)\s")

# What both languages have tells neither. An English van is a car, and a Dutch it is what computers do.
_TELLS = {"nl": PLAIN["nl"] - PLAIN["en"] - {"van"}, "en": PLAIN["en"] - PLAIN["nl"] - {"it"}}
_STEMMERS = {"nl": Stemmer.Stemmer("dutch"), "en": Stemmer.Stemmer("english")}


class Word(NamedTuple):
    """A word of a text. `ends`: it is the last of its clause."""

    typed: str
    folded: str
    ends: bool


def split(text: str) -> list[Word]:
    """The words of `text` in order; signs and emoji are none. Of a very long text only the beginning."""
    text = text[:LONGEST_TEXT]
    ends = [match.start() for match in CLAUSE_ENDS.finditer(text)]
    found: list[Word] = []
    for match in TYPED.finditer(text):
        while ends and ends[0] < match.end():
            ends.pop(0)
        last = ends[0] == match.end() if ends else match.end() == len(text)
        found += (Word(match[0], piece, last) for piece in folded(match[0]))
    return found[:MOST_WORDS]


def folded(text: str) -> list[str]:
    """The words of `text`, folded."""
    return [word[:LONGEST_WORD] for word in fold(ENDINGS.sub("", text)).split()]


def language(words: list[Word]) -> str | None:
    """ "nl" or "en", by the small words; None when they don't tell."""
    dutch, english = (sum(word.folded in _TELLS[code] for word in words) for code in LANGUAGES)
    if dutch == english:
        return None
    return "nl" if dutch > english else "en"


@lru_cache(maxsize=8_000)
def stem(code: str, word: str) -> str:
    """The stem of a folded word in language `code`."""
    if code == "nl" and word.endswith(("lden", "rden")):
        word = word.removesuffix("en")  # the stemmer takes the d of "paarden" for an ending
    return _STEMMERS[code].stemWord(word)


_FIRST_ALIKE = first_of_each(stem)


def alike(code: str, its_stem: str) -> str:
    """The stem that stands for `its_stem` in a phrase."""
    return _FIRST_ALIKE[code].get(its_stem, its_stem)
