"""Matches as pages and mails show them: the best of each need, of each who seeks, or of each helper."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Model

from netwerk.contacts.models import Contact
from netwerk.needs.models import GOOD, Match, Need


def _in_order(model: type[Model], *names: str) -> list[str]:
    """These columns of a model as `from_db` wants them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


PERSON = _in_order(
    Contact, "id", "name", "sort_name", "photo_digest", "headline", "organisation", "self_of_id", "known_at"
)
NEED = _in_order(Need, "id", "owner_id", "text", "encounter_id", "contact_id")
MATCH = _in_order(
    Match, "id", "owner_id", "where", "text", "fit", "pairs", "need_id", "helper_id", "offer_id"
)

# By hand, because every page that shows people asks it: written by the ORM, with two contacts, a need and a
# place among the others of each, it takes several times as long as PostgreSQL does to answer it. The same
# matches are in question as in Match.objects.shown().
SHOWN = """
    match.fit >= need.least AND match.fit >= %(least)s AND need.met_at IS NULL AND need.withdrawn_at IS NULL
    AND helper.archived_at IS NULL
    AND NOT EXISTS (
        SELECT FROM netwerk_dismissal AS said
        WHERE said.owner_id = match.owner_id AND said.need_id = match.need_id
          AND said.helper_id = match.helper_id AND (said.until IS NULL OR said.until > %(today)s)
    )
"""
BEST = """
SELECT {columns}, offer.encounter_id, best.of
FROM (
    SELECT match.*, {each} AS of,
           row_number() OVER (PARTITION BY {each} ORDER BY match.fit DESC, match.id) AS place
    FROM netwerk_match AS match
    JOIN netwerk_need AS need ON need.id = match.need_id
    JOIN netwerk_contact AS helper ON helper.id = match.helper_id
    WHERE match.owner_id = ANY(%(owners)s) AND {each} = ANY(%(ids)s) AND {shown}
) AS best
JOIN netwerk_need AS need ON need.id = best.need_id
JOIN netwerk_contact AS helper ON helper.id = best.helper_id
JOIN netwerk_contact AS seeker ON seeker.id = need.contact_id
LEFT JOIN netwerk_offer AS offer ON offer.id = best.offer_id
WHERE best.place <= %(most)s AND seeker.archived_at IS NULL
ORDER BY best.of, best.place
"""
PROPOSED = """
SELECT {columns}, offer.encounter_id
FROM netwerk_proposal AS proposal
JOIN netwerk_match AS match ON match.owner_id = proposal.owner_id AND match.need_id = proposal.need_id
    AND match.helper_id = proposal.helper_id
JOIN netwerk_need AS need ON need.id = match.need_id
JOIN netwerk_contact AS helper ON helper.id = match.helper_id
JOIN netwerk_contact AS seeker ON seeker.id = need.contact_id
LEFT JOIN netwerk_offer AS offer ON offer.id = match.offer_id
WHERE proposal.owner_id = %(owner)s AND proposal.day = %(today)s AND proposal.taken_up_at IS NULL
  AND seeker.archived_at IS NULL AND {shown}
ORDER BY proposal.id
"""


class Each(Enum):
    """Of what the best are asked: a need, the contact who has needs, or the one who could help."""

    NEED = "match.need_id"
    SEEKER = "need.contact_id"
    HELPER = "match.helper_id"


def _columns(match: str) -> str:
    named = {match: MATCH, "need": NEED, "helper": PERSON, "seeker": PERSON}
    return ", ".join(f'{table}."{name}"' for table, names in named.items() for name in names)


QUESTIONS = {each: BEST.format(columns=_columns("best"), each=each.value, shown=SHOWN) for each in Each}
OF_THE_DAY = PROPOSED.format(columns=_columns("match"), shown=SHOWN)


def best_of(
    owner: int | Collection[int],
    each: Each,
    ids: Collection[int],
    today: date,
    most: int,
    *,
    only_good: bool = False,
) -> dict[int, list[Match]]:
    """The matches that a page of `owner` (an id, or several) shows of each of `ids`: `most`, best first.

    In one query, with the helper, the need and who has it. `offered_at` of a match is the id of the encounter
    at which its offer was heard, if any. `only_good`: those of Match.objects.good().
    """
    found: dict[int, list[Match]] = defaultdict(list)
    if not ids:
        return found
    owners = [owner] if isinstance(owner, int) else list(owner)
    asked: dict[str, Any] = {"owners": owners, "ids": list(ids), "today": today, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS[each], asked | {"least": GOOD if only_good else 0})
        for *row, key in cursor.fetchall():
            found[key].append(_match(row))
    return found


def proposed(owner: int, today: date) -> list[Match]:
    """What `owner` (an id) is shown on the day `today` without asking, and has not acted on: as `best_of`."""
    with connection.cursor() as cursor:
        cursor.execute(OF_THE_DAY, {"owner": owner, "today": today, "least": GOOD})
        return [_match(row) for row in cursor.fetchall()]


def _match(row: Sequence[Any]) -> Match:
    own, row = row[: len(MATCH)], row[len(MATCH) :]
    need, row = row[: len(NEED)], row[len(NEED) :]
    helper, seeker, offered_at = row[: len(PERSON)], row[len(PERSON) : -1], row[-1]
    match = Match.from_db(None, MATCH, own)
    match.pairs = json.loads(match.pairs)
    match.helper = Contact.from_db(None, PERSON, helper)
    match.need = Need.from_db(None, NEED, need)
    match.need.contact = Contact.from_db(None, PERSON, seeker)
    match.offered_at = offered_at
    return match
