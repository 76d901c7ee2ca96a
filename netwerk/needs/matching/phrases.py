"""Where in a text the phrases of the thesaurus stand. Pure."""

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

from netwerk.needs.matching.compounds import LINKS
from netwerk.needs.matching.thesaurus import Phrase, Thesaurus
from netwerk.needs.matching.words import alike

GAP = 1  # words that may stand between those of a phrase


class Unit(NamedTuple):
    """A word of a text, or a part of a compound. `rank`: its place among the words that are not grammar."""

    typed: str
    folded: str
    stems: dict[str, str]  # by language
    rank: int
    spot: int
    plain: bool = False
    part: bool = False


class Found(NamedTuple):
    """A concept whose phrase stands in the text, in these units."""

    concept: str
    units: tuple[Unit, ...]


def phrases(units: list[Unit], codes: Iterable[str], thesaurus: Thesaurus) -> list[Found]:
    """The phrases in `units`, in languages `codes`, without those that are a piece of a longer one."""
    hits = [hit for code in codes for hit in _phrases(units, code, thesaurus)]
    spots = [frozenset(unit.spot for unit in hit.units) for hit in hits]
    return [hit for hit, its in zip(hits, spots, strict=True) if not any(its < other for other in spots)]


def _phrases(units: list[Unit], code: str, thesaurus: Thesaurus) -> Iterator[Found]:
    at: dict[str, list[Unit]] = {}
    for unit in units:
        at.setdefault(alike(code, unit.stems[code]), []).append(unit)
    for anchor, anchors in at.items():
        for phrase in thesaurus.phrases(code, anchor):
            if all(stem in at for stem in phrase.stems):
                for unit in anchors:
                    if place := _place(phrase, unit, at, ordered=code == "en"):
                        yield Found(phrase.concept, place)


def _place(phrase: Phrase, anchor: Unit, at: dict[str, list[Unit]], *, ordered: bool) -> tuple[Unit, ...]:
    """The units nearest to `anchor` that make up `phrase`; () if they stand too far apart."""
    chosen: list[Unit] = []
    for stem in phrase.stems:
        free = [unit for unit in at[stem] if unit not in chosen]
        if not free:
            return ()
        chosen.append(min(free, key=lambda unit: abs(unit.rank - anchor.rank)))
    ranks = [unit.rank for unit in chosen]
    if max(ranks) - min(ranks) >= len(ranks) + (0 if phrase.close else GAP):
        return ()
    # English tells by order what Dutch tells by one word: child support is not support for a child.
    if ordered and len(ranks) == 2 and ranks[0] > ranks[1]:
        return ()
    return tuple(sorted(chosen, key=lambda unit: unit.spot))


def compounds_apart(
    units: list[Unit], every: list[Unit], codes: Iterable[str], thesaurus: Thesaurus
) -> Iterator[Found]:
    """Two words that the thesaurus writes as one: "web site", "leraar wiskunde", "paard te rijden"."""
    codes = tuple(codes)
    apart = {(unit.spot - 1, unit.spot + 1) for unit in every if unit.folded == "te"}
    for first, second in permutations(units, 2):
        follows = second.spot - first.spot == 1 or (first.spot, second.spot) in apart
        if not follows and not 0 <= first.rank - second.rank <= 2:
            continue
        for link in (*LINKS, f"{first.folded[-1]}en"):  # kattenoppas
            joined = first.folded + link + second.folded
            for concept in dict.fromkeys(key for code in codes for key in thesaurus.written(code, joined)):
                yield Found(concept, tuple(sorted((first, second), key=lambda unit: unit.spot)))
