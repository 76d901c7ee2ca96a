"""Who could help: what the user offers and promises, and what could be done for one contact."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from netwerk.needs.forms import HeardForm, heard_of
from netwerk.needs.models import Match, Proposal
from netwerk.needs.paths import find_paths
from netwerk.needs.showing import Each, best_of
from netwerk.nudges import promises
from netwerk.nudges.forms import DayForm
from netwerk.nudges.models import Nudge
from netwerk.web import onward, page

NEED = 160  # characters of a need, within a promise
MOST = 4  # matches on the page of a contact, in either direction


@require_POST
@transaction.atomic
def help_(request: UserRequest, pk: int) -> HttpResponse:
    """The user will help: a promise for a chosen day; or ask for themselves: a nudge on it."""
    match = _match(request, pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        context = {"match": match, "promise": promise(match), "form": form, "next": onward(request)}
        return page(request, "pages/help.html", context, status=422)
    return _remind(request, match, form.cleaned_data["day"])


def _match(request: UserRequest, pk: int) -> Match:
    """A match of the user's own; who brings two others together makes an introduction."""
    match = get_object_or_404(Match.objects.of(request.user).with_faces(), pk=pk)
    find_paths([match])
    if match.is_introduction:
        raise Http404
    return match


def _remind(request: UserRequest, match: Match, day: date | None = None) -> HttpResponse:
    """One promise or one reminder, however often it is pressed: for `day`, or as soon as usual."""
    user = request.user
    user.wait_for("taking up")
    usual = user.today() + timedelta(days=user.help_days)
    keep = _promise if match.helper.self_of_id else _ask
    what, due = keep(user, match, day, usual)
    Proposal.objects.take_up(match, user.today())
    done = gettext("Netwerk reminds you on %(day)s: %(what)s.")
    messages.success(request, done % {"day": date_format(due), "what": what})
    return redirect(onward(request))


def _promise(user: User, match: Match, day: date | None, usual: date) -> tuple[str, date]:
    """The user promises a favour for the need, which reminds of itself; gives of what, and when."""
    need = match.need
    said: dict[str, Any] = {"giver": match.helper, "receiver": need.contact, "need": need}
    favour = Favour.objects.of(user).promised().filter(**said).first()
    if favour is None:
        favour = Favour(owner=user, what=promise(match), promised_on=user.today(), due=day or usual, **said)
        favour.encounter = need.encounter
        favour.name_cause(need.encounter)
        favour.save()
    elif day:
        favour.due = day
        favour.save()
        promises.move(favour)
    promises.keep_in_step(favour, user.today())
    return favour.what, Nudge.objects.of(user).get(favour=favour).due


def _ask(user: User, match: Match, day: date | None, usual: date) -> tuple[str, date]:
    """The user will ask somebody for themselves: a nudge; gives of what, and when."""
    said = {"contact_id": match.helper_id, "why": promise(match)}
    nudge = Nudge.objects.of(user).open().filter(**said).first()
    if nudge is None:
        nudge = Nudge.objects.create(owner=user, due=day or usual, **said)
    elif day:
        nudge.snooze(day)
    return nudge.why, nudge.due


def promise(match: Match) -> str:
    """What the user is about to do, in their language."""
    said = gettext("help with “%(need)s”") if match.helper.self_of_id else gettext("Ask about “%(need)s”")
    return said % {"need": Truncator(match.need.text).chars(NEED)}


@require_safe
def me(request: UserRequest) -> HttpResponse:
    """What the user can help with and looks for: matched like anybody's."""
    contact = Contact.objects.of(request.user).filter(self_of=request.user).first()
    context = {
        "contact": contact,
        "heard": heard_of(contact),
        "heard_form": HeardForm(initial={"kind": "offer"}),
    }
    return page(request, "pages/me.html", context)


@require_safe
def possible(request: UserRequest, pk: int) -> HttpResponse:
    """What could be done for a contact, and whom they could help."""
    contact = get_object_or_404(Contact.objects.of(request.user), pk=pk)
    today = request.user.today()
    owner = request.user.pk
    for_them = best_of(owner, Each.SEEKER, [pk], today, MOST)[pk]
    for_them.sort(key=lambda match: match.need_id)
    by_them = best_of(owner, Each.HELPER, [pk], today, MOST)[pk]
    find_paths([*for_them, *by_them])
    context = {"contact": contact, "for_them": for_them, "by_them": by_them}
    return page(request, "pages/possible.html", context, part="panel")
