"""The search column of a contact: every word once, each behind its owner.

PostgreSQL has no cheap index on "this owner, any word that begins with …" without extensions. So each lexeme
carries its owner (`42/yilmaz`), and one GIN index answers prefix queries for one owner, however many owners there
are.
"""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup

from netwerk.contacts.words import words

LONGEST = 60  # characters of a lexeme; nobody types more to find a name


def vector(owner_id: int, *texts: str) -> str:
    """The search column for `texts`, as PostgreSQL reads a tsvector."""
    return " ".join(f"'{owner_id}/{word[:LONGEST]}'" for word in words(*texts))


def prefixes(owner_id: int, typed: str) -> str:
    """The tsquery for contacts of `owner_id` in which every typed word begins a word; "" when none was typed."""
    return " & ".join(f"'{owner_id}/{word[:LONGEST]}':*" for word in words(typed))


class WordPrefixes(Lookup):
    """`search__prefixes=prefixes(…)`: the typed words as they are, past PostgreSQL's parser and dictionaries."""

    lookup_name = "prefixes"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # stubs want str | int
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs]


SearchVectorField.register_lookup(WordPrefixes)

