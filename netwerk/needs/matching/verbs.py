"""Separable verbs made whole: "richt een bv op" and "op te richten" hold "oprichten". Pure."""

from collections.abc import Callable

from netwerk.needs.matching.small_words import GRAMMAR
from netwerk.needs.matching.words import Word

PARTICLES = frozenset(
    "aan achter af bij door in mee na om onder op over samen schoon terug toe uit vast voor weg".split()  # noqa: SIM905
)


def whole_verbs(words: list[Word], known: Callable[[str, str], bool]) -> dict[int, str]:
    """The Dutch verbs in `words` that stand apart from their particle, whole, by their place.

    Only such as are `known` (language, word): "om te interviewen" holds no "ominterviewen".
    """
    whole = {}
    begin = 0
    for at, word in enumerate(words):
        if word.folded in PARTICLES:
            verbs = [at + 2] if _te(words, at + 1) else range(begin, at) if word.ends else []
            for verb in verbs:
                joined = word.folded + words[verb].folded
                if words[verb].folded not in GRAMMAR["nl"] and known("nl", joined):
                    whole[verb] = joined
        if word.ends:
            begin = at + 1
    return whole


def _te(words: list[Word], at: int) -> bool:
    return at + 1 < len(words) and words[at].folded == "te"
