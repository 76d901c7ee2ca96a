"""Who is meant by a name that was typed in full, or picked from suggestions."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, ContactQuerySet
from netwerk.contacts.words import fold

MOST = 5  # namesakes that are told apart
SUGGESTED = 8


def full_name(contact: Contact) -> str:
    """The name, and the organisation behind a comma, which tells most namesakes apart."""
    return f"{contact.name}, {contact.organisation}" if contact.organisation else contact.name


def find_named(owner: User, typed: str) -> list[Contact]:
    """The contacts of `owner` that are called `typed`, with or without the organisation; at most five."""
    return _called(Contact.objects.of(owner).current(), typed)


def find_anybody(owner: User, typed: str) -> list[Contact]:
    """The same among those whom the user has heard of, too; else those whose name begins so."""
    anybody = Contact.objects.of(owner).others().filter(archived_at=None)
    if found := _called(anybody, typed):
        return found
    begun = fold(typed)
    return list(anybody.filter(sort_name__startswith=f"{begun} ").by_name()[:MOST]) if begun else []


def _called(among: ContactQuerySet, typed: str) -> list[Contact]:
    names = {fold(typed), fold(typed.rpartition(",")[0]), typed.lower()} - {""}
    found = among.filter(sort_name__in=names).by_name()[: MOST * 4]
    whole = [contact for contact in found if fold(full_name(contact)) == fold(typed)]
    return (whole or [contact for contact in found if contact.sort_name in (fold(typed), typed.lower())])[
        :MOST
    ]


def refuse_several(found: list[Contact]) -> None:
    """Raises a ValidationError that names them when more than one may be meant."""
    if len(found) > 1:
        names = ", ".join(f"“{full_name(contact)}”" for contact in found)
        said = gettext("You know more than one: %(names)s. Type one of these.")
        raise ValidationError(said % {"names": names})


def suggest(owner: User, typed: str) -> list[str]:
    """Full names of contacts of `owner` that may be meant by the first letters of a name."""
    contacts = Contact.objects.matching(owner, typed).current().by_last_seen().only("name", "organisation")
    return [full_name(contact) for contact in contacts[:SUGGESTED]]
