"""What was heard while a meeting was logged."""

from collections.abc import Iterable
from typing import Any

from netwerk.contacts.models import Contact
from netwerk.needs import book
from netwerk.needs.models import Need, Offer


def write_down(
    contact: Contact, encounter: Any, needs: Iterable[str] = (), offers: Iterable[str] = ()
) -> None:
    """Keeps what `contact` looks for and can help with, as heard at `encounter`; a phrase of it once.

    Call it in the transaction that saves the encounter: what is sent twice is thus kept once.
    """
    heard = {"owner_id": contact.owner_id, "contact": contact, "encounter_id": encounter.pk}
    for text in needs:
        need, is_new = Need.objects.get_or_create(**heard, text=text, defaults={"day": encounter.day})
        if is_new:
            book.write_need(need)
    for text in offers:
        offer, is_new = Offer.objects.get_or_create(**heard, text=text, defaults={"day": encounter.day})
        if is_new:
            book.write_offer(offer)
