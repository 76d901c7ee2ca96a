"""The path of people along which a match could come about: whom the user asks, and who knows whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection

from netwerk.contacts.models import Contact
from netwerk.needs.models import Match, Someone

LONGER = 0.8  # what a match counts with each person more on its path

# By hand: every page with matches asks it, of some dozens of people.
KNOWN_TO = """
SELECT near.of, contact.id, contact.name, contact.sort_name, contact.photo_digest, contact.known_at
FROM (
    SELECT one_id AS of, other_id AS who, id FROM netwerk_connection
    WHERE owner_id = %(owner)s AND one_id = ANY(%(people)s)
    UNION ALL
    SELECT other_id, one_id, id FROM netwerk_connection
    WHERE owner_id = %(owner)s AND other_id = ANY(%(people)s)
) AS near
JOIN netwerk_contact AS contact ON contact.id = near.who
WHERE contact.archived_at IS NULL
ORDER BY near.id
"""

Around = Mapping[int, list[Someone]]


def find_paths(matches: Iterable[Match]) -> None:
    """Sets `via`, `ways` and `are_acquainted` of each match (with_faces), in at most two queries.

    `via` are the people who could bring the two together, beside the user: known contacts who know somebody
    that the user has only heard of, or who know somebody who does. `ways` tells for each of the two whom the
    user has only heard of how to reach them: through whom, and them. The matches have one owner.
    """
    matches = list(matches)
    people = {who.pk: who for match in matches for who in (match.helper, match.need.contact)}
    if not people:
        return
    around = _around(matches[0].owner_id, people)
    for match in matches:
        helper, seeker = match.helper, match.need.contact
        match.are_acquainted = any(one.pk == seeker.pk for one in around[helper.pk])
        ends = () if match.are_acquainted else (helper, seeker)
        ways = [(way_to(end, around), end) for end in ends]
        match.ways = [(*way, end) for way, end in ways if way]
        match.via = list({one.pk: one for way, _end in ways for one in way}.values())


def way_to(person: Contact, around: Around) -> list[Someone]:
    """The people through whom the user reaches `person`, the known one first; [] for who needs nobody.

    `around` has the acquaintances of everybody by id. The shortest way there is; [] when there is none.
    """
    if person.known_at or person.self_of_id:
        return []
    near = around.get(person.pk, [])
    if known := next((one for one in near if one.known_at), None):
        return [known]
    for one in near:
        if known := next((two for two in around.get(one.pk, []) if two.known_at), None):
            return [known, one]
    return []


def nearest_first(matches: Iterable[Match]) -> list[Match]:
    """The matches, best first, where a longer path counts as a lesser fit."""
    return sorted(matches, key=lambda match: -match.fit * LONGER ** len(match.via))


def _around(owner: int, people: Mapping[int, Contact]) -> Around:
    """The acquaintances of these people, and of those between them and the user."""
    around = _acquaintances(owner, people)
    between = {
        one.pk
        for person in people.values()
        if not person.known_at and not any(one.known_at for one in around[person.pk])
        for one in around[person.pk]
    }
    if between:
        for pk, found in _acquaintances(owner, between).items():
            around.setdefault(pk, []).extend(found)
    return around


def _acquaintances(owner: int, people: Iterable[int]) -> dict[int, list[Someone]]:
    """Whom each of these people (ids) knows; archived people bring nobody together."""
    around: dict[int, list[Someone]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_TO, {"owner": owner, "people": list(people)})
        for pk, *someone in cursor.fetchall():
            around[pk].append(Someone(*someone))
    return around
