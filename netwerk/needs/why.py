"""Why somebody is shown for a need, or is not. Everything is read afresh, as it stands at this moment."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from netwerk.contacts.models import Contact
from netwerk.needs import book
from netwerk.needs.matching import WHERE, Explanation, Pair, Terms, Thesaurus, about, explain, read
from netwerk.needs.models import Need, Reading, Vocabulary
from netwerk.needs.verdict import Verdict, verdict

MOST = 40  # offers that are told about
HOW = {
    "same": _("the same"),
    "narrower": _("a kind of it"),
    "broader": _("wider than what is asked"),
    "near": _("close to it"),
    "sister": _("two kinds of one thing"),
    "word": _("the same word"),
    "support": _("too general to count by itself"),
}


class Said(NamedTuple):
    """Words of a text, and what they were taken for: [] when Netwerk doesn't know them."""

    typed: str
    about: list[str]
    is_general: bool


class Shared(NamedTuple):
    """Words of the need and of who was asked about, and what they have to do with each other."""

    need: str
    offer: str
    about: str
    how: str


class Told(NamedTuple):
    """A text of who was asked about: what was read in it, and whether it would meet the need."""

    where: str
    text: str
    said: list[Said]
    shared: list[Shared]
    fits: bool


class Why:
    """A need beside the texts of `contact`, or beside an `offer` that nobody made."""

    def __init__(self, need: Need, contact: Contact | None = None, offer: str = "") -> None:
        self.need, self.contact, self.offer = need, contact, offer
        self.thesaurus = Vocabulary.objects.thesaurus(need.owner_id)

    @cached_property
    def asked(self) -> list[Said]:
        """What was read in the need."""
        return list(said(read(self.need.said, self.thesaurus), self.thesaurus))

    @cached_property
    def told(self) -> list[Told]:
        """What was read of who was asked about, text by text."""
        return [self._told(where, text) for where, text in self._texts() if text.strip()]

    @cached_property
    def fits(self) -> bool:
        """Whether any of the texts would meet the need."""
        return any(one.fits for one in self.told)

    @property
    def leaves_out(self) -> bool:
        """Whether notes tell what this contact looks for: that is not read."""
        return bool(self.contact and book.SEEKING.search(self.contact.notes))

    def verdict(self, today: date) -> Verdict:
        """Whether the review shows the contact for this need, and if not, why."""
        if self.contact:
            shares = any(one.shared for one in self.told)
            return verdict(self.need, self.contact, today, fits=self.fits, shares=shares)
        fits = gettext("That would be a match.") if self.fits else gettext("That would be no match.")
        return Verdict(fits)

    @property
    def words(self) -> str:
        """Words of either side that would make a match if they meant the same: for Your own words."""
        met = {pair.need for one in self.told for pair in one.shared}
        theirs = [word for one in self.told for word in one.said]
        asked = [word for word in self.asked if word.typed not in met]
        return ", ".join(words[0].typed for words in map(_unknown_first, (asked, theirs)) if words)

    def _texts(self) -> Iterator[tuple[str, str]]:
        contact = self.contact
        if not contact:
            yield Reading.Where.OFFER, self.offer
            return
        for offer in contact.offers.filter(withdrawn_at=None).newest_first()[:MOST]:
            yield Reading.Where.OFFER, offer.said
        yield from book.told(contact, [circle.name for circle in contact.circles.all()]).items()

    def _told(self, where: str, text: str) -> Told:
        text = text[: book.LONGEST].strip()
        found = explain(self.need.said, text, WHERE[where], self.thesaurus)
        shared = list(_shared(found, self.thesaurus))
        return Told(where, text, list(said(found.offer, self.thesaurus)), shared, found.fits)


def said(terms: Terms, thesaurus: Thesaurus) -> Iterator[Said]:
    """What was read in a text, word by word, in the reader's language."""
    for typed in dict.fromkeys(term.typed for term in terms):
        its = [term for term in terms if term.typed == typed and term.concept]
        labels = dict.fromkeys(_label(term.concept, thesaurus) for term in its)
        yield Said(typed, list(labels), bool(its) and all(term.key.startswith("s:") for term in its))


def _shared(found: Explanation, thesaurus: Thesaurus) -> Iterator[Shared]:
    for pair in found.common.pairs if found.common else ():
        yield Shared(pair.need, pair.offer, about(pair, _language(), thesaurus), str(HOW[pair.how]))


def _label(concept: str, thesaurus: Thesaurus) -> str:
    return about(Pair("", "", "same", concept, concept, 0), _language(), thesaurus)


def _language() -> str:
    return "nl" if get_language() == "nl" else "en"


def _unknown_first(words: Iterable[Said]) -> list[Said]:
    """Those that Netwerk doesn't know before those that it does, and what is too general last."""
    return sorted(words, key=lambda word: (bool(word.about), word.is_general))
