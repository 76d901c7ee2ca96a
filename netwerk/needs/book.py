"""The book of matches: keeps them in step with every change, without looking at all there is.

A need is kept under what it asks for and a reading under what it tells, both in an index; so whoever changes
meets only those that may fit. Call it in the transaction of the change.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs.matching import WHERE, Pair, Terms, Wanted, keys, read, restored
from netwerk.needs.models import Match, Need, Offer, Reading

MOST = 30  # matches kept of a need; the page shows a few
LONGEST = 600  # characters of a headline or a note that are read
LATER = timedelta(days=30)  # after which a match that was put off is shown again
HALF_LIFE = 180  # days after which a need must match twice as well for the same place in the review
NO_MATCH = -100.0  # in the rank of a need that nobody meets: after all others
# Who looks for a thing does not offer it: such a sentence of a note tells nothing of what somebody can do.
SEEKING = re.compile(
    r"\b(zoek\w*|gezocht|wil\w*|vraagt?|nodig|hoopt|looking|seek\w*|needs?|wants?|would|hopes?|searching)\b",
    re.I,
)
SENTENCE = re.compile(r"[.!?;\n]+")

RANK = f"""
UPDATE netwerk_need AS need SET rank = (need.day - DATE '2000-01-01') / {HALF_LIFE}.0 + COALESCE(
    (SELECT log(2, max(fit)::numeric) FROM netwerk_match AS match
     WHERE match.owner_id = need.owner_id AND match.need_id = need.id), {NO_MATCH})
WHERE need.id = ANY(%s)
"""  # noqa: S608  # our own numbers


class _Found(NamedTuple):
    fit: float
    where: str
    text: str
    pairs: tuple[Pair, ...]


def write_need(need: Need) -> None:
    """Reads a need that is new, changed, met, withdrawn or open again, and finds who could meet it."""
    User(pk=need.owner_id).wait_for("matches")
    terms = read(f"{need.text}\n{need.note}") if need.is_open else ()
    wanted = Wanted(terms)
    need.terms, need.keys = [list(term) for term in terms], _of(need.owner_id, wanted.keys)
    need.save(update_fields=["terms", "keys"])
    Match.objects.filter(owner=need.owner_id, need=need).delete()
    if need.keys:
        found = _readings(need.owner_id).filter(keys__overlap=need.keys).exclude(contact=need.contact_id)
        _keep(need.owner_id, {(need.pk, helper): one for helper, one in _best(wanted, found)})
    rank([need.pk])


def write_offer(offer: Offer) -> None:
    """Reads an offer that is new, changed or withdrawn, and finds whom it could help."""
    if offer.withdrawn_at:
        Reading.objects.filter(owner=offer.owner_id, offer=offer).delete()
    else:
        terms = read(f"{offer.text}\n{offer.note}")
        _write(offer.contact, Reading.Where.OFFER, offer.text, terms, offer=offer)
    write_helper(offer.contact)


def read_contact(contact: Contact, circles: Iterable[str] = ()) -> None:
    """Reads what a contact does, their circles (names) and notes, and finds whom that could help."""
    told = {
        Reading.Where.HEADLINE: ", ".join(filter(None, (contact.headline, contact.organisation))),
        Reading.Where.CIRCLE: ", ".join(circles),
        Reading.Where.NOTE: offering(contact.notes),
    }
    for where, text in told.items():
        _write(contact, where, text[:LONGEST], read(text[:LONGEST]))
    write_helper(contact)
    # Unless it has changed once more since it was loaded.
    Contact.objects.filter(pk=contact.pk, unread_at=contact.unread_at).update(unread_at=None)


def write_helper(contact: Contact) -> None:
    """Replaces the matches in which `contact` is who could help, by what is read of them now."""
    owner = contact.owner_id
    User(pk=owner).wait_for("matches")
    readings = list(_readings(owner).filter(contact=contact))
    told = sorted({key for reading in readings for key in reading.keys})
    before = set(Match.objects.filter(owner=owner, helper=contact).values_list("need", flat=True))
    needs = (
        Need.objects.filter(owner=owner, keys__overlap=told, met_at=None, withdrawn_at=None) if told else []
    )
    found = {
        (need.pk, helper): one
        for need in needs
        if need.contact_id != contact.pk
        for helper, one in _best(Wanted(restored(need.terms)), readings)
    }
    Match.objects.filter(owner=owner, helper=contact).delete()
    _keep(owner, found)
    rank(before | {need for need, _helper in found})


def rank(needs: Iterable[int]) -> None:
    """Brings the place in the review of these needs (ids) in step with their matches."""
    with connection.cursor() as cursor:
        cursor.execute(RANK, [sorted(needs)])


def offering(notes: str) -> str:
    """The sentences of notes that do not tell what somebody looks for."""
    sentences = (" ".join(sentence.split()) for sentence in SENTENCE.split(notes))
    return ". ".join(sentence for sentence in sentences if sentence and not SEEKING.search(sentence))


def _readings(owner: int) -> QuerySet[Reading]:
    return Reading.objects.filter(owner=owner).only("contact", "where", "text", "terms", "keys")


def _write(contact: Contact, where: str, text: str, terms: Terms, offer: Offer | None = None) -> None:
    same: dict[str, Any] = {"owner_id": contact.owner_id, "contact": contact, "where": where, "offer": offer}
    if not terms:
        Reading.objects.filter(**same).delete()
        return
    told = {"text": text, "terms": [list(t) for t in terms], "keys": _of(contact.owner_id, keys(terms))}
    Reading.objects.update_or_create(**same, defaults=told)


def _best(wanted: Wanted, readings: Iterable[Reading]) -> Iterable[tuple[int, _Found]]:
    """Whoever fits, by id, each with the best of what is read of them."""
    best: dict[int, _Found] = {}
    for reading in readings:
        match = wanted.match(restored(reading.terms), WHERE[reading.where])
        if match and (reading.contact_id not in best or best[reading.contact_id].fit < match.score):
            best[reading.contact_id] = _Found(match.score, reading.where, reading.text, match.pairs)
    return sorted(best.items(), key=lambda one: -one[1].fit)[:MOST]


def _keep(owner: int, found: dict[tuple[int, int], _Found]) -> None:
    Match.objects.bulk_create(
        Match(owner_id=owner, need_id=need, helper_id=helper, **one._asdict())
        for (need, helper), one in found.items()
    )


def _of(owner: int, its_keys: Iterable[str]) -> list[str]:
    return sorted(f"{owner}/{key}" for key in its_keys)


def catch_up(owner: User | None = None, most: int = 500) -> int:
    """Reads contacts (of `owner`, or anybody's) that have changed since they were read; gives how many."""
    waiting = Contact.objects.filter(unread_at__isnull=False).order_by("unread_at")
    if owner:
        waiting = waiting.filter(owner=owner)
    contacts = list(waiting.prefetch_related("circles")[:most])
    for contact in contacts:
        read_contact(contact, [circle.name for circle in contact.circles.all()])
    return len(contacts)
