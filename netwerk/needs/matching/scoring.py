"""A need beside an offer: whether they fit, how well, and by which words. Pure.

A match depends on the two texts alone, never on what else is offered. The numbers were tuned on needs and
offers that people had judged; none of them is delicate.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import log2
from typing import NamedTuple, TypeVar

from netwerk.needs.matching.relations import SUPPORT, Related, ancestors, related
from netwerk.needs.matching.terms import Term, Terms
from netwerk.needs.matching.thesaurus import Thesaurus, ours

# What counts where: an offer is meant as one, a headline and a circle tell of somebody, a note mentions.
WHERE = {"offer": 1.0, "headline": 0.85, "circle": 0.75, "note": 0.6}

LEAST = 0.27  # below this an offer does not fit
COVERED = 0.5  # how much it matters that all of the need is met, and not a part
IN_NEED = {"c": 1.0, "s": SUPPORT, "w": 0.3}  # what a term that is not met weighs in a need, by its kind
PROMOTED = 0.9  # a weak concept, when it is all that a need says
WIDE = 0.06  # of two concepts in a need the one with twice the relations tells so much less
ONLY_WHERE = 0.5  # who tells of the place, and not of what is asked there
ASIDE = 0.5  # the weight up to which a concept is not what a need is about
ELSEWHERE = 0.75  # who tells of another place
FOREIGN = 0.8  # who tells of a country when none is asked for
BESIDE_BEST = 0.33  # what fits so much less than the best is not worth a line either
AMONG_BETTER = 0.8  # once two fit, one that fits so much less than the second is not worth a line
T = TypeVar("T")


class Pair(NamedTuple):
    """Words of the need and of the offer that belong together, as typed, with their concepts (ids, or "").

    `how`: "same", "narrower" (the offer is a kind of what is asked), "broader", "near", "sister" (kinds of
    one thing), "word" (the same word, that no concept has) or "support" (too general to count alone).
    """

    need: str
    offer: str
    how: str
    asked: str
    offered: str
    gain: float


class Match(NamedTuple):
    """An offer that could meet a need. `score`: about 1 when it is just what is asked."""

    score: float
    pairs: tuple[Pair, ...]


class Wanted:
    """A need, ready to be set beside many offers. `keys`: whatever fits is kept under one of them."""

    def __init__(self, terms: Terms, thesaurus: Thesaurus | None = None) -> None:
        thesaurus = thesaurus or ours()
        self._places = thesaurus.places
        self._where = {term.spot for term in terms if term.key in self._places}
        meant = {term.concept for term in terms if term.key.startswith("c:") and term.weight > ASIDE}
        implied = {up for concept in meant for up in ancestors(concept, thesaurus)}
        self._answers: dict[str, list[tuple[Term, Related]]] = {}
        weights: dict[int, float] = {}
        for term in _by_width(terms, thesaurus):
            promoted = not meant and term.key.startswith("s:") and bool(thesaurus.near(term.concept))
            # Who asks for a piano teacher asks for a music teacher, too: that weighs little beside it.
            factor = SUPPORT if term.concept in meant & implied else PROMOTED if promoted else 1.0
            for one in related(term.key, thesaurus, promoted=promoted):
                gain = one.gain * factor * term.weight
                self._answers.setdefault(one.key, []).append((term, one._replace(gain=gain)))
            if not promoted:
                factor *= IN_NEED[term.key[:1]]
            weights[term.spot] = max(weights.get(term.spot, 0.0), factor * term.weight)
        self._whole = sum(weights.values())
        self._what = {term.spot for term in terms if term.key.startswith("c:")} - self._where
        self.keys = frozenset(
            key for key, held in self._answers.items() if any(one.how != "support" for _, one in held)
        )

    def match(self, offer: Terms, where: float = 1.0) -> Match | None:
        """The match with `offer`, None if it does not fit. `where`: what counts there, as in WHERE."""
        found = self.closest(offer, where)
        fits = found and found.score >= LEAST and any(pair.how != "support" for pair in found.pairs)
        return found if fits else None

    def closest(self, offer: Terms, where: float = 1.0) -> Match | None:
        """What need and offer have in common, whether that is enough or not; None for nothing."""
        found = [
            (one.gain * term.weight * where, one.how, need, term)
            for term in offer
            for need, one in self._answers.get(term.key, ())
        ]
        found.sort(key=lambda each: -each[0])
        pairs: list[Pair] = []
        needs: set[int] = set()
        offers: set[int] = set()
        said: set[str] = set()  # concepts of the offer
        told: set[int] = set()  # spots of the need that are met by more than support
        for gain, how, need, term in found:
            # A word counts once, however much it may mean; so does a concept, in however many words.
            if need.spot not in needs and term.spot not in offers and term.concept not in said:
                said |= {term.concept} - {""}
                needs.add(need.spot)
                offers.add(term.spot)
                told |= {need.spot} if how != "support" else set()
                pairs.append(Pair(need.typed, term.typed, how, need.concept, term.concept, round(gain, 3)))
        if not pairs:
            return None
        total = sum(pair.gain for pair in pairs) * self._in_place(offer, told)
        covered = min(total / self._whole, 1.0)
        return Match(round(total * (1 - COVERED + COVERED * covered), 3), tuple(pairs))

    def _in_place(self, offer: Terms, met: set[int]) -> float:
        """What is left of a match that has nothing but the place in common, or everything but that.

        `met`: spots of the need.
        """
        where = [term.key for term in offer if term.key in self._places]
        if not self._where:
            return FOREIGN if any(key.startswith("c:") for key in where) else 1.0
        if self._what and met <= self._where:
            return ONLY_WHERE
        return ELSEWHERE if where and met.isdisjoint(self._where) else 1.0


def _by_width(terms: Terms, thesaurus: Thesaurus) -> Iterator[Term]:
    """The terms of a need; "lawyer" weighs less than "copyright", the most precise, which weighs the same."""
    told = {
        term.concept: 1 - WIDE * log2(1 + thesaurus.relations(term.concept))
        for term in terms
        if term.key.startswith("c:")
    }
    most = max(told.values(), default=1.0)
    for term in terms:
        yield term._replace(weight=term.weight * told.get(term.concept, most) / most)


@lru_cache(maxsize=128)
def _wanted(terms: Terms, thesaurus: Thesaurus) -> Wanted:
    return Wanted(terms, thesaurus)


def score(need: Terms, offer: Terms, where: float = 1.0, thesaurus: Thesaurus | None = None) -> Match | None:
    """The match of `offer` with `need`, None if it does not fit. For one need and many offers: `Wanted`."""
    return _wanted(need, thesaurus or ours()).match(offer, where)


def shortlist(matches: Iterable[tuple[T, Match]]) -> list[tuple[T, Match]]:
    """The matches of one need that are worth showing, best first."""
    best = sorted(matches, key=lambda one: -one[1].score)
    shares = zip((BESIDE_BEST, AMONG_BETTER), best, strict=False)
    least = max((share * match.score for share, (_, match) in shares), default=0.0)
    return [one for one in best if one[1].score >= least]
