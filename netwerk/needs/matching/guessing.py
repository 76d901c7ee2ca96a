"""What a word may mean that no concept has by itself. Pure.

Two clues: the phrases in which it stands, when only a few concepts have them ("vervuilde grond"), and else
the longer words that begin with it ("portret" by "portretfotograaf").
"""

from collections import Counter

from netwerk.needs.matching.phrases import Unit
from netwerk.needs.matching.thesaurus import Thesaurus
from netwerk.needs.matching.words import PLAIN

IN_PHRASES = 0.95  # how sure it is
IN_LONGER = 0.5
LEAST_SHARE = 0.2  # of the clues that point to one concept
SURER = 0.35  # how fast it is less sure when the clues point elsewhere, too
LEAST_SHARE_OF_PART = 0.5  # a part of a compound is a clue of its own
MOST_PHRASES = 30  # a word of more is an everyday one
SHORTEST = 5  # letters of a word that longer ones tell about


def guesses(unit: Unit, codes: tuple[str, ...], thesaurus: Thesaurus) -> dict[str, float]:
    """The keys of concepts that `unit` may mean, and how sure that is (0 to 1).

    `codes`: the languages to look in; the first in which there is a clue decides.
    """
    found: dict[str, float] = {}
    for code in codes:
        told = thesaurus.hints(code, unit.stems[code])
        if told and unit.folded not in PLAIN[code]:
            if len(told) <= MOST_PHRASES:
                found = _shares(told, unit, IN_PHRASES, thesaurus)
            break
    for code in codes:
        if not found and len(unit.stems[code]) >= SHORTEST:
            found = _shares(thesaurus.beginning(code, unit.stems[code]), unit, IN_LONGER, thesaurus)
    return found


def _shares(told: tuple[str, ...], unit: Unit, sure: float, thesaurus: Thesaurus) -> dict[str, float]:
    least = LEAST_SHARE_OF_PART if unit.part else LEAST_SHARE
    shares = {thesaurus.key(concept): times / len(told) for concept, times in Counter(told).items()}
    return {
        key: sure * share**SURER for key, share in shares.items() if share >= least and key.startswith("c:")
    }
