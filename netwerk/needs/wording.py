"""Words that mean the same to a user, as concepts that lie on top of the thesaurus. Pure."""

import re
from collections.abc import Iterable, Sequence

from netwerk.contacts.words import fold
from netwerk.needs.matching import Concept, Term, ours, read

OWN = "own-"  # begins the id of a concept that only the user has
APART = re.compile(r"[,;\n]")


def split(text: str) -> list[str]:
    """The words of "krachtstroom, 3-fase", each once, as they were typed."""
    kept: dict[str, str] = {}
    for word in (" ".join(word.split()) for word in APART.split(text)):
        if word:
            kept.setdefault(fold(word) or word, word)
    return list(kept.values())


def is_readable(word: str) -> bool:
    """Whether a text with this word could be told by it: a smile or "of the" tells nothing."""
    if read(word):
        return True
    # Two letters tell nothing, unless somebody says that they do: "vr". Small words never do.
    return " " not in fold(word) and bool(read(word, ours().extended([_concept(OWN, [word])])))


def concepts(wordings: Iterable[tuple[int, list[str]]]) -> list[Concept]:
    """What to extend the thesaurus with, for words that mean the same, each list of them with its id.

    When the thesaurus has some of them, the others mean what these do: whatever is near that is near them,
    too. When it has none, they are a concept of their own.
    """
    kept: dict[str, list[str]] = {}
    for pk, words in wordings:
        known = dict.fromkeys(concept for word in words for concept in meanings(word))
        for concept in known or [f"{OWN}{pk}"]:
            kept.setdefault(concept, []).extend(words)
    return [_concept(concept, words) for concept, words in kept.items()]


def meanings(word: str) -> list[str]:
    """The concepts of our thesaurus that `word` stands for, all of it and not a part."""
    terms = [term for term in read(word) if not term.key.startswith("s:")]
    return [term.concept for term in terms] if _is_one(word, terms) else []


def is_own(concept: str) -> bool:
    """Whether only the user has this concept (an id)."""
    return concept.startswith(OWN)


def _is_one(word: str, terms: Sequence[Term]) -> bool:
    """Whether the terms read in `word` are meanings of all of it, and certain ones."""
    if any(not term.concept for term in terms):
        return False
    return {fold(term.typed) for term in terms} == {fold(word)} and len({term.spot for term in terms}) == 1


def _concept(key: str, words: Iterable[str]) -> Concept:
    """One that is told by the same words in either language."""
    each = tuple(words)
    return Concept(key, nl=each, en=each)
