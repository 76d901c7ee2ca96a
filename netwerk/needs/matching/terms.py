"""What a text speaks of, as it is kept. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Term(NamedTuple):
    """One thing that a text speaks of.

    `key`: "c:" and a concept, "s:" and a weak concept, or "w:" and the stem of a word that no concept has.
    `weight`: about 1 when said in so many words, less when guessed. `typed`: these words. `spot`: their
    place in the text; all that one word may mean has the same.
    """

    key: str
    weight: float
    typed: str
    spot: int

    @property
    def concept(self) -> str:
        """The id of its concept; "" for a word that no concept has."""
        return "" if self.key.startswith("w:") else self.key[2:]


Terms = tuple[Term, ...]


def keys(terms: Terms) -> frozenset[str]:
    """The keys under which an offer is kept, for a `Wanted` to find it."""
    return frozenset(term.key for term in terms)


def restored(rows: Iterable[Sequence[Any]]) -> Terms:
    """Terms as they come back from JSON, where each is a list."""
    return tuple(Term(*row) for row in rows)
