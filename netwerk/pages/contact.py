from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.connection_forms import ConnectionForm, acquaintances
from netwerk.contacts.models import Contact, Double
from netwerk.contacts.models.yearly_day import written
from netwerk.encounters.quick_form import QuickLogForm
from netwerk.favours.models import Favour, FavourQuerySet
from netwerk.needs.forms import HeardForm, heard_of
from netwerk.nudges.models import OF_ENCOUNTER, OF_FAVOUR, OF_OCCASION, Nudge
from netwerk.nudges.rhythms import rhythm_told, with_rhythm
from netwerk.timeline import reading
from netwerk.web import is_narrow, page

FAVOURS = 4  # the newest, beside the timeline


@never_cache  # the composer's draft is named anew each time: a page from a cache would send an old one
@require_safe
def contact(request: UserRequest, pk: int) -> HttpResponse:
    """One contact: what to do next, and what was said over the years."""
    owner, today = request.user, request.user.today()
    found = with_rhythm(Contact.objects.of(owner).defer("search")).filter(pk=pk).first()
    if found is None:
        return redirect(get_object_or_404(Double.objects.of(owner).select_related("contact"), was=pk).contact)
    if found.self_of_id:
        return redirect("pages.me")
    timeline = reading.with_contact(owner, found, request.GET.get("after", ""))
    if is_narrow(request):
        return page(request, "pages/contact.html", {"timeline": timeline}, part="years")
    context = {
        "contact": found,
        "reaches": list(found.reaches.all()),
        "timeline": timeline,
        "quick_form": QuickLogForm(today=today),
        "nudge": _next_nudge(owner, found),
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
    found = get_object_or_404(Contact.objects.of(request.user).others().defer("search"), pk=pk)
    context = {
        "contact": found,
        "heard": heard_of(found),
        "heard_form": HeardForm(),
        "knows": acquaintances(found),
        "knows_form": ConnectionForm(found),
        "favours": list(_favours(request.user, found)[:FAVOURS]),
        "reaches": list(found.reaches.all()),
        "circles": list(found.circles.all()),
        "birthday": birthday(found),
    }
    return page(request, "pages/beside.html", context, part="beside")


def _favours(owner: User, contact: Contact) -> FavourQuerySet:
    """Both ways, the newest first."""
    return Favour.objects.of(owner).of_contact(contact).with_faces().newest_first()


def birthday(contact: Contact) -> str:
    """What is known of it: "14 March 1980", "14 March", "1980", or ""."""
    return written(contact.birth_day, contact.birth_month, contact.birth_year)


def _next_nudge(owner: User, contact: Contact) -> Nudge | None:
    nudges = Nudge.objects.of(owner).open().filter(contact=contact).order_by("due", "id")
    shown = ("due", "why", "introduction", "cause", "for_day", "stands_since", "contact__birth_year")
    return nudges.with_cause().only(*shown, *OF_ENCOUNTER, *OF_FAVOUR, *OF_OCCASION).first()


def _last_seen(contact: Contact, today: date) -> str:
    """How long ago, in words; "" when never."""
    if not contact.last_seen:
        return ""
    days = (today - contact.last_seen).days
    if days < 2:
        return gettext("Seen yesterday") if days == 1 else gettext("Seen today")
    return gettext("Last seen %(time)s ago") % {"time": timesince(contact.last_seen, today, depth=1)}
