"""Why an offer matches a need, or does not. Pure."""

from typing import NamedTuple

from netwerk.needs.matching.reading import read
from netwerk.needs.matching.scoring import Match, Pair, Wanted
from netwerk.needs.matching.terms import Terms
from netwerk.needs.matching.thesaurus import Thesaurus, ours


class Explanation(NamedTuple):
    """A need and an offer as they were read, and what they have in common.

    `fits` is whether that makes a match. `common` is None when it is nothing. Terms whose key begins with
    "w:" are words that no concept has: a user may want to add them to one.
    """

    need: Terms
    offer: Terms
    common: Match | None
    fits: bool


def explain(need: str, offer: str, where: float = 1.0, thesaurus: Thesaurus | None = None) -> Explanation:
    """How `need` and `offer` were read, and why they match or don't."""
    thesaurus = thesaurus or ours()
    asked, offered = read(need, thesaurus), read(offer, thesaurus)
    wanted = Wanted(asked, thesaurus)
    return Explanation(asked, offered, wanted.closest(offered, where), bool(wanted.match(offered, where)))


def about(pair: Pair, language: str, thesaurus: Thesaurus | None = None) -> str:
    """What the words of a pair have in common, in `language` ("nl" or "en").

    One concept: "belasting". Two that are related: "belasting – boekhouding". "" for a word of no concept.
    """
    thesaurus = thesaurus or ours()
    held = (thesaurus.concept(key) for key in dict.fromkeys((pair.asked, pair.offered)) if key)
    return " – ".join(concept.label(language) for concept in held if concept)
