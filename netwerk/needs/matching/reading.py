"""A text read: the concepts it speaks of, and the rare words that no concept has. Pure."""

from collections.abc import Iterator
from math import log2

from netwerk.needs.matching import compounds
from netwerk.needs.matching.guessing import guesses
from netwerk.needs.matching.inflection import forms
from netwerk.needs.matching.phrases import Found, Unit, compounds_apart, phrases
from netwerk.needs.matching.small_words import GRAMMAR, PASSIVE, PURPOSE, SEEKS, WISHES
from netwerk.needs.matching.terms import Term, Terms
from netwerk.needs.matching.thesaurus import Thesaurus, ours
from netwerk.needs.matching.verbs import whole_verbs
from netwerk.needs.matching.words import LANGUAGES, PLAIN, language, split, stem

PHRASE = 1.15  # several words are surer than one
PART = 0.8  # of a compound
LIKING = 0.6  # who follows, reads or is fond of a thing doesn't do it
LESS_SURE = 0.15  # one of several meanings: how fast it counts for less
CONTEXT = 0.85  # what something is for
SEEKER = 0.5  # who seeks it
SHORTEST_COMPOUND = 7  # letters


def read(text: str, thesaurus: Thesaurus | None = None) -> Terms:
    """What `text` speaks of, in its order; () for a text that says nothing, whatever it holds."""
    return _Reading(text, thesaurus or ours()).terms()


class _Reading:
    """One text on its way to terms."""

    def __init__(self, text: str, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self.words = split(text)
        code = language(self.words)
        self.codes = ("en", "nl") if code == "en" else LANGUAGES
        self.sure = code is not None
        self.units = list(self._units())
        self.told: set[int] = set()  # spots of which a phrase has told the meaning

    def terms(self) -> Terms:
        found = [self._found(one) for one in phrases(self.units, self.codes, self.thesaurus)]
        free = [unit for unit in self.units if unit.spot not in self.told and not unit.plain]
        found += [self._found(one) for one in compounds_apart(free, self.units, self.codes, self.thesaurus)]
        for unit in free:
            if unit.spot not in self.told:
                found += self._word(unit)
        found = list(self._in_context(found))
        best: dict[tuple[int, str], Term] = {}
        for term in sorted(found, key=lambda term: term.weight):
            best[term.spot, term.key] = term
        said = {word.folded for word in self.words}
        factor = LIKING if said & PASSIVE and not said & WISHES else 1.0
        return tuple(best[at]._replace(weight=round(best[at].weight * factor, 3)) for at in sorted(best))

    def _in_context(self, found: list[Term]) -> Iterator[Term]:
        """The terms; those that tell who seeks, or what another is for, weigh less."""
        begin = self._sought(found)
        first = min((term.spot for term in found if term.key.startswith("c:")), default=len(self.units))
        ends = (unit.spot for unit in self.units if unit.folded in PURPOSE and unit.spot > first)
        end = next(ends, len(self.units))
        for term in found:
            factor = SEEKER if term.spot < begin else CONTEXT if term.spot > end else 1.0
            yield term._replace(weight=term.weight * factor)

    def _sought(self, found: list[Term]) -> int:
        """The spot where somebody says what they seek: a choir looks for a hall, and not for a choir."""
        verbs = (unit.spot for unit in self.units if unit.folded in SEEKS)
        verb = next(verbs, 0)
        return verb if any(term.spot > verb and not term.key.startswith("w:") for term in found) else 0

    def _units(self) -> Iterator[Unit]:
        rank = spot = 0
        whole = whole_verbs(self.words, self._known) if self.codes[0] == "nl" else {}
        for at, word in enumerate(self.words):
            folded = whole.get(at, word.folded)
            pieces = self._pieces(folded)
            rank += folded not in GRAMMAR[self.codes[0]]
            for piece in pieces or (folded,):
                stems = {code: self._stem(code, piece) for code in LANGUAGES}
                yield Unit(word.typed, piece, stems, rank, spot, self._plain(piece), bool(pieces))
                spot += 1

    def _plain(self, folded: str) -> bool:
        """Whether a word says nothing by itself."""
        if folded.isdigit() or len(folded) < 2:
            return True
        return any(folded in PLAIN[code] for code in (self.codes[:1] if self.sure else self.codes))

    def _pieces(self, folded: str) -> tuple[str, ...]:
        if len(folded) < SHORTEST_COMPOUND or self._plain(folded) or self.codes[0] == "en":
            return ()
        if any(self._known(code, folded) for code in LANGUAGES):
            return ()
        return compounds.parts(folded, lambda part: part not in PLAIN["nl"] and self._known("nl", part))

    def _known(self, code: str, folded: str) -> bool:
        return bool(self.thesaurus.written(code, folded)) or self._has(code, self._stem(code, folded))

    def _has(self, code: str, its_stem: str) -> bool:
        return bool(self.thesaurus.stemmed(code, its_stem) or self.thesaurus.hints(code, its_stem))

    def _stem(self, code: str, folded: str) -> str:
        its_stem = stem(code, folded)
        if code == "nl" and not self._has(code, its_stem):
            # The stemmer leaves the t of "verbouwt", as it could belong to the word.
            roots = (stem(code, form) for form in forms(folded))
            return next((root for root in roots if self._has(code, root)), its_stem)
        return its_stem

    def _found(self, found: Found) -> Term:
        typed = " ".join(dict.fromkeys(unit.typed for unit in found.units))
        term = Term(self.thesaurus.key(found.concept), PHRASE, typed, found.units[0].spot)
        if term.key.startswith("c:"):
            self.told.update(unit.spot for unit in found.units)
        return term

    def _word(self, unit: Unit) -> Iterator[Term]:
        weight = PART if unit.part else 1.0
        its_keys = [self.thesaurus.key(concept) for concept in self._concepts(unit)]
        meanings = sum(key.startswith("c:") for key in its_keys)
        for key in its_keys:
            # One of several meanings is less sure.
            yield Term(key, weight / max(meanings, 1) ** LESS_SURE, unit.typed, unit.spot)
        if not its_keys and len(unit.folded) > 2:
            for key, sure in guesses(unit, self.codes, self.thesaurus).items():
                yield Term(key, weight * sure, unit.typed, unit.spot)
            common = max(len(self.thesaurus.hints(code, unit.stems[code])) for code in LANGUAGES)
            rare = weight / (1 + log2(1 + common) / 2)
            # Stemmed in both languages, so that it is the same word in a text in either.
            yield Term(f"w:{stem('en', unit.stems['nl'])}", rare, unit.typed, unit.spot)

    def _concepts(self, unit: Unit) -> list[str]:
        """The concepts of one word: as it is written, else by its stem; in the language of the text first."""
        written = [self.thesaurus.written(code, unit.folded) for code in self.codes]
        stemmed = [self.thesaurus.stemmed(code, unit.stems[code]) for code in self.codes]
        if self.sure:
            return list(written[0] or stemmed[0] or written[1] or self._inflected(unit))
        found = [key for its in written for key in its] or [key for its in stemmed for key in its]
        return list(dict.fromkeys(found)) or self._inflected(unit)

    def _inflected(self, unit: Unit) -> list[str]:
        """The concepts of the word of which this is a form that the stemmer does not know."""
        if self.codes[0] == "en" and self.sure:
            return []
        found = (self.thesaurus.stemmed("nl", stem("nl", form)) for form in forms(unit.folded))
        return list(next(filter(None, found), ()))
