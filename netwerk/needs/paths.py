"""The path of people along which a match could come about: whom the user asks, and who knows whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from netwerk.contacts.models import Connection, Contact
from netwerk.needs.models import Match

LONGER = 0.8  # what a match counts with each person more on its path

Around = Mapping[int, list[Contact]]


def find_paths(matches: Iterable[Match]) -> None:
    """Sets `via` and `are_acquainted` of each match (with_faces), in at most two queries.

    `via` are the people who could bring the two together, beside the user: known contacts who know somebody
    that the user has only heard of, or who know somebody who does. The matches have one owner.
    """
    matches = list(matches)
    people = {who.pk: who for match in matches for who in (match.helper, match.need.contact)}
    if not people:
        return
    around = _around(matches[0].owner_id, people)
    for match in matches:
        helper, seeker = match.helper, match.need.contact
        match.are_acquainted = any(one.pk == seeker.pk for one in around[helper.pk])
        ways = [] if match.are_acquainted else [way_to(helper, around), way_to(seeker, around)]
        match.via = list({one.pk: one for way in ways for one in way}.values())


def way_to(person: Contact, around: Around) -> list[Contact]:
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
        one.pk: one
        for person in people.values()
        if not person.known_at and not any(one.known_at for one in around[person.pk])
        for one in around[person.pk]
    }
    if between:
        for pk, found in _acquaintances(owner, between).items():
            around.setdefault(pk, []).extend(found)
    return around


def _acquaintances(owner: int, people: Iterable[int]) -> dict[int, list[Contact]]:
    ids = set(people)
    shown = ("name", "sort_name", "photo_digest", "known_at", "archived_at")
    found = Connection.objects.filter(Q(one__in=ids) | Q(other__in=ids), owner=owner).order_by("id")
    rows = found.select_related("one", "other").only(
        "owner", "one", "other", *(f"{who}__{name}" for who in ("one", "other") for name in shown)
    )
    around: dict[int, list[Contact]] = defaultdict(list)
    for row in rows:
        for one, other in ((row.one, row.other), (row.other, row.one)):
            if one.pk in ids and not other.archived_at:
                around[one.pk].append(other)
    return around
