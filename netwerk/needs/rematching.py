"""A user's book of matches, written anew: after words were added to the thesaurus, or rows made in bulk."""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs import book
from netwerk.needs.matching import Thesaurus, Wanted, read
from netwerk.needs.models import Match, Need, Offer, Reading, Vocabulary

BATCH = 2000  # rows written at a time

Progress = Callable[[int, int], None]


@transaction.atomic
def rematch(owner: User, progress: Progress | None = None) -> int:
    """Reads everything of `owner` again and finds all matches; gives how many there are.

    `progress` is told after each need how many are done, and of how many.
    """
    owner.wait_for("matches")
    thesaurus = Vocabulary.objects.thesaurus(owner.pk)
    Match.objects.of(owner).delete()
    Reading.objects.of(owner).delete()
    readings = _readings(owner, thesaurus)
    Reading.objects.bulk_create(readings, batch_size=BATCH)
    Contact.objects.of(owner).update(unread_at=None)
    kept: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for key in reading.keys:
            kept[key].append(reading)
    needs = list(Need.objects.of(owner).filter(met_at=None, withdrawn_at=None))
    found: list[Match] = []
    for done, need in enumerate(needs, start=1):
        found += _matches(need, kept, thesaurus)
        if progress:
            progress(done, len(needs))
    Need.objects.bulk_update(needs, ["terms", "keys"], batch_size=BATCH)
    Match.objects.bulk_create(found, batch_size=BATCH)
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


def _matches(need: Need, kept: dict[str, list[Reading]], thesaurus: Thesaurus) -> list[Match]:
    """The matches of one need, which is read anew."""
    terms = read(need.said, thesaurus)
    wanted = Wanted(terms, thesaurus)
    need.terms, need.keys = book.stored(terms), book.owned(need.owner_id, wanted.keys)
    candidates = {id(reading): reading for key in need.keys for reading in kept.get(key, ())}
    theirs = (reading for reading in candidates.values() if reading.contact_id != need.contact_id)
    return book.matches(need.owner_id, {(need.pk, who): one for who, one in book.best(wanted, theirs)})


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
