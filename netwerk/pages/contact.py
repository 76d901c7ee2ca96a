from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dates import MONTHS
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact, ContactQuerySet
from netwerk.encounters.forms import QuickLogForm
from netwerk.nudges.models import Nudge
from netwerk.timeline import reading
from netwerk.web import page


@never_cache  # the composer's draft is named anew each time: a page from a cache would send an old one
@require_safe
def contact(request: UserRequest, pk: int) -> HttpResponse:
    """One contact whole: what to do next, what was said over the years, and who they are."""
    owner, today = request.user, request.user.today()
    found = get_object_or_404(_whole().of(owner), pk=pk)
    context = {
        "contact": found,
        "timeline": reading.with_contact(owner, found, request.GET.get("after", "")),
        "quick_form": QuickLogForm(today=today),
        "nudge": _next_nudge(owner, found),
        "last_seen": _last_seen(found, today),
        "since": reading.known_since(owner, found),
        "birthday": birthday(found),
    }
    return page(request, "pages/contact.html", context, part="years")


def birthday(contact: Contact) -> str:
    """What is known of it: "14 March 1980", "14 March", "1980", or ""."""
    month = MONTHS[contact.birth_month] if contact.birth_month else None
    return " ".join(str(part) for part in (contact.birth_day, month, contact.birth_year) if part)


def _whole() -> ContactQuerySet:
    whole = Contact.objects.select_related("met_through").prefetch_related("reaches", "circles")
    return whole.defer("search", "met_through__search")


def _next_nudge(owner: User, contact: Contact) -> Nudge | None:
    nudges = Nudge.objects.of(owner).open().filter(contact=contact)
    nudge = nudges.select_related("encounter").order_by("due", "id").first()
    if nudge:
        nudge.contact = contact  # with its photo and ways to reach, which are loaded already
    return nudge


def _last_seen(contact: Contact, today: date) -> str:
    """How long ago, in words; "" when never."""
    if not contact.last_seen:
        return ""
    days = (today - contact.last_seen).days
    if days < 2:
        return gettext("Seen yesterday") if days == 1 else gettext("Seen today")
    return gettext("Last seen %(time)s ago") % {"time": timesince(contact.last_seen, today, depth=1)}
