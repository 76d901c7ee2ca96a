"""The book of matches: keeps them in step with every change, without looking at all there is.

A need is kept under what it asks for and a reading under what it tells, both in an index; so whoever changes
meets only those that may fit. Call it in the transaction of the change.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs import matching
from netwerk.needs.matching import (
    AMONG_BETTER,
    WHERE,
    Pair,
    Terms,
    Thesaurus,
    Wanted,
    keys,
    read,
    restored,
)
from netwerk.needs.models import Match, Need, Offer, Reading, Vocabulary

MOST = 30  # matches kept of a need; the page shows a few
LONGEST = 600  # characters of a headline or a note that are read
HALF_LIFE = 180  # days after which a need must match twice as well for the same place in the review
NO_MATCH = -100.0  # in the rank of a need that nobody meets: after all others
# Who looks for a thing does not offer it: such a sentence of a note tells nothing of what somebody can do.
SEEKING = re.compile(
    r"\b(zoek\w*|gezocht|wil\w*|vraagt?|nodig|hoopt|looking|seek\w*|needs?|wants?|would|hopes?|searching)\b",
    re.I,
)
SENTENCE = re.compile(r"[.!?;\n]+")

RANK = f"""
UPDATE netwerk_need AS need SET
    rank = (need.day - DATE '2000-01-01') / {HALF_LIFE}.0 + COALESCE(log(2, fits[1]::numeric), {NO_MATCH}),
    least = COALESCE(fits[2], 0) * {AMONG_BETTER}
