"""The text of a digest: subject, plain text and HTML, in its reader's language and time."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.introductions.letters import Letter, letters_of_each
from netwerk.introductions.models import Introduction
from netwerk.mail.content import Content
from netwerk.nudges import signed
from netwerk.nudges.messages import Message, message_of
from netwerk.nudges.models import Nudge
from netwerk.nudges.plain import wrapped
from netwerk.nudges.subject import subject_of
from netwerk.nudges.telling import Telling


class Line(NamedTuple):
    """A reason to get in touch, and the address of the page where one can act on it.

    Of an introduction there are its own address, and the messages of its next step that go to this contact.
    """

    nudge: Nudge
    url: str
    introduction: str = ""
    letters: tuple[Letter, ...] = ()


class Way(NamedTuple):
    """A way to reach a contact: what it is called and says, and where a press goes ("": nowhere)."""

    kind: str
    value: str
    href: str


class Entry(NamedTuple):
    """Somebody to get in touch with, once, whatever the number of reasons."""

    contact: Contact
    lines: list[Line]
    ways: list[Way]

    @property
    def is_one(self) -> bool:
        """Whether there is just one reason: then what to do about it may stand at the end."""
        return len(self.lines) == 1

    @property
    def first(self) -> Nudge:
        """Any of its nudges knows what was said last, and the gift."""
        return self.lines[0].nudge


def write(owner: User, telling: Telling) -> Content:
    """The digest that says `telling` (which is something) to `owner`; last words and gifts are there."""
    stop = _absolute("nudges.stop", signed.stop_token(owner))
    with translation.override(owner.language), timezone.override(owner.zone):
        subject = subject_of(telling)
        context = {
            "owner": owner,
            "entries": _entries(owner, telling.loud),
            "quiet": [Line(nudge, _link(nudge)) for nudge in telling.quiet],
            "more": telling.more,
            "today_url": _absolute("pages.today"),
            "settings_url": _absolute("accounts.settings"),
            "stop_url": stop,
            "subject": subject,
        }
        return Content(
            subject=subject,
            text=wrapped(render_to_string("digest/digest.txt", context).strip()) + "\n",
            html=render_to_string("digest/digest.html", context),
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
            to=owner.email,
        )


def _entries(owner: User, nudges: Sequence[Nudge]) -> list[Entry]:
    """One for each contact, in the order of their first nudge."""
    by_contact: defaultdict[int, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        by_contact[nudge.contact_id].append(nudge)
    letters = _letters(owner, {nudge.introduction_id for nudge in nudges if nudge.introduction_id})
    return [
        Entry(
            contact=own[0].contact,
            lines=[_line(nudge, letters) for nudge in own],
            ways=_ways(own[0].contact, message_of(own[0], owner)),
        )
        for own in by_contact.values()
    ]


def _letters(owner: User, introductions: set[int]) -> dict[int, list[Letter]]:
    """By introduction (id): the messages of its next step."""
    if not introductions:
        return {}
    found = Introduction.objects.of(owner).filter(pk__in=introductions)
    return letters_of_each(list(found.select_related("first", "second", "through", "need")), owner)


def _line(nudge: Nudge, letters: dict[int, list[Letter]]) -> Line:
    pk = nudge.introduction_id
    if not pk:
        return Line(nudge, _link(nudge))
    own = tuple(letter for letter in letters.get(pk, []) if nudge.contact in letter.to)
    return Line(nudge, _link(nudge), _absolute("introductions.show", str(pk)), own)


def _ways(contact: Contact, message: Message) -> list[Way]:
    return [
        Way(
            reach.get_kind_display(),
            reach.value,
            message.mailto(reach.value) if reach.kind == reach.Kind.EMAIL else reach.href,
        )
        for reach in contact.reaches.all()
    ]


def _link(nudge: Nudge) -> str:
    return _absolute("nudges.link", signed.token(nudge))


def _absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
