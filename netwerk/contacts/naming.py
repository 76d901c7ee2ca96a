"""Who is meant by a name that was typed, or picked from suggestions; and what to call namesakes.

A namesake is called by the name and, behind a comma, what tells them apart: where they work, what they do,
where they live, when they were last seen, or at last a number that no other has.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, ContactQuerySet
from netwerk.contacts.words import fold

MOST = 5  # namesakes that are named, to choose from
NAMESAKES = 100  # that are looked at
SUGGESTED = 8
COMMAS = 6  # in what was typed, before which a name may end
DETAIL = 40  # characters
SIGNS = re.compile(r"[;()\[\]\n]")  # that part one name from another, or from what is said of it


def full_name(contact: Contact) -> str:
    """The name, and the organisation behind a comma, which tells most namesakes apart."""
    return f"{contact.name}, {contact.organisation}" if contact.organisation else contact.name


def called_apart(contacts: Sequence[Contact]) -> list[str]:
    """What to call each of these: namesakes among them so that it is clear who is meant."""
    keys = [fold(one.name) or one.name.lower() for one in contacts]
    alike = Counter(keys)
    details = [_details(one) if alike[key] > 1 else [] for one, key in zip(contacts, keys, strict=True)]
    said = Counter(
        (key, each) for key, own in zip(keys, details, strict=True) for each in set(map(fold, own))
    )
    return [
        _apart(one, own, {fold(each) for each in own if said[key, fold(each)] > 1})
        for one, key, own in zip(contacts, keys, details, strict=True)
    ]


def is_called(contact: Contact, typed: str) -> bool:
    """Whether that is just the name."""
    key = fold(typed)
    return fold(contact.name) == key if key else contact.name.lower() == typed.lower()


def is_told(contact: Contact, typed: str) -> bool:
    """Whether that is the name and, behind a comma, something that tells which of several it is."""
    if "," not in typed or not fold(typed).startswith(fold(contact.name)):
        return False
    told = (full_name(contact), *(f"{contact.name}, {detail}" for detail in _details(contact)))
    return fold(typed) in {fold(each) for each in told} - {fold(contact.name)}


def best_called(contacts: Iterable[Contact], typed: str) -> list[Contact]:
    """Those who are called so with what tells them apart, or else those with just that name."""
    contacts = list(contacts)
    told = [one for one in contacts if is_told(one, typed)]
    return told or [one for one in contacts if is_called(one, typed)]


def find_named(owner: User, typed: str) -> list[Contact]:
    """The contacts of `owner` that are called `typed`, with or without what tells them apart."""
    return _called(Contact.objects.of(owner).current(), typed)


def find_anybody(owner: User, typed: str) -> list[Contact]:
    """The same among those whom the user has heard of, too; else those whose name begins so."""
    anybody = Contact.objects.of(owner).others().filter(archived_at=None)
    if found := _called(anybody, typed):
        return found
    begun = fold(typed)
    return list(anybody.filter(sort_name__startswith=f"{begun} ").by_name()[: MOST + 1]) if begun else []


def refuse_several(found: Sequence[Contact]) -> None:
    """Raises a ValidationError that names them when more than one may be meant."""
    if len(found) > 1:
        names = [f"“{name}”" for name in called_apart(found)]
        listed = ", ".join(names[:MOST] + ["…"] * (len(names) > MOST))
        said = gettext("You know more than one: %(names)s. Type one of these.")
        raise ValidationError(said % {"names": listed})


def suggest(owner: User, typed: str) -> list[str]:
    """What to call the contacts of `owner` that may be meant by the first letters of a name."""
    contacts = Contact.objects.matching(owner, typed).current().by_last_seen().for_lists()
    return called_apart(list(contacts[:SUGGESTED]))


def _called(among: ContactQuerySet, typed: str) -> list[Contact]:
    parts = typed.split(",")[:COMMAS]
    before = {fold(",".join(parts[:end])) for end in range(1, len(parts) + 1)}
    names = {name[:240] for name in (*before, fold(typed), typed.lower()) if name}
    found = among.filter(sort_name__in=names).for_lists().by_name()[:NAMESAKES]
    return best_called(found, typed)


def _apart(contact: Contact, details: list[str], taken: set[str]) -> str:
    """The name with the first of these details that no namesake has, of which the folded ones are `taken`."""
    if not details:
        return full_name(contact)
    return f"{contact.name}, {next((each for each in details if fold(each) not in taken), details[-1])}"


def _details(contact: Contact) -> list[str]:
    """What tells a contact from namesakes, the most telling first. The last one no other contact has."""
    day = contact.last_seen
    seen = gettext("last seen %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")} if day else ""
    number = gettext("number %(number)s") % {"number": contact.pk}
    plain = (
        Truncator(" ".join(SIGNS.sub(" ", text).split()).replace(" ,", ",")).chars(DETAIL)
        for text in (contact.organisation, contact.headline, contact.place, seen, number)
    )
    return [text for text in plain if fold(text)]
