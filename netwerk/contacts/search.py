"""The search column of a contact: every word once, each behind its owner.

PostgreSQL has no cheap index on "this owner, any word that begins with …" without extensions. So each
lexeme carries its owner (`42/yilmaz`), and one GIN index answers prefix queries for one owner, however
many owners there are. Two more kinds of lexemes, whose signs no typed word begins with, live in the same
column: circles by their id (`42/#7`), so that renaming one touches no contact, and the keys by which
nearly equal names are found (`42/~8<jani`).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup

from netwerk.contacts import likeness
from netwerk.contacts.words import words

LONGEST = 60  # characters of a lexeme; nobody types more to find a name
MOST_WORDS = 8  # of a question; further ones narrow nothing


def vector(owner_id: int, name: str, *texts: str, circles: Iterable[int] = ()) -> str:
    """The search column of a contact called `name`, found by `texts`, in `circles` (ids)."""
    lexemes = [word[:LONGEST] for word in words(name, *texts)]
    lexemes += [f"#{circle}" for circle in circles]
    lexemes += sorted(likeness.keys(name))
    return " ".join(f"'{owner_id}/{lexeme}'" for lexeme in lexemes)


def prefixes(owner_id: int, typed: str, circles: Iterable[tuple[int, str]] = ()) -> str:
    """The tsquery for contacts of `owner_id` in which every typed word begins a word; "" for no word.

    `circles` are ids and names of the owner's circles: who is in one has the words of its name, too.
    """
    named = [(circle, words(name)) for circle, name in circles]
    every = []
    for typed_word in words(typed)[:MOST_WORDS]:
        word = typed_word[:LONGEST]
        hits = [f"'{owner_id}/#{pk}'" for pk, its in named if any(one.startswith(word) for one in its)]
        every.append(" | ".join([f"'{owner_id}/{word}':*", *hits]))
    return " & ".join(f"({any_of})" for any_of in every)


def alikes(owner_id: int, name: str) -> str:
    """The tsquery for contacts of `owner_id` whose name may be like `name`; "" when none can be."""
    return " | ".join(f"'{owner_id}/{key}'" for key in sorted(likeness.keys_of_alikes(name)))


class PlainMatch(Lookup):
    """`search__plain=prefixes(…)`: the question as it is, past PostgreSQL's parser and dictionaries."""

    lookup_name = "plain"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # stubs want str | int
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs]


SearchVectorField.register_lookup(PlainMatch)
