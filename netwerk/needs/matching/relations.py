"""Which keys of an offer answer a key of a need, and how well. Pure."""

from typing import NamedTuple

from netwerk.needs.matching.thesaurus import Thesaurus

SAME = 1.0
NARROWER = 0.85  # a specific offer meets a general need …
BROADER = 0.6  # … better than the reverse
NEAR = 0.55
LOOSE = 0.42  # near, but in other company
KNIT = 0.15  # neighbours in common, as a share of all, with which near ones are no longer loose
REVERSE = 0.75  # how much less, when only the other one names it
SISTER = 0.3  # kinds of one thing
WORD = 0.9  # the same word, that no concept has
SUPPORT = 0.25


class Related(NamedTuple):
    """A key of offers, what it is worth to the need (0 to 1), and how it is related."""

    key: str
    gain: float
    how: str


def related(key: str, thesaurus: Thesaurus, *, promoted: bool = False) -> list[Related]:
    """What answers `key` of a need, best first, each once.

    A weak concept answers nothing but itself, and only in support, unless it is `promoted`.
    """
    kind, concept = key[:1], key[2:]
    if kind == "w":
        return [Related(key, WORD, "word")]
    if kind == "s" and not promoted:
        return [Related(key, SUPPORT, "support")]
    # Two who only said "house" have no more in common than what is near.
    found = {key: Related(key, NEAR, "same")} if promoted else {}
    for other, gain, how in sorted(_around(concept, thesaurus), key=lambda one: -one[1]):
        its_key = thesaurus.key(other)
        if its_key.startswith("s:") and other != concept:
            gain, how = gain * SUPPORT, "support"
        found.setdefault(its_key, Related(its_key, gain, how))
    return list(found.values())


def ancestors(concept: str, thesaurus: Thesaurus) -> set[str]:
    """All that `concept` is a kind of."""
    found: set[str] = set()
    new = set(thesaurus.broader(concept))
    while new:
        found |= new
        new = {up for one in new for up in thesaurus.broader(one)} - found
    return found


def _around(concept: str, thesaurus: Thesaurus) -> list[tuple[str, float, str]]:
    found = [(concept, SAME, "same")]
    for one in thesaurus.narrower(concept):
        found.append((one, NARROWER, "narrower"))
        found += [(two, NARROWER**2, "narrower") for two in thesaurus.narrower(one)]
    for one in thesaurus.broader(concept):
        found.append((one, BROADER, "broader"))
        found += [(two, BROADER**2, "broader") for two in thesaurus.broader(one)]
        if thesaurus.key(concept) not in thesaurus.places:  # Spain is nothing to who asks for Germany
            found += [(two, SISTER, "sister") for two in thesaurus.narrower(one)]
    found += [(one, _nearness(concept, one, thesaurus), "near") for one in thesaurus.near(concept)]
    return found


def _nearness(concept: str, other: str, thesaurus: Thesaurus) -> float:
    """What is near to much (a lawyer, a hospital) is near to little of it, unless they share neighbours."""
    if thesaurus.key(concept).startswith("s:"):
        return NEAR  # it lists its near ones so that it can speak up
    ours, its = thesaurus.near(concept), thesaurus.near(other)
    knit = (1 + len(set(ours).intersection(its))) / max(len(ours), len(its))
    if not thesaurus.names(concept, other):
        knit *= REVERSE
    return NEAR if knit >= KNIT else LOOSE
