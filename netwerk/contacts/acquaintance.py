"""Who is meant by somebody whom a contact knows: found among the contacts, or heard of from now on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts import search
from netwerk.contacts.knowing import Reading
from netwerk.contacts.models import Connection, Contact
from netwerk.contacts.naming import NAMESAKES, is_called, is_told, refuse_several
from netwerk.contacts.words import fold

LONGEST = 120  # characters of a name, and of what is said of how they know each other
AT_ONCE = 100  # names that one query looks for


@dataclass
class Acquaintance:
    """Somebody whom a contact knows, saved or new, and how."""

    contact: Contact
    how: str
    words: str

    @classmethod
    def of(cls, contact: Contact, said: Reading) -> "Acquaintance":
        return cls(contact, said.how or Connection.How.OTHER, said.words)


@dataclass
class Introduced:
    """Somebody whom the user introduced a contact to, saved or new, and why."""

    contact: Contact
    why: str


class Meant:
    """Who may be meant by names that were typed: contacts of `owner`, or those `beside`, met just now.

    `sayings` has every way to read each of them; all are looked up at once.
    """

    def __init__(self, owner: User, sayings: Iterable[list[Reading]], beside: Sequence[Contact] = ()) -> None:
        self.owner, self.beside = owner, beside
        names = dict.fromkeys(reading.name[:LONGEST] for readings in sayings for reading in readings)
        self.contacts = _find(owner, list(names))
        self.new: dict[str, Contact] = {}

    def by(self, person: Contact, readings: list[Reading]) -> Acquaintance:
        """Whom `person` knows. Raises ValidationError when it may be more than one, or is `person`.

        Who has just that name comes first, then the only one whose name begins so; else it is somebody new.
        """
        said, known = self._known(person, readings)
        if known:
            return Acquaintance.of(known, said)
        if is_called(person, said.name):
            raise ValidationError(gettext("Everybody knows themselves."))
        if len(said.name) > LONGEST or len(said.said) > LONGEST:
            wrong = gettext("A name and a few words are enough: at most %(most)d characters of each.")
            raise ValidationError(wrong % {"most": LONGEST})
        new = Contact(owner=self.owner, name=said.name, known_at=None)
        return Acquaintance.of(self.new.setdefault(fold(said.name) or said.name, new), said)

    def introduced_to(self, person: Contact, readings: list[Reading]) -> Introduced:
        """Whom `person` was introduced to: as `by`, but of those who are known already."""
        said, known = self._known(person, readings)
        if known:
            return Introduced(known, said.said)
        if is_called(person, said.name):
            raise ValidationError(gettext("Nobody can be introduced to themselves: choose two people."))
        wrong = gettext("You know nobody called “%(name)s” yet: give them a row of their own.")
        raise ValidationError(wrong % {"name": said.name[:60]})

    def _known(self, person: Contact, readings: list[Reading]) -> tuple[Reading, Contact | None]:
        said, found = self._choose(person, readings)
        refuse_several(found)
        return said, found[0] if found else None

    def _choose(self, person: Contact, readings: list[Reading]) -> tuple[Reading, list[Contact]]:
        for fits in (is_told, is_called, _begins_so):
            for said in readings:
                for people in (self.beside, self.contacts):
                    if found := [one for one in people if one != person and fits(one, said.name)]:
                        return said, found
        return readings[-1], []


def keep(person: Contact, acquaintances: Iterable[Acquaintance], **heard: Any) -> list[Acquaintance]:
    """Writes down whom `person` knows; gives those that were not known yet.

    `heard` are the columns of how the user knows it. Call it in a transaction, when `person` is saved.
    """
    acquaintances = list(acquaintances)
    if not acquaintances:
        return []
    connections = Connection.objects.of(person.owner).with_contact(person)
    told = {(one.beside(person).pk, one.how, one.words) for one in connections}
    new = []
    for one in acquaintances:
        if one.contact._state.adding:
            one.contact.save()
        if not _is_told(one, told):
            told.add((one.contact.pk, one.how, one.words))
            new.append(one)
    Connection.objects.bulk_create(
        Connection(owner=person.owner, one=person, other=one.contact, how=one.how, words=one.words, **heard)
        for one in new
    )
    return new


def _is_told(one: Acquaintance, told: set[tuple[int, str, str]]) -> bool:
    """Whether it stands there; that they know each other, and no more, when anything does."""
    if one.how == Connection.How.OTHER and not one.words:
        return any(pk == one.contact.pk for pk, _how, _words in told)
    return (one.contact.pk, one.how, one.words) in told


def _find(owner: User, names: list[str]) -> list[Contact]:
    """The contacts whose name begins with one of `names`, also those whom the user has only heard of.

    A part of the query for each name: see netwerk.contacts.doubles.
    """
    found: dict[int, Contact] = {}
    for start in range(0, len(names), AT_ONCE):
        parts = list(_parts(owner, names[start : start + AT_ONCE]))
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        found |= {contact.pk: contact for contact in rows}
    return list(found.values())


def _parts(owner: User, names: list[str]) -> Iterator[Any]:
    others = Contact.objects.of(owner).others().filter(archived_at=None).for_lists().by_name()
    for name in names:
        query = search.prefixes(owner.pk, name)
        so = (
            {"search__plain": query, "sort_name__startswith": fold(name)}
            if query
            else {"sort_name": name.lower()}
        )
        yield others.filter(**so)[:NAMESAKES]


def _begins_so(contact: Contact, name: str) -> bool:
    return bool(fold(name)) and fold(contact.name).startswith(f"{fold(name)} ")
