"""One verb a view: a need or an offer is written down, told in other words, and it ends."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.needs import book
from netwerk.needs.forms import HeardForm, RetellForm, heard_of
from netwerk.needs.models import Dismissal, Match, Need, Offer
from netwerk.web import onward, page

MUTE = _("“%(text)s” is kept, but no word of it tells what to look for: put it in other words to find more.")


@require_POST
@transaction.atomic
def add(request: UserRequest, pk: int) -> HttpResponse:
    """Writes down what a contact looks for or can help with."""
    return _add(request, get_object_or_404(Contact.objects.of(request.user).others(), pk=pk))


@require_POST
@transaction.atomic
def add_mine(request: UserRequest) -> HttpResponse:
    """Writes down what the user looks for or can help with."""
    return _add(request, Contact.objects.of(request.user).filter(self_of=request.user).first())


def _add(request: UserRequest, contact: Contact | None) -> HttpResponse:
    """The same for either: the user's own contact is made when there is something to keep."""
    form = HeardForm(request.POST)
    if not form.is_valid():
        return _lists(request, contact, form, status=422)
    contact = contact or Contact.objects.me(request.user)
    new = form.save(request.user, contact)
    for said in new:
        _write_up(said)
    told = [MUTE % {"text": said.text} for said in new if not book.can_match(said)]
    if request.htmx:
        again = HeardForm(initial={"kind": form.cleaned_data["kind"]})
        return _lists(request, contact, again, told=told)
    for line in told:
        messages.info(request, line)
    return redirect(_listed(contact))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Changes the words of a need, or the day it was heard."""
    return _edit(request, get_object_or_404(Need.objects.of(request.user).select_related("contact"), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_offer(request: UserRequest, pk: int) -> HttpResponse:
    """The same of an offer."""
    return _edit(request, get_object_or_404(Offer.objects.of(request.user).select_related("contact"), pk=pk))


def _edit(request: UserRequest, said: Need | Offer) -> HttpResponse:
    form = RetellForm(said, request.POST if request.method == "POST" else None)
    home = _home(said.contact)
    if not form.is_valid():
        context = {"said": said, "form": form, "home": home, "is_need": isinstance(said, Need)}
        return page(request, "needs/edit.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        form.save()
        _write_up(said)
    messages.success(request, gettext("Your changes are saved."))
    return redirect(home)


def _write_up(said: Need | Offer) -> None:
    """Brings the book in step with what was heard."""
    if isinstance(said, Need):
        book.write_need(said)
    else:
        book.write_offer(said)


@require_POST
def meet(request: UserRequest, pk: int) -> HttpResponse:
    """The need is met."""
    return _change(request, pk, Need.meet, gettext("Met: %(text)s."))


@require_POST
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The need stands no longer."""
    return _change(request, pk, Need.withdraw, gettext("Withdrawn: %(text)s."))


@require_POST
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Takes back that it was met or withdrawn."""
    return _change(request, pk, Need.reopen, gettext("Open again: %(text)s."), undo=False)


@require_POST
def stand(request: UserRequest, pk: int) -> HttpResponse:
    """It still stands: it is not asked about for another while."""
    need = get_object_or_404(Need.objects.of(request.user), pk=pk)
    need.stand(request.user.today())
    messages.success(request, gettext("It stays on the list: %(text)s.") % {"text": need.text})
    return redirect(onward(request))


@require_POST
@transaction.atomic
def withdraw_offer(request: UserRequest, pk: int) -> HttpResponse:
    """The contact can't help with this any more."""
    offer = get_object_or_404(Offer.objects.of(request.user).select_related("contact"), pk=pk)
    offer.withdraw()
    book.write_offer(offer)
    messages.success(request, gettext("Withdrawn: %(text)s.") % {"text": offer.text})
    return redirect(onward(request))


@require_POST
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    """This match is not a fit; with `later`, not now."""
    user = request.user
    match = get_object_or_404(Match.objects.of(request.user).select_related("helper"), pk=pk)
    until = user.today() + timedelta(weeks=user.later_weeks) if "later" in request.POST else None
    said, _made = Dismissal.objects.update_or_create(
        owner=user, need=match.need, helper=match.helper, defaults={"until": until}
    )
    done = (
        gettext("%(name)s comes back on %(day)s.")
        if until
        else gettext("%(name)s is not shown for this again.")
    )
    undo = reverse("needs.undismiss", args=[said.pk])
    told = {"name": match.helper.name, "day": until and date_format(until)}
    messages.success(request, done % told, extra_tags=undo)
    return redirect(onward(request))


@require_POST
def undismiss(request: UserRequest, pk: int) -> HttpResponse:
    """Takes back that a match was no fit, or was for later."""
    said = get_object_or_404(Dismissal.objects.of(request.user).select_related("helper"), pk=pk)
    said.delete()
    messages.success(request, gettext("%(name)s is shown again.") % {"name": said.helper.name})
    return redirect(onward(request))


@require_safe
def dismissed(request: UserRequest) -> HttpResponse:
    """Everybody who was said to be no fit, or to come back later."""
    said = Dismissal.objects.of(request.user).in_force(request.user.today()).order_by("-id")
    found = said.select_related("helper", "need__contact")[:200]
    return page(request, "needs/dismissed.html", {"dismissals": found})


@transaction.atomic
def _change(
    request: UserRequest, pk: int, verb: Callable[[Need], object], said: str, *, undo: bool = True
) -> HttpResponse:
    need = get_object_or_404(Need.objects.of(request.user), pk=pk)
    verb(need)
    book.write_need(need)
    back = reverse("needs.reopen", args=[pk]) if undo else ""
    messages.success(request, said % {"text": need.text}, extra_tags=back)
    return redirect(onward(request))


def _lists(
    request: UserRequest,
    contact: Contact | None,
    form: HeardForm,
    status: int = 200,
    told: Iterable[str] = (),
) -> HttpResponse:
    """What the contact looks for and offers, with the line to add more; without JavaScript, a page.

    `told` is what there is to say of what was added.
    """
    context = {"contact": contact, "heard": heard_of(contact), "heard_form": form, "told": told}
    return page(request, "needs/heard.html", context, part="lists", status=status)


def _listed(contact: Contact) -> str:
    """Where all is listed, for who has no JavaScript to fetch it into the page of the contact."""
    return reverse("pages.me") if contact.self_of_id else reverse("pages.beside", args=[contact.pk])


def _home(contact: Contact) -> str:
    return reverse("pages.me") if contact.self_of_id else contact.get_absolute_url()
