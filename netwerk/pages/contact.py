from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.connection_forms import ConnectionForm, acquaintances
from netwerk.contacts.models import Circle, Contact, Double
from netwerk.contacts.models.reach import reaches_of
from netwerk.contacts.models.yearly_day import written
from netwerk.encounters.quick_form import QuickLogForm
from netwerk.favours.models import Favour, FavourQuerySet
from netwerk.needs.forms import HeardForm, heard_of
from netwerk.nudges.models import OF_ENCOUNTER, OF_FAVOUR, OF_OCCASION, Nudge, NudgeQuerySet
from netwerk.nudges.rhythms import rhythm_told, with_rhythm
from netwerk.prepared import prepared
from netwerk.timeline import reading
from netwerk.web import is_narrow, page

FAVOURS = 4  # the newest, beside the timeline


@never_cache  # the composer's draft is named anew each time: a page from a cache would send an old one
@require_safe
def contact(request: UserRequest, pk: int) -> HttpResponse:
    """One contact: what to do next, and what was said over the years."""
    owner, today = request.user, request.user.today()
    found = _found.first(owner, pk, owner.zone.key)
    if found is None:
        return redirect(get_object_or_404(Double.objects.of(owner).select_related("contact"), was=pk).contact)
    if found.self_of_id:
        return redirect("pages.me")
    timeline = reading.with_contact(owner, found, request.GET.get("after", ""))
    if is_narrow(request):
        return page(request, "pages/contact.html", {"timeline": timeline}, part="years")
    context = {
        "contact": found,
        "reaches": reaches_of(owner, [pk]),
        "timeline": timeline,
        "quick_form": QuickLogForm(today=today),
        "nudge": _next_nudge.first(owner, found),
        "last_seen": _last_seen(found, today),
        "rhythm": "" if found.archived_at else rhythm_told(found, today),
        "since": reading.known_since(owner, found),
    }
    return page(request, "pages/contact.html", context)


@require_safe
def beside(request: UserRequest, pk: int) -> HttpResponse:
    """What stands beside the timeline: what was heard, whom they know, and who they are.

    A page of its own, fetched once the timeline is there: that is what one comes for.
    """
    owner = request.user
    found = _found.first(owner, pk, owner.zone.key)
    if found is None or found.self_of_id:
        raise Http404
    context = {
        "contact": found,
        "heard": heard_of(found),
        "heard_form": HeardForm(),
        "knows": acquaintances(found),
        "knows_form": ConnectionForm(found),
        "favours": _favours(owner, found),
        "reaches": reaches_of(owner, [pk]),
        "circles": _circles(owner, found),
        "birthday": birthday(found),
    }
    return page(request, "pages/beside.html", context, part="beside")


@prepared
def _found(owner: User, pk: int, zone: str) -> QuerySet[Contact]:
    contacts = Contact.objects.of(owner).filter(pk=pk).defer("search")
    return with_rhythm(contacts, zone)


@prepared
def _favours(owner: User, contact: Contact) -> FavourQuerySet:
    """Both ways, the newest first."""
    return Favour.objects.of(owner).of_contact(contact).with_faces().newest_first()[:FAVOURS]


@prepared
def _circles(owner: User, contact: Contact) -> QuerySet[Circle]:
    return Circle.objects.of(owner).filter(memberships__contact=contact)


def birthday(contact: Contact) -> str:
    """What is known of it: "14 March 1980", "14 March", "1980", or ""."""
    return written(contact.birth_day, contact.birth_month, contact.birth_year)


@prepared
def _next_nudge(owner: User, contact: Contact) -> NudgeQuerySet:
    nudges = Nudge.objects.of(owner).open().filter(contact=contact).order_by("due", "id")
    shown = ("due", "why", "introduction", "cause", "for_day", "stands_since", "contact__birth_year")
    return nudges.with_cause().only(*shown, *OF_ENCOUNTER, *OF_FAVOUR, *OF_OCCASION)[:1]


def _last_seen(contact: Contact, today: date) -> str:
    """How long ago, in words; "" when never."""
    if not contact.last_seen:
        return ""
    days = (today - contact.last_seen).days
    if days < 2:
        return gettext("Seen yesterday") if days == 1 else gettext("Seen today")
    return gettext("Last seen %(time)s ago") % {"time": timesince(contact.last_seen, today, depth=1)}
