"""What the app writes for the next step of an introduction: to be changed, and sent by the user."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext, pgettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Reach
from netwerk.contacts.reaching import mailto
from netwerk.introductions import wording
from netwerk.introductions.models import Introduction
from netwerk.introductions.wording import LetterWording

Kind = LetterWording.Kind
MOST_WAYS = 12  # to send a letter


class Letter(NamedTuple):
    """A message to one of the SIDES of an introduction, or with side "" to both of the two.

    `places` is what stands in the places of its wording; `is_own`: the wording is the user's own. `ways` are
    the addresses that it can go to, one of each of those who have any: the usual ones first.
    """

    kind: Kind
    side: str
    to: list[Contact]
    language: str
    text: str
    places: dict[str, str]
    is_own: bool = False
    ways: tuple[tuple[str, ...], ...] = ((),)

    @property
    def subject(self) -> str:
        return " ".join(wording.fill(wording.subject(self.kind, self.language), self.places).split())

    @property
    def names(self) -> str:
        """Whom it goes to, in the language of the page."""
        return _together([contact.name for contact in self.to])

    @property
    def mailto(self) -> str:
        """Opens the user's mail program with all of it."""
        return mailto(self.ways[0], self.subject, self.text)

    @property
    def others(self) -> list[tuple[str, str]]:
        """To which other addresses it could go, in words, and what opens the mail program with them."""
        return [(", ".join(way), mailto(way, self.subject, self.text)) for way in self.ways[1:]]


def letters_for(introduction: Introduction, user: User, *, named: bool = False) -> list[Letter]:
    """The messages of the next step, in two queries; asking somebody names the other when `named`."""
    return letters_of_each([introduction], user, named=named)[introduction.pk]


def letters_of_each(
    introductions: Sequence[Introduction], user: User, *, named: bool = False
) -> dict[int, list[Letter]]:
    """The same of each, by id, in two queries however many there are."""
    letters: dict[int, list[Letter]] = {introduction.pk: [] for introduction in introductions}
    wanted = [(it, *step) for it in introductions for step in _wanted(it, named)]
    if not wanted:
        return letters
    own = {(each.kind, each.language): each.text for each in LetterWording.objects.of(user)}
    written = [_write(introduction, user, kind, side, own) for introduction, kind, side in wanted]
    for (introduction, *_step), letter in zip(wanted, _addressed(written, user), strict=True):
        letters[introduction.pk].append(letter)
    return letters


def letter_of(introduction: Introduction, user: User, kind: str, side: str) -> Letter | None:
    """One of the messages of the next step; None when that is another step by now."""
    both = [*_wanted(introduction, named=False), *_wanted(introduction, named=True)]
    if (kind, side) not in both:
        return None
    return _write(introduction, user, Kind(kind), side, {})


def _wanted(introduction: Introduction, named: bool) -> list[tuple[Kind, str]]:
    """Which messages the next step asks for. The user writes to nobody that they should meet the user."""
    waits = introduction.waits_for
    if waits is None:
        return []
    others = [side for side in ("first", "second") if not getattr(introduction, side).self_of_id]
    if waits.kind in ("ask", "answer") and waits.side == "through":
        return [(Kind.THROUGH, "through")]
    if waits.kind == "meet":
        return [(Kind.AFTER, side) for side in others if len(others) == 2]
    if len(others) < 2:
        return []
    if waits.kind in ("ask", "answer"):
        return [(Kind.NAMED if named else Kind.ASK, waits.side)]
    return [(Kind.INTRODUCE, "")] if waits.kind == "make" and not waits.side else []


def _write(
    introduction: Introduction, user: User, kind: Kind, side: str, own: dict[tuple[str, str], str]
) -> Letter:
    """The message, with the user's `own` texts, by kind and language, before the app's."""
    sides = (side,) if side else ("first", "second")
    to = [getattr(introduction, each) for each in sides]
    language = _language(to, user)
    with translation.override(language):
        places = _places(introduction, user, kind, to)
    text = own.get((kind, language), "")
    said = wording.fill(text or wording.own_text(kind, language), places)
    return Letter(kind, side, to, language, said, places, bool(text))


def _places(introduction: Introduction, user: User, kind: Kind, to: list[Contact]) -> dict[str, str]:
    """What stands in the places of a wording, in the language of this moment."""
    two = [one for one in (introduction.first, introduction.second) if one]
    two.sort(key=lambda one: bool(one.self_of_id))  # "Anna and me"
    why = introduction.why.strip() or (introduction.need.text if introduction.need else "")
    about = [one for one in two if one not in to] or two
    other = _together([gettext("me") if one.self_of_id else one.name for one in about])
    if kind == Kind.ASK:
        other = gettext("someone")
        for one in about:
            why = _without(one, why, other)
    name = _together([one.name.split()[0] for one in to])
    return {"name": name, "other": other, "me": user.name, "why": why}


def _without(person: Contact, text: str, instead: str) -> str:
    """`text` that doesn't give away who is meant."""
    first, *_rest, last = [*person.name.split()[:1], *person.name.split()]
    plain = "|".join(re.escape(name) for name in (person.name, first))
    names = rf"(?<!\w)(?:(?i:{plain})|{re.escape(last)})(?!\w)"  # a surname is often a word, too
    return re.sub(names, lambda _found: instead, text)


def _together(names: list[str]) -> str:
    return f" {pgettext('two people', 'and')} ".join(names)


def _language(to: list[Contact], user: User) -> str:
    """The language of the people whom it goes to; the user's, when they have another or none in common."""
    spoken = {contact.language for contact in to}
    known = [code for code, _name in User._meta.get_field("language").flatchoices]
    return spoken.pop() if len(spoken) == 1 and spoken <= set(known) else user.language


def _addressed(letters: list[Letter], user: User) -> list[Letter]:
    """The same with the e-mail addresses of everybody who has any."""
    people = {contact.pk for letter in letters for contact in letter.to}
    reaches = Reach.objects.of(user).filter(contact__in=people, kind=Reach.Kind.EMAIL).order_by("id")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for contact, address in reaches.values_list("contact_id", "value"):
        found[contact].append(address)
    return [letter._replace(ways=_ways([found[one.pk] for one in letter.to])) for letter in letters]


def _ways(addresses: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """One address of each of those who have any, in every way that there is."""
    return tuple(islice(product(*filter(None, addresses)), MOST_WAYS))
