"""Who is meant by a few letters: the suggestions under a field in which a person is named."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.contacts.words import words

SHOWN = 6
WEIGHED = 30  # of those that match, last seen first
FEWEST_LETTERS = 2  # one letter would find half of a network


@require_safe
def pick(request: UserRequest) -> HttpResponse:
    """The contacts that `q` may mean, as options of a list: those of that name first."""
    typed = " ".join(request.GET.get("q", "").split())
    found = []
    if len("".join(words(typed))) >= FEWEST_LETTERS:
        # Also whom the user has only heard of: perhaps they meet now.
        others = Contact.objects.matching(request.user, typed).others().filter(archived_at=None)
        matching = others.by_last_seen().for_lists()
        found = sorted(matching[:WEIGHED], key=lambda contact: not _is_named(contact, typed))[:SHOWN]
    return render(request, "contacts/pick.html", {"contacts": found, "typed": typed})


def _is_named(contact: Contact, typed: str) -> bool:
    """Whether the typed words begin words of the name itself, not of an organisation or a circle."""
    return all(any(word.startswith(part) for word in contact.sort_name.split()) for part in words(typed))
