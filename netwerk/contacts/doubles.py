"""Who looks like somebody the user knows already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Value
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts import likeness, search
from netwerk.contacts.models import Contact, Reach
from netwerk.contacts.reaching import reach_key

MOST_CANDIDATES = 1000  # weighed for one name; a hundred thousand contacts give some hundred


@dataclass(frozen=True)
class LookAlike:
    """A contact that may be the one being added, and why, in the user's language."""

    contact: Contact
    why: str


def look_alikes(
    owner: User, name: str, reaches: Iterable[tuple[str, str]] = (), but: int | None = None, limit: int = 5
) -> list[LookAlike]:
    """Contacts of `owner` with the same address or number, or with nearly the same name; surest first.

    `reaches` are pairs of kind and value; `but` is the id of a contact that is not compared (the one being
    edited). Archived contacts count. Always three queries at most.
    """
    why = _same_reach(owner, reaches, limit)
    for pk, reason in _alike(owner, [name])[name]:
        why.setdefault(pk, reason)
    why.pop(but or 0, None)
    return _with_contacts(owner, {name: list(why.items())[:limit]})[name]


def look_alikes_by_name(owner: User, names: Iterable[str], limit: int = 5) -> dict[str, list[LookAlike]]:
    """For each of `names` the contacts of `owner` with nearly that name; two queries for all together."""
    found = _alike(owner, set(names))
    return _with_contacts(owner, {name: reasons[:limit] for name, reasons in found.items()})


def _alike(owner: User, names: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """For each name the ids of contacts that have nearly that name, and why; the same name first."""
    names = list(dict.fromkeys(names))
    weighed = defaultdict(list)
    for number, pk, other in _candidates(owner, names):
        far = likeness.distance(names[number], other)
        if far is not None:
            weighed[names[number]].append((far, pk))
    words = (gettext("the same name"), gettext("almost the same name"))
    return {name: [(pk, words[far]) for far, pk in sorted(weighed[name])] for name in names}


def _candidates(owner: User, names: list[str]) -> Iterable[tuple[int, int, str]]:
    """For each name the contacts worth weighing: the name's number in `names`, the contact's id and name.

    One query, with a part for each name: a single condition on all of them together would be so wide that
    PostgreSQL reads the whole table instead of the index.
    """
    contacts = Contact.objects.of(owner).others()
    parts = [
        contacts.filter(search__plain=query).values_list(Value(number), "pk", "name")[:MOST_CANDIDATES]
        for number, name in enumerate(names)
        if (query := search.alikes(owner.pk, name))
    ]
    return parts[0].union(*parts[1:], all=True) if parts else []


def _same_reach(owner: User, reaches: Iterable[tuple[str, str]], limit: int) -> dict[int, str]:
    """Ids of contacts that have one of `reaches`, and why. A house or a site is nobody's own."""
    words = {
        Reach.Kind.EMAIL: gettext("the same e-mail address"),
        Reach.Kind.PHONE: gettext("the same phone number"),
        Reach.Kind.PROFILE: gettext("the same profile"),
    }
    keys = {key for kind, value in reaches if kind in words and (key := reach_key(kind, value))}
    if not keys:
        return {}
    rows = Reach.objects.of(owner).filter(kind__in=words, key__in=keys).order_by("id")
    return {pk: words[Reach.Kind(kind)] for pk, kind in rows.values_list("contact", "kind")[: limit * 4]}


def _with_contacts(owner: User, found: Mapping[str, list[tuple[int, str]]]) -> dict[str, list[LookAlike]]:
    ids = {pk for reasons in found.values() for pk, _why in reasons}
    contacts = Contact.objects.of(owner).for_lists().in_bulk(ids) if ids else {}
    return {name: [LookAlike(contacts[pk], why) for pk, why in reasons] for name, reasons in found.items()}
