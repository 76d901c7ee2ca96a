"""What was heard while a meeting was logged."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from netwerk.contacts.models import Contact
from netwerk.needs import book
from netwerk.needs.models import Need, Offer


def write_down(
    contact: Contact, encounter: Any, day: date, needs: Iterable[str] = (), offers: Iterable[str] = ()
) -> None:
    """Keeps what `contact` looks for and can help with, as heard on `day`; a phrase of it once.

    `encounter` is the meeting of it, or None. Call it in the transaction that saves the meeting: what is sent
    twice is thus kept once.
    """
    heard = {"owner_id": contact.owner_id, "contact": contact, "encounter": encounter, "day": day}
    _keep(Need, book.write_need, needs, heard)
    _keep(Offer, book.write_offer, offers, heard)


def _keep(model: Any, write_up: Callable[[Any], None], texts: Iterable[str], heard: dict[str, Any]) -> None:
    # A meeting tells it once, whatever has become of its day since.
    once = {name: value for name, value in heard.items() if name != "day" or heard["encounter"] is None}
    for text in texts:
        if not model.objects.filter(**once, text=text).exists():
            write_up(model.objects.create(**heard, text=text))
