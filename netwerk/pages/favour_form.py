"""A favour is written down, told otherwise, or taken out. A promise of the user's has its nudge with it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import suggest
from netwerk.encounters.models import Encounter
from netwerk.favours.forms import EditFavourForm, FavourForm, NewFavourForm, called
from netwerk.favours.models import Favour
from netwerk.needs.models import Need
from netwerk.nudges import promises
from netwerk.nudges.models import Nudge
from netwerk.pages.causes import causes_of, named_cause
from netwerk.web import chosen, is_narrow, page


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def new_favour(request: UserRequest) -> HttpResponse:
    """A favour of or for whom the address names (`giver`, `receiver`, `need`, `encounter`, `came_of`)."""
    if is_narrow(request) and request.method != "POST":
        return _suggest(request)
    owner = request.user
    favour = _asked_for(owner, request.GET)
    causes = causes_of(owner, favour.sides(), favour.cause, favour.encounter)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        owner.wait_for("favours")  # the button may have been pressed twice
    form = NewFavourForm(data, instance=favour, causes=causes, today=owner.today())
    if form.is_valid() and (same := _same(favour, form)):
        return redirect(same)
    if not form.saves():
        return _show_form(request, form)
    promises.keep_in_step(favour, owner.today())
    messages.success(request, gettext("Written down: %(what)s.") % {"what": favour.what})
    return redirect(favour)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_favour(request: UserRequest, pk: int) -> HttpResponse:
    """Tells a favour otherwise."""
    found = Favour.objects.of(request.user).select_related("owner", *Favour.SIDES)
    if request.method == "POST":
        found = found.select_for_update(of=("self",))  # or another tab's step would be written over
    favour = get_object_or_404(found, pk=pk)
    causes = causes_of(request.user, favour.sides(), favour.cause)
    causes = {key: cause for key, cause in causes.items() if cause[0] != favour}
    data = request.POST if request.method == "POST" else None
    form = EditFavourForm(data, instance=favour, causes=causes, today=request.user.today())
    if not form.saves():
        return _show_form(request, form, favour=Favour.objects.get(pk=pk))
    promises.move(favour)
    messages.success(request, gettext("Your changes are saved."))
    return redirect(favour)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_favour(request: UserRequest, pk: int) -> HttpResponse:
    """Asks; a POST deletes it, with its nudge."""
    favour = get_object_or_404(Favour.objects.of(request.user).with_faces(), pk=pk)
    if request.method != "POST":
        return page(request, "favours/delete.html", {"favour": favour})
    with transaction.atomic():
        Nudge.objects.of(request.user).filter(favour=favour).delete()
        favour.delete()
    messages.success(request, gettext("“%(title)s” is deleted.") % {"title": favour})
    return redirect("pages.given")


def _suggest(request: UserRequest) -> HttpResponse:
    """Names that may be meant by what is typed in either field, as options of a list."""
    typed = request.GET.get("giver_name", "") or request.GET.get("receiver_name", "")
    names = suggest(request.user, typed) if typed.strip() else []
    return render(request, "_names.html", {"names": [gettext("You"), *names]})


def _asked_for(owner: User, asked: QueryDict) -> Favour:
    """A favour with all that an address tells of it; who is not named is the user. Others' rows are 404."""
    contacts = Contact.objects.of(owner).for_lists()
    giver, receiver = (chosen(contacts, asked.get(side, "")) for side in Favour.SIDES)
    need = chosen(Need.objects.of(owner).select_related("contact"), asked.get("need", ""))
    favour = Favour(owner=owner, need=need)
    favour.encounter = chosen(Encounter.objects.of(owner), asked.get("encounter", ""))
    favour.receiver = receiver or (need.contact if need else None)
    favour.giver = giver
    # Not saved yet, perhaps: looking makes no contact of the user.
    me = contacts.filter(self_of=owner).first() or Contact(owner=owner, self_of=owner)
    if giver is None and favour.receiver != me:
        favour.giver = me
    elif favour.receiver is None:
        favour.receiver = me
    favour.name_cause(named_cause(owner, asked.get("came_of", "")) or favour.encounter)
    return favour


def _same(favour: Favour, form: FavourForm) -> Favour | None:
    """The very favour, when it was sent before."""
    told = ("giver", "receiver", "what", "note", "promised_on", "due", "done_on", "need", "encounter")
    same: dict[str, Any] = {name: getattr(favour, name) for name in told}
    return Favour.objects.of(form.owner).filter(**same).first()


def _show_form(request: UserRequest, form: FavourForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "you": called(Contact(self_of=request.user))}
    return page(request, "favours/form.html", context, status=422 if form.is_bound else 200)
