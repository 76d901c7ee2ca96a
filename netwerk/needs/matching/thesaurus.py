"""The thesaurus as it is asked: which concepts a word or a phrase stands for, and which are near. Pure.

It is built once a process, at first use, and never changed. A user's own words lie on top of it, in a layer
of their own.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from itertools import islice, takewhile
from typing import Any, NamedTuple

from netwerk.needs.matching import concepts
from netwerk.needs.matching.concepts import Concept
from netwerk.needs.matching.small_words import GRAMMAR, TELLING
from netwerk.needs.matching.words import EVERYDAY, LANGUAGES, alike, folded, stem

MOST_BEGINNINGS = 40  # words that begin alike; more would tell no more


class Phrase(NamedTuple):
    """Words that stand for a concept together. `close`: only side by side, as some are everyday words."""

    stems: tuple[str, ...]
    concept: str
    close: bool


class Layer:
    """Some concepts, by their words: each dictionary goes from a word to what it stands for."""

    def __init__(self, every: Iterable[Concept]) -> None:
        self.concepts: dict[str, Concept] = {}
        self.near: dict[str, tuple[str, ...]] = {}
        self.narrower: dict[str, tuple[str, ...]] = {}
        self.written: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in LANGUAGES}
        self.stemmed: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in LANGUAGES}
        # By the rarest stem of the phrase; and, to see how rare, the concepts of all phrases with a stem.
        self.phrases: dict[str, dict[str, tuple[Phrase, ...]]] = {code: {} for code in LANGUAGES}
        self.hints: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in LANGUAGES}
        for one in every:
            self.concepts[one.id] = one
            for link in one.near:
                _add(self.near, one.id, link)
                _add(self.near, link, one.id)
            for link in one.broader:
                _add(self.narrower, link, one.id)
        for code in LANGUAGES:
            self._index(code)
        self.in_order = {code: sorted(self.written[code]) for code in LANGUAGES}

    def _index(self, code: str) -> None:
        every = [(words, one.id) for one in self.concepts.values() for words in _terms(one, code)]
        phrases = [_phrase(code, words, concept) for words, concept in every if len(words) > 1]
        for words, concept in every:
            if len(words) == 1:
                _add(self.stemmed[code], stem(code, words[0]), concept)
            if len(words) < 3:
                # "web site" is also looked up as it is in "website".
                _add(self.written[code], "".join(words), concept)
        hints = self.hints[code]
        for phrase in phrases:
            for its_stem in phrase.stems:
                hints[its_stem] = (*hints.get(its_stem, ()), phrase.concept)
        for phrase in phrases:
            rarest = min(phrase.stems, key=lambda its_stem: len(hints[its_stem]))
            its = phrase._replace(stems=tuple(alike(code, its_stem) for its_stem in phrase.stems))
            _add(self.phrases[code], alike(code, rarest), its)


class Thesaurus:
    """Concepts, found by their words. A look-up costs the same however many there are."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers
        # Keys of the terms that tell where.
        self.places = frozenset(
            self.key(one.id) for layer in layers for one in layer.concepts.values() if one.place
        )

    def extended(self, every: Iterable[Concept]) -> "Thesaurus":
        """This one with more concepts, or with more words and links for some that it has."""
        return Thesaurus((*self.layers, Layer(every)))

    def concept(self, key: str) -> Concept | None:
        """The concept with id `key`; the first layer that has it names it."""
        return next((layer.concepts[key] for layer in self.layers if key in layer.concepts), None)

    def key(self, concept: str) -> str:
        """The key of a term that means `concept`."""
        return f"{'s' if (held := self.concept(concept)) and held.weak else 'c'}:{concept}"

    def written(self, code: str, word: str) -> tuple[str, ...]:
        """Concepts that have exactly the folded `word` in language `code`."""
        return self._all([layer.written[code] for layer in self.layers], word)

    def stemmed(self, code: str, its_stem: str) -> tuple[str, ...]:
        """Concepts with a word of this stem in language `code`."""
        return self._all([layer.stemmed[code] for layer in self.layers], its_stem)

    def phrases(self, code: str, its_stem: str) -> tuple[Phrase, ...]:
        """Phrases whose rarest stem this is."""
        return self._all([layer.phrases[code] for layer in self.layers], its_stem)

    def hints(self, code: str, its_stem: str) -> tuple[str, ...]:
        """The concept of each phrase in which the stem stands."""
        return tuple(key for layer in self.layers for key in layer.hints[code].get(its_stem, ()))

    def beginning(self, code: str, letters: str) -> tuple[str, ...]:
        """The concepts of words that begin with `letters`, each as often as it has one."""
        return tuple(
            key
            for layer in self.layers
            for word in _beginning(layer.in_order[code], letters)
            for key in layer.written[code][word]
        )

    def near(self, key: str) -> tuple[str, ...]:
        """Concepts whose people could well help with `key`."""
        return self._all([layer.near for layer in self.layers], key)

    def names(self, key: str, other: str) -> bool:
        """Whether it is `key` that says it is near to `other`, and not the reverse."""
        return any(key in layer.concepts and other in layer.concepts[key].near for layer in self.layers)

    def narrower(self, key: str) -> tuple[str, ...]:
        """Kinds of `key`."""
        return self._all([layer.narrower for layer in self.layers], key)

    def broader(self, key: str) -> tuple[str, ...]:
        """What `key` is a kind of."""
        found = [layer.concepts[key].broader for layer in self.layers if key in layer.concepts]
        return tuple(link for links in found for link in links)

    def relations(self, key: str) -> int:
        """How many concepts are near it, or kinds of it: how wide it is."""
        return len(self.near(key)) + len(self.narrower(key))

    def _all(self, dictionaries: list[dict[str, tuple[Any, ...]]], key: str) -> tuple[Any, ...]:
        if len(dictionaries) == 1:
            return dictionaries[0].get(key, ())
        return tuple(dict.fromkeys(one for each in dictionaries for one in each.get(key, ())))


@cache
def ours() -> Thesaurus:
    """The thesaurus that comes with the app; it is read at the first call."""
    return Thesaurus((Layer(concepts.load()),))


def _beginning(in_order: list[str], letters: str) -> list[str]:
    at = bisect_left(in_order, letters)
    return list(takewhile(lambda word: word.startswith(letters), islice(in_order, at, at + MOST_BEGINNINGS)))


def _terms(concept: Concept, code: str) -> list[list[str]]:
    """The words of each term of a concept in one language, folded."""
    return [words for words in map(folded, concept.nl if code == "nl" else concept.en) if words]


def _phrase(code: str, words: list[str], key: str) -> Phrase:
    content = [word for word in words if word not in GRAMMAR[code] or word in TELLING[code]]
    close = len(content) < 2 or not EVERYDAY[code].isdisjoint(content)
    return Phrase(tuple(stem(code, word) for word in (content if len(content) > 1 else words)), key, close)


def _add(index: dict[str, tuple[Any, ...]], key: str, value: Any) -> None:
    held = index.get(key, ())
    if value not in held:
        index[key] = (*held, value)
