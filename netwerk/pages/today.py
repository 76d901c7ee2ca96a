from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.contacts.models.reach import bring_reaches
from netwerk.health.alarm import look_beside
from netwerk.health.lateness import late_since
from netwerk.mail.blocks import block_of
from netwerk.needs.models import Match
from netwerk.needs.paths import find_paths
from netwerk.needs.showing import proposed
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.mailed import undelivered
from netwerk.nudges.models import Nudge, NudgeQuerySet
from netwerk.nudges.said import last_words
from netwerk.pages.meetings import meetings
from netwerk.prepared import prepared
from netwerk.web import Slice, is_narrow, page, sliced

CARDS = 6  # at first; the next ones come when these were scrolled past
AHEAD = 6  # lines of what is coming up


@require_safe
def today(request: UserRequest) -> HttpResponse:
    """Whom to get in touch with now, the late ones first; what one could do; and what is coming up."""
    day = timezone.localdate()
    owner = request.user
    due = _due(request.GET.get("after", ""), owner, day)
    if due.items:
        bring_reaches(owner, [nudge.contact for nudge in due.items])
    last_words(due.items)
    bring_gifts(due.items, day)
    _give_once(due.items)
    context: dict[str, Any] = {
        "today": day,
        "late": [nudge for nudge in due.items if nudge.days_late > 0],
        "now": [nudge for nudge in due.items if nudge.days_late <= 0],
        "more": due.next,
        "group": "today" if due.items and due.items[-1].days_late <= 0 else "late",
        "under": request.GET.get("under", ""),
    }
    if not is_narrow(request):
        look_beside()
        context |= _how_mail_is(owner)
        context["meetings"] = meetings(owner, day)
    if not due.next:
        context["proposals"] = _not_given(due, Nudge.objects.of(owner).due(day), proposed(owner.pk, day))
        find_paths(context["proposals"])
        context["coming"] = _coming(owner, day)
    if not due.items:
        context["has_contacts"] = Contact.objects.of(owner).exists()
    return page(request, "pages/today.html", context, part="cards")


@sliced("due", "id", size=CARDS)
def _due(owner: User, day: date) -> NudgeQuerySet:
    return Nudge.objects.of(owner).due(day).with_faces()


@prepared
def _coming(owner: User, day: date) -> NudgeQuerySet:
    return Nudge.objects.of(owner).after(day).with_faces()[:AHEAD]


def _how_mail_is(user: User) -> dict[str, Any]:
    """What is wrong with the user's mail, so that nobody waits in vain."""
    return {
        "late_since": late_since(timezone.now()),
        "paused": block_of(user),
        "undelivered": undelivered(user),
    }


def _give_once(nudges: Iterable[Nudge]) -> None:
    """Of two nudges with the same gift, about one contact, the first one carries it."""
    given: set[int] = set()
    for nudge in nudges:
        if nudge.gift and nudge.gift.pk in given:
            nudge.gift = None
        elif nudge.gift:
            given.add(nudge.gift.pk)


def _not_given(shown: Slice, due: NudgeQuerySet, proposals: list[Match]) -> list[Match]:
    """The proposals that no nudge brings as a gift, on this part of the page, the last, or those before."""
    nudges = shown.items
    if shown.after and proposals:
        asked = {match.need.contact_id for match in proposals}
        nudges = list(due.filter(contact__in=asked).only("owner", "contact"))
        bring_gifts(nudges, timezone.localdate())
    given = {nudge.gift.pk for nudge in nudges if nudge.gift}
    return [match for match in proposals if match.pk not in given]
