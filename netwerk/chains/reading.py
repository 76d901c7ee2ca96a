"""What led to a favour, an introduction or an encounter, and what it led to."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext, pgettext

from netwerk.accounts.models import User
from netwerk.chains.models import Given
from netwerk.encounters.models import Encounter
from netwerk.web import address

PAGES = {"encounter": "encounters.show", "favour": "pages.favour", "introduction": "introductions.show"}
MOST = 100  # links read either way; a chain of a lifetime has some ten

# By hand, because the ORM knows no recursion: one question each way, whose last part dresses each link up.
UP = """
WITH RECURSIVE chain AS (
    SELECT cause AS kind, cause_id AS id, 1 AS depth FROM netwerk_came_of
    WHERE owner_id = %(owner)s AND kind = %(kind)s AND id = %(id)s AND cause_id IS NOT NULL
    UNION ALL
    SELECT further.cause, further.cause_id, chain.depth + 1
    FROM chain JOIN netwerk_came_of AS further ON further.kind = chain.kind AND further.id = chain.id
    WHERE further.owner_id = %(owner)s AND further.cause_id IS NOT NULL AND chain.depth < %(most)s
), walked AS (SELECT kind, id, depth, depth AS place FROM chain)
"""
DOWN = """
WITH RECURSIVE chain AS (
    SELECT kind, id, day, 1 AS depth FROM netwerk_came_of
    WHERE owner_id = %(owner)s AND cause = %(kind)s AND cause_id = %(id)s
    UNION ALL
    SELECT further.kind, further.id, further.day, chain.depth + 1
    FROM chain JOIN netwerk_came_of AS further ON further.cause = chain.kind AND further.cause_id = chain.id
    WHERE further.owner_id = %(owner)s AND chain.depth < %(most)s
) SEARCH DEPTH FIRST BY day, id, kind SET path
, walked AS (SELECT kind, id, depth, row_number() OVER (ORDER BY path) AS place FROM chain)
"""
BESIDE = """
WITH asked AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::bigint[]) WITH ORDINALITY AS asked (kind, id, place)
), walked AS (
    SELECT further.cause AS kind, further.cause_id AS id, -1 AS depth, asked.place
    FROM asked JOIN netwerk_came_of AS further ON further.kind = asked.kind AND further.id = asked.id
    WHERE further.owner_id = %(owner)s AND further.cause_id IS NOT NULL
    UNION ALL
    SELECT further.kind, further.id, 1, asked.place
    FROM asked JOIN netwerk_came_of AS further ON further.cause = asked.kind AND further.cause_id = asked.id
    WHERE further.owner_id = %(owner)s
)
"""
DRESSED = """
SELECT walked.kind, walked.id, walked.depth,
       coalesce(favour.day, introduction.day, encounter.day),
       coalesce(favour.what, introduction.why, encounter.title), coalesce(encounter.kind, ''),
       one.name, one.self_of_id IS NOT NULL, other.name, other.self_of_id IS NOT NULL, walked.place
FROM walked
LEFT JOIN netwerk_favour AS favour ON walked.kind = 'favour' AND favour.id = walked.id
LEFT JOIN netwerk_introduction AS introduction
    ON walked.kind = 'introduction' AND introduction.id = walked.id
LEFT JOIN netwerk_encounter AS encounter ON walked.kind = 'encounter' AND encounter.id = walked.id
LEFT JOIN netwerk_contact AS one ON one.id = coalesce(favour.giver_id, introduction.first_id)
LEFT JOIN netwerk_contact AS other ON other.id = coalesce(favour.receiver_id, introduction.second_id)
ORDER BY walked.place LIMIT %(most)s
"""


class Link(NamedTuple):
    """One thing in a chain. `depth` tells how many steps away it is from the thing the chain is read of.

    Of a favour `one` did it for `other`; of an introduction they are the two; of an encounter both are "".
    """

    kind: str  # "favour", "introduction" or "encounter"
    pk: int
    depth: int
    day: date
    words: str
    one: str = ""
    other: str = ""

    @property
    def line(self) -> str:
        """What it was, with whom and in which year, in one line: "Sanne → Piet, 2021"."""
        said = self.words
        if self.kind == "introduction":
            said = f"{self.one} → {self.other}"
        elif self.kind == "favour":
            whom = pgettext("whom", "you") if self.other == gettext("you") else self.other
            said = gettext("%(what)s for %(name)s") % {"what": self.words, "name": whom}
        return f"{said}, {self.day.year}"

    @property
    def url(self) -> str:
        """Its own page, when it has one."""
        return address(PAGES[self.kind], self.pk) if self.kind in PAGES else ""


class Chain(NamedTuple):
    """What led to a thing, the beginning first, and what it led to, each link followed by what came of it."""

    before: list[Link]
    after: list[Link]

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


def chain_of(owner: User, thing: Given | Encounter) -> Chain:
    """The chain that a favour, an introduction or an encounter stands in, in two queries."""
    return Chain(_read(owner, UP, thing)[::-1], _read(owner, DOWN, thing))


def beside_each(owner: User, things: Sequence[Given]) -> list[Chain]:
    """What just led to each of these, and what they just led to, in one query (or none)."""
    chains = [Chain([], []) for _thing in things]
    if things:
        kinds = [thing._meta.model_name for thing in things]
        asked = {"owner": owner.pk, "kinds": kinds, "ids": [thing.pk for thing in things]}
        for *row, place in _ask(BESIDE, asked):
            link, chain = _link(row), chains[place - 1]
            (chain.after if link.depth > 0 else chain.before).append(link)
    return chains


def _read(owner: User, walk: str, thing: Given | Encounter) -> list[Link]:
    asked = {"owner": owner.pk, "kind": thing._meta.model_name, "id": thing.pk}
    return [_link(row) for *row, _place in _ask(walk, asked)]


def _ask(walk: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(walk + DRESSED, asked | {"most": MOST})
        return cursor.fetchall()


def _link(row: Sequence[Any]) -> Link:
    """The link of a row as DRESSED gives it, but for its place."""
    *known, encounter, one, one_is_me, other, other_is_me = row
    link = Link(*known)
    if link.kind == "encounter":
        return link._replace(words=link.words or str(Encounter.Kind(encounter).label))
    return link._replace(one=_name(one, one_is_me), other=_name(other, other_is_me))


def _name(name: str | None, is_me: bool) -> str:
    """As name_of(), of a row without its model."""
    if name is None:
        return gettext("someone no longer in your network")
    return gettext("you") if is_me else name