FROM (
    SELECT id, ARRAY(
        SELECT fit FROM netwerk_match AS match
        WHERE match.owner_id = need.owner_id AND match.need_id = need.id
        ORDER BY fit DESC LIMIT 2
    ) AS fits
    FROM netwerk_need AS need WHERE id = ANY(%s)
) AS found
WHERE need.id = found.id
"""  # noqa: S608  # our own numbers


class Found(NamedTuple):
    """How well somebody fits a need, and by which of their texts; an offer (an id), if it is one."""

    offer_id: int | None
    fit: float
    where: str
    text: str
    pairs: tuple[Pair, ...]


def write_need(need: Need) -> None:
    """Reads a need that is new, changed, met, withdrawn or open again, and finds who could meet it."""
    User(pk=need.owner_id).wait_for("matches")
    thesaurus = Vocabulary.objects.thesaurus(need.owner_id)
    terms = read(need.said, thesaurus) if need.is_open else ()
    wanted = Wanted(terms, thesaurus)
    need.terms, need.keys = stored(terms), owned(need.owner_id, wanted.keys)
    need.save(update_fields=["terms", "keys"])
    Match.objects.filter(owner=need.owner_id, need=need).delete()
    if need.keys:
        found = _readings(need.owner_id).filter(keys__overlap=need.keys).exclude(contact=need.contact_id)
        _keep(need.owner_id, {(need.pk, helper): one for helper, one in best(wanted, found)})
    rank([need.pk])


def write_offer(offer: Offer) -> None:
    """Reads an offer that is new, changed or withdrawn, and finds whom it could help."""
    was_read, _rows = Reading.objects.filter(owner=offer.owner_id, offer=offer).delete()
    told = [] if offer.withdrawn_at else _write(offer.contact, [(Reading.Where.OFFER, offer.said)], offer)
    if was_read:
        write_helper(offer.contact)
    else:
        for reading in told:
            _add(reading)


def can_match(said: Need | Offer) -> bool:
    """Whether a need or an offer that was written up has any word by which it could be found."""
    if isinstance(said, Need):
        return bool(said.keys)
    return _readings(said.owner_id).filter(offer=said).exclude(keys=[]).exists()


def read_contact(contact: Contact, circles: Iterable[str] = ()) -> None:
    """Reads what a contact does, their circles (names) and notes, and finds whom that could help."""
    Reading.objects.filter(owner=contact.owner_id, contact=contact, offer=None).delete()
    _write(contact, told(contact, circles).items())
    write_helper(contact)
    # Unless it has changed once more since it was loaded.
    Contact.objects.filter(pk=contact.pk, unread_at=contact.unread_at).update(unread_at=None)


def write_helper(contact: Contact) -> None:
    """Replaces the matches in which `contact` is who could help, by what is read of them now."""
    owner = contact.owner_id
    User(pk=owner).wait_for("matches")
    before = set(Match.objects.filter(owner=owner, helper=contact).values_list("need", flat=True))
    found = _helped(contact.pk, list(_readings(owner).filter(contact=contact)))
    Match.objects.filter(owner=owner, helper=contact).delete()
    _keep(owner, found)
    rank(before | {need for need, _helper in found})


def _add(reading: Reading) -> None:
    """Finds whom a reading that is new could help; a match by another stays, unless this fits better."""
    owner, helper = reading.owner_id, reading.contact_id
    User(pk=owner).wait_for("matches")
    found = _helped(helper, [reading])
    before = Match.objects.filter(owner=owner, helper=helper, need__in=[need for need, _ in found])
    fits = dict(before.values_list("need", "fit"))
    better = {key: one for key, one in found.items() if one.fit > fits.get(key[0], 0)}
    needs = [need for need, _helper in better]
    before.filter(need__in=needs).delete()
    _keep(owner, better)
    rank(needs)


def _helped(helper: int, readings: list[Reading]) -> dict[tuple[int, int], Found]:
    """Whom these readings of one contact, `helper`, could help, by need and helper (ids)."""
    kept = sorted({key for reading in readings for key in reading.keys})
    if not kept:
        return {}
    needs = Need.objects.filter(
        owner=readings[0].owner_id, keys__overlap=kept, met_at=None, withdrawn_at=None
    )
    alike: dict[Terms, list[int]] = defaultdict(list)
    for need, terms in needs.exclude(contact=helper).values_list("pk", "terms"):
        alike[restored(terms)].append(need)
    thesaurus = Vocabulary.objects.thesaurus(readings[0].owner_id)
    return {
        (need, helper): one
        for terms, same in alike.items()
        for _helper, one in best(Wanted(terms, thesaurus), readings)
        for need in same
    }


def catch_up(owner: User | None = None, most: int = 500) -> int:
    """Reads contacts (of `owner`, or anybody's) that have changed since they were read; gives how many."""
    waiting = Contact.objects.filter(unread_at__isnull=False).order_by("unread_at")
    if owner:
        waiting = waiting.filter(owner=owner)
    contacts = list(waiting.prefetch_related("circles")[:most])
    for contact in contacts:
        with transaction.atomic():
            read_contact(contact, [circle.name for circle in contact.circles.all()])
    return len(contacts)


def rank(needs: Iterable[int]) -> None:
    """Brings the place in the review of these needs (ids), and what is worth a line, in step."""
    with connection.cursor() as cursor:
        cursor.execute(RANK, [sorted(needs)])


def told(contact: Contact, circles: Iterable[str]) -> dict[str, str]:
    """What is known of a contact beside their offers, by where it is read."""
    return {
        Reading.Where.HEADLINE: ", ".join(filter(None, (contact.headline, contact.organisation))),
        Reading.Where.CIRCLE: ", ".join(circles),
        Reading.Where.NOTE: offering(contact.notes),
    }


def offering(notes: str) -> str:
    """The sentences of notes that do not tell what somebody looks for."""
    sentences = (" ".join(sentence.split()) for sentence in SENTENCE.split(notes))
    return ". ".join(sentence for sentence in sentences if sentence and not SEEKING.search(sentence))


def reading(
    contact: int, owner: int, where: str, text: str, *, thesaurus: Thesaurus, offer: Offer | None = None
) -> Reading:
    """A text of a contact (ids), read with `thesaurus`; not saved. One without terms says nothing."""
    terms = _read(text[:LONGEST], thesaurus)
    shown = " ".join(text.split())[:LONGEST]
    row = Reading(owner_id=owner, contact_id=contact, offer=offer, where=where, text=shown)
    row.terms, row.keys, row.read = stored(terms), owned(owner, keys(terms)), terms
    return row


def found_in(reading: Reading, match: matching.Match) -> Found:
    """That somebody fits by what was read of them."""
    return Found(reading.offer_id, match.score, reading.where, reading.text, match.pairs)


def best(wanted: Wanted, readings: Iterable[Reading]) -> list[tuple[int, Found]]:
    """Whoever fits, by id, each with the best of what is read of them; MOST at most, best first."""
    found: dict[int, Found] = {}
    for one in readings:
        match = wanted.match(one.read, WHERE[one.where])
        if match and (one.contact_id not in found or found[one.contact_id].fit < match.score):
            found[one.contact_id] = found_in(one, match)
    return sorted(found.items(), key=_best_first)[:MOST]


def _best_first(found: tuple[int, Found]) -> tuple[float, float]:
    """Those that fit equally well in the order in which their offers were heard, whoever was read first."""
    return -found[1].fit, found[1].offer_id or math.inf


def matches(owner: int, found: Mapping[tuple[int, int], Found]) -> list[Match]:
    """Rows for what was found, by need and helper (ids); not saved."""
    return [
        Match(owner_id=owner, need_id=need, helper_id=helper, **one._asdict())
        for (need, helper), one in found.items()
    ]


def stored(terms: Terms) -> list[list[Any]]:
    """Terms as JSON keeps them; `restored` is the way back."""
    return [list(term) for term in terms]


def owned(owner: int, its_keys: Iterable[str]) -> list[str]:
    """Keys, each behind its owner (an id): one index serves all users."""
    return sorted(f"{owner}/{key}" for key in its_keys)


@lru_cache(maxsize=2000)
def _read(text: str, thesaurus: Thesaurus) -> Terms:
    """As `read`: many have the same headline, or are in the same circles."""
    return read(text, thesaurus)


def _readings(owner: int) -> QuerySet[Reading]:
    return Reading.objects.filter(owner=owner).only("contact", "offer", "where", "text", "terms", "keys")


def _write(contact: Contact, texts: Iterable[tuple[str, str]], offer: Offer | None = None) -> list[Reading]:
    # A text that is read while the owner's own words change must not be overtaken by the book written anew.
    User(pk=contact.owner_id).wait_for("matches")
    thesaurus = Vocabulary.objects.thesaurus(contact.owner_id)
    rows = [
        reading(contact.pk, contact.owner_id, where, text, thesaurus=thesaurus, offer=offer)
        for where, text in texts
    ]
    return Reading.objects.bulk_create([row for row in rows if row.terms])


def _keep(owner: int, found: Mapping[tuple[int, int], Found]) -> None:
    Match.objects.bulk_create(matches(owner, found))
