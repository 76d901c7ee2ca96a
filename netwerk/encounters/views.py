from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.encounters.edit_form import EncounterEdit
from netwerk.encounters.models import Encounter, note_last_seen
from netwerk.encounters.planning import PlanForm
from netwerk.web import onward, page


@require_safe
def show(request: UserRequest, pk: int) -> HttpResponse:
    """One encounter whole: who was there, and what each of them told."""
    encounter = get_object_or_404(Encounter.objects.of(request.user), pk=pk)
    follow_ups = dict(encounter.nudges.open().values_list("contact", "due"))
    present = encounter.participations.with_people().order_by("id")
    guests = [(guest, follow_ups.get(guest.contact_id)) for guest in present]
    today = request.user.today()
    context = {
        "encounter": encounter,
        "guests": guests,
        "planned": encounter.day > today,
        "untold": encounter.is_untold(today),
    }
    return page(request, "encounters/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """Changes an encounter, the notes of its people, and who was there."""
    if request.method == "POST":
        return _save(request, pk)
    encounter = _encounter(request, pk)
    return _show_form(request, encounter, EncounterEdit(encounter))


@never_cache  # the draft is named anew each time: a page from a cache would send an old one
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: UserRequest, pk: int) -> HttpResponse:
    """Plans a coffee, or whatever it will be, with one contact."""
    contact = get_object_or_404(Contact.objects.of(request.user).others().for_lists(), pk=pk)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        today=request.user.today(),
        instance=Encounter(owner=request.user),
    )
    if not form.is_valid():
        context = {"contact": contact, "form": form}
        return page(request, "encounters/plan.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        request.user.wait_for(f"draft {form.cleaned_data['draft']}")  # the button may have been pressed twice
        encounter, is_new = form.save_with(contact)
    if is_new:
        said = gettext("%(meeting)s with %(name)s is planned for %(day)s.")
        named = {"meeting": encounter, "name": contact, "day": date_format(encounter.day)}
        messages.success(request, said % named)
    return redirect(contact)


@require_POST
def tell(request: UserRequest, pk: int) -> HttpResponse:
    """A planned one took place, and there is nothing to add."""
    encounter = get_object_or_404(Encounter.objects.of(request.user), pk=pk)
    encounter.tell()
    messages.success(request, gettext("“%(title)s” took place.") % {"title": encounter})
    return redirect(onward(request))


@transaction.atomic
def _save(request: UserRequest, pk: int) -> HttpResponse:
    request.user.wait_for_turn()  # before it looks who is known: the button may have been pressed twice
    encounter = _encounter(request, pk)
    # The forms write what was typed into a copy: the page around them speaks of the one that is saved.
    changed = EncounterEdit(copy(encounter), request.POST)
    if not changed.is_valid():
        return _show_form(request, encounter, changed, status=422)
    changed.save()
    messages.success(request, gettext("Your changes are saved."))
    return redirect(encounter)


def _encounter(request: UserRequest, pk: int) -> Encounter:
    return get_object_or_404(Encounter.objects.of(request.user).select_related("owner"), pk=pk)


def _show_form(
    request: UserRequest, encounter: Encounter, changed: EncounterEdit, status: int = 200
) -> HttpResponse:
    context = {"encounter": encounter, "edit": changed}
    return page(request, "encounters/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: int) -> HttpResponse:
    """Asks, and says what goes; a POST deletes. Nudges that it raised stay."""
    encounter = get_object_or_404(Encounter.objects.of(request.user), pk=pk)
    contacts = list(encounter.participations.values_list("contact", flat=True))
    if request.method != "POST":
        return page(request, "encounters/delete.html", {"encounter": encounter, "people": len(contacts)})
    with transaction.atomic():
        request.user.wait_for_turn()  # a change that is being saved must not bring it back
        encounter.delete()
        note_last_seen(request.user, contacts)
    messages.success(request, gettext("“%(title)s” is deleted.") % {"title": encounter})
    return redirect("timeline.all")
