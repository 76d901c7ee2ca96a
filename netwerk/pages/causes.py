"""What may have led to a favour or an introduction: what happened with its people before."""

from collections.abc import Collection

from django.db.models import Q
from django.http import Http404

from netwerk.accounts.models import User
from netwerk.chains.causes import Causes, key_of
from netwerk.chains.models import Given, name_of
from netwerk.chains.reading import Link
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter, Participation
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.web import row_number

MOST = 10  # of a kind, the newest
MODELS: dict[str, type[Given | Encounter]] = {
    "favour": Favour,
    "introduction": Introduction,
    "encounter": Encounter,
}


def causes_of(owner: User, people: Collection[Contact | None], *named: Given | Encounter | None) -> Causes:
    """What may be chosen: `named`, and the newest that these people, but for the user, have a part in."""
    others = [one.pk for one in people if one and not one.self_of_id]
    parts = Participation.objects.of(owner).filter(contact__in=others)
    met = Encounter.objects.of(owner).filter(pk__in=parts.values("encounter"))
    given = Favour.objects.of(owner).filter(Q(giver__in=others) | Q(receiver__in=others))
    made = Introduction.objects.of(owner).filter(Q(first__in=others) | Q(second__in=others))
    found: list[Given | Encounter] = [one for one in named if one]
    if others:
        found += met.order_by("-day", "-id")[:MOST]
        found += given.with_faces().newest_first()[:MOST]
        found += made.with_faces().newest_first()[:MOST]
    return {key_of(thing): (thing, line_of(thing)) for thing in found}


def named_cause(owner: User, key: str) -> Given | Encounter | None:
    """What an address names by `key` ("favour-12"); None for "". Raises Http404 when that is nothing."""
    found = find_cause(owner, key)
    if key and not found:
        raise Http404
    return found


def find_cause(owner: User, key: str) -> Given | Encounter | None:
    """The same of what a form sends, where a key that means nothing is a choice that there isn't."""
    kind, _dash, pk = key.partition("-")
    if kind not in MODELS:
        return None
    return MODELS[kind]._default_manager.filter(owner=owner, pk=row_number(pk)).first()


def line_of(thing: Given | Encounter) -> str:
    """What it was, with whom and in which year, in one line."""
    if isinstance(thing, Encounter):
        return Link("encounter", thing.pk, 0, thing.day, str(thing)).line
    one, other = (name_of(side) for side in thing.sides())
    kind = str(thing._meta.model_name)
    return Link(kind, thing.pk, 0, thing.day, str(thing), one, other).line  # type: ignore[attr-defined]  # both have a day
