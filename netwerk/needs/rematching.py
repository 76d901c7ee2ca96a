"""A user's book of matches, written anew: after words were added to the thesaurus, or rows made in bulk."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import transaction

from netwerk.accounts.models import User
from netwerk.bulk import copy_in
from netwerk.contacts.models import Contact
from netwerk.needs import book, matching
from netwerk.needs.matching import WHERE, Terms, Thesaurus, Wanted, keys, read
from netwerk.needs.models import Match, Need, Offer, Reading, Vocabulary

BATCH = 2000  # rows read or changed at a time

Progress = Callable[[int, int], None]


class Alike(NamedTuple):
    """What was read in the same words, of whomever: it is set beside a need once."""

    where: str
    terms: Terms
    readings: list[Reading]


@transaction.atomic
def rematch(owner: User, progress: Progress | None = None) -> int:
    """Reads everything of `owner` again and finds all matches; gives how many there are.

    `progress` is told, time and again, how many needs are done, and of how many.
    """
    owner.wait_for("matches")
    thesaurus = Vocabulary.objects.thesaurus(owner.pk)
    Match.objects.of(owner).delete()
    Reading.objects.of(owner).delete()
    readings = _readings(owner, thesaurus)
    copy_in(readings)
    Contact.objects.of(owner).update(unread_at=None)
    kept = _by_key(readings)
    needs = list(Need.objects.of(owner).filter(met_at=None, withdrawn_at=None))
    found: list[Match] = []
    done = 0
    for terms, alike in _by_terms(needs, thesaurus).items():
        wanted = Wanted(terms, thesaurus)
        fits = _fits(wanted, kept)
        for need in alike:
            need.terms, need.keys = book.stored(terms), book.owned(owner.pk, wanted.keys)
            found += book.matches(owner.pk, _best(need, fits))
        done += len(alike)
        if progress:
            progress(done, len(needs))
    Need.objects.bulk_update(needs, ["terms", "keys"], batch_size=BATCH)
    copy_in(found)
    book.rank(need.pk for need in needs)
    return len(found)


def _readings(owner: User, thesaurus: Thesaurus) -> list[Reading]:
    """Everything that tells what somebody could help with, read; alike texts once."""
    made = []
    for offer in Offer.objects.of(owner).filter(withdrawn_at=None):
        made.append(
            book.reading(
                offer.contact_id, owner.pk, Reading.Where.OFFER, offer.said, thesaurus=thesaurus, offer=offer
            )
        )
    for contact in Contact.objects.of(owner).prefetch_related("circles").iterator(chunk_size=BATCH):
        circles = [circle.name for circle in contact.circles.all()]
        for where, text in book.told(contact, circles).items():
            made.append(book.reading(contact.pk, owner.pk, where, text, thesaurus=thesaurus))
    return [reading for reading in made if reading.terms]


def _by_key(readings: Iterable[Reading]) -> dict[str, list[Alike]]:
    """The readings under each of the keys that they are looked up by."""
    alike: dict[tuple[str, Terms], Alike] = {}
    for reading in readings:
        same = (reading.where, reading.read)
        alike.setdefault(same, Alike(*same, [])).readings.append(reading)
    kept: dict[str, list[Alike]] = defaultdict(list)
    for one in alike.values():
        for key in keys(one.terms):
            kept[key].append(one)
    return kept


def _by_terms(needs: Iterable[Need], thesaurus: Thesaurus) -> dict[Terms, list[Need]]:
    """The needs, read, those that say the same together."""
    alike: dict[Terms, list[Need]] = defaultdict(list)
    for need in needs:
        alike[read(need.said, thesaurus)].append(need)
    return alike


def _fits(wanted: Wanted, kept: dict[str, list[Alike]]) -> list[tuple[matching.Match, Alike]]:
    """What fits, the best first."""
    candidates = {id(one): one for key in wanted.keys for one in kept.get(key, ())}.values()
    fits = [(fit, one) for one in candidates if (fit := wanted.match(one.terms, WHERE[one.where]))]
    return sorted(fits, key=lambda each: -each[0].score)


def _best(need: Need, fits: Iterable[tuple[matching.Match, Alike]]) -> dict[tuple[int, int], book.Found]:
    """Whoever fits a need, by need and helper (ids), each with the best of what is read of them."""
    found: dict[tuple[int, int], book.Found] = {}
    for fit, alike in fits:
        for reading in alike.readings:
            key = (need.pk, reading.contact_id)
            if key not in found and reading.contact_id != need.contact_id:
                found[key] = book.found_in(reading, fit)
                if len(found) == book.MOST:
                    return found
    return found


def read_own_words() -> None:
    """Writes the book anew of every user whose own words have changed since it was written."""
    for waiting in Vocabulary.objects.unread().select_related("owner"):
        with transaction.atomic():
            waiting.owner.wait_for("matches")
            # As it is once it is our turn: another worker may have done it in the meantime.
            vocabulary = Vocabulary.objects.get(pk=waiting.pk)
            if vocabulary.unread_at:
                rematch(vocabulary.owner)
                vocabulary.has_been_read()
