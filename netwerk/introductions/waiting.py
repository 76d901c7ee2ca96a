"""What an introduction waits for, in plain words."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from netwerk.chains.models import name_of

if TYPE_CHECKING:
    from netwerk.introductions.models import Introduction


class Wait(NamedTuple):
    """What is to happen next, since which day, and by what name a page knows it.

    `kind` is "ask", "answer", "make", "meet" or "close"; `side` the one of the SIDES it is about, or "".
    """

    kind: str
    side: str
    words: str
    since: date


def wait_of(introduction: "Introduction") -> Wait:
    """What an open introduction waits for: an answer before anything else, since somebody is at it."""
    if introduction.met_on:
        return Wait("close", "", gettext("How did it go?"), introduction.met_on)
    if introduction.made_on:
        return Wait("meet", "", gettext("Did they meet?"), introduction.made_on)
    sides = _asked_sides(introduction)
    for side in sides:
        asked = getattr(introduction, f"asked_{side}_at")
        if asked and not _is_willing(introduction, side):
            words = gettext("Waiting for an answer from %(name)s")
            return Wait(
                "answer", side, words % {"name": _name(introduction, side)}, timezone.localdate(asked)
            )
    answered = [getattr(introduction, f"{side}_yes_at") for side in sides]
    since = max((timezone.localdate(at) for at in answered if at), default=introduction.began_on)
    for side in sides:
        if not _is_willing(introduction, side):
            words = gettext("Ask %(name)s next") if any(answered) else gettext("Ask %(name)s")
            return Wait("ask", side, words % {"name": _name(introduction, side)}, since)
    if introduction.through_id:
        words = gettext("Did %(name)s bring them together?") % {"name": _name(introduction, "through")}
        return Wait("make", "through", words, since)
    return Wait("make", "", gettext("Bring them together"), since)


def told(introduction: "Introduction") -> str:
    """How an introduction stands: what it waits for, or how it ended."""
    if introduction.dropped_at:
        return gettext("You thought better of it")
    for side in ("through", "first", "second"):
        if getattr(introduction, f"{side}_no_at"):
            return gettext("%(name)s would rather not") % {"name": _name(introduction, side)}
    if introduction.closed_at:
        return introduction.outcome or (
            gettext("They met") if introduction.met_on else gettext("It is closed")
        )
    if waits := introduction.waits_for:
        return waits.words
    if introduction.met_on:
        return gettext("They met")
    return gettext("Brought together") if introduction.made_on else gettext("It came to nothing")


def _asked_sides(introduction: "Introduction") -> list[str]:
    """Who is asked: who brings the two together, when that is somebody else, or else the two themselves.

    With somebody between, the two are their business; but whoever was asked all the same is waited for.
    """
    if not introduction.through_id:
        return ["first", "second"]
    return ["through", *(side for side in ("first", "second") if getattr(introduction, f"asked_{side}_at"))]


def _is_willing(introduction: "Introduction", side: str) -> bool:
    """Whether a side said yes; the user needs no asking."""
    contact = getattr(introduction, side)
    return bool(getattr(introduction, f"{side}_yes_at") or (contact and contact.self_of_id))


def _name(introduction: "Introduction", side: str) -> str:
    return name_of(getattr(introduction, side))
