"""Keeping in touch with a contact: the rhythm, the yearly days and the reminders, on one page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Value
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Circle, Contact, YearlyDay
from netwerk.nudges.keeping_forms import ReminderForm, RhythmForm, YearlyDayForm
from netwerk.nudges.raising import raise_for
from netwerk.nudges.reminders import Reminder
from netwerk.nudges.rhythms import rhythm_told, with_rhythm
from netwerk.web import page


@require_safe
def keeping(request: UserRequest, pk: int) -> HttpResponse:
    """All of it, with the forms to add to it; for htmx the part that stands beside the timeline."""
    return _page(request, _contact(request, pk))


@require_POST
@transaction.atomic
def choose_rhythm(request: UserRequest, pk: int) -> HttpResponse:
    """How often to hear of a contact, or none."""
    contact = _contact(request, pk)
    form = RhythmForm(contact, request.POST, contact.circle_rhythm)
    if not form.is_valid():
        return _page(request, contact, status=422, rhythm_form=form)
    contact.choose_rhythm(form.cleaned_data["days"], request.user.today())
    return _kept(request, contact)


@require_http_methods(["GET", "HEAD", "POST"])
def circle_rhythm(request: UserRequest, pk: int) -> HttpResponse:
    """How often to hear of everybody in a circle who has no rhythm of their own."""
    circle = get_object_or_404(Circle.objects.of(request.user), pk=pk)
    form = RhythmForm(circle, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"circle": circle, "form": form}
        return page(request, "nudges/circle_rhythm.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        circle.choose_rhythm(form.cleaned_data["days"], request.user.today())
        raise_for(request.user, request.user.today())
    messages.success(request, gettext("Your changes are saved."))
    return redirect("contacts.circles")


@require_POST
@transaction.atomic
def add_yearly_day(request: UserRequest, pk: int) -> HttpResponse:
    """A day of a contact that comes back each year."""
    contact = _contact(request, pk)
    form = YearlyDayForm(request.POST, instance=YearlyDay(owner=request.user, contact=contact))
    if not form.is_valid():
        return _page(request, contact, status=422, yearly_form=form)
    form.save()
    return _kept(request, contact)


@require_POST
@transaction.atomic
def add_reminder(request: UserRequest, pk: int) -> HttpResponse:
    """What the user wants to be reminded of about a contact."""
    contact = _contact(request, pk)
    form = ReminderForm(request.POST, instance=Reminder(owner=request.user, contact=contact))
    if not form.is_valid():
        return _page(request, contact, status=422, reminder_form=form)
    form.save(commit=False).begin(request.user.today())
    return _kept(request, contact)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_yearly_day(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(YearlyDay.objects.of(request.user).select_related("contact"), pk=pk)
    return _edit(request, found, YearlyDayForm, YearlyDay.save, "nudges.remove_yearly_day")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reminder(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Reminder.objects.of(request.user).select_related("contact"), pk=pk)
    today = request.user.today()
    return _edit(request, found, ReminderForm, lambda told: told.begin(today), "nudges.end_reminder")


@require_POST
def remove_yearly_day(request: UserRequest, pk: int) -> HttpResponse:
    """It is no day to keep: it goes, and its nudges with it."""
    found = get_object_or_404(YearlyDay.objects.of(request.user), pk=pk)
    found.delete()
    messages.success(request, gettext("Taken off: %(what)s.") % {"what": found})
    return redirect("nudges.keeping", found.contact_id)


@require_POST
@transaction.atomic
def end_reminder(request: UserRequest, pk: int) -> HttpResponse:
    """The user needs no more of it."""
    found = get_object_or_404(Reminder.objects.of(request.user), pk=pk)
    found.end()
    messages.success(request, gettext("You are not reminded of this any more: %(what)s.") % {"what": found})
    return redirect("nudges.keeping", found.contact_id)


@require_safe
def reminders(request: UserRequest) -> HttpResponse:
    """Every reminder that is yet to come."""
    coming = Reminder.objects.of(request.user).coming().select_related("contact")
    return page(request, "nudges/reminders.html", {"reminders": coming[:500]})


def _contact(request: UserRequest, pk: int) -> Any:
    """The contact, with what it takes to tell its rhythm."""
    contacts = Contact.objects.of(request.user).others().defer("search")
    return get_object_or_404(with_rhythm(contacts, Value(request.user.zone.key)), pk=pk)


def _kept(request: UserRequest, contact: Any) -> HttpResponse:
    """Raises what belongs there today by now, and shows it all again."""
    raise_for(request.user, request.user.today())
    return _page(request, contact) if request.htmx else redirect("nudges.keeping", contact.pk)


def _page(request: UserRequest, contact: Any, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "contact": contact,
        "rhythm": rhythm_told(contact, request.user.today()),
        "rhythm_form": forms.get("rhythm_form") or RhythmForm(contact, None, contact.circle_rhythm),
        "yearly_days": YearlyDay.objects.of(request.user).filter(contact=contact).by_day(),
        "yearly_form": YearlyDayForm(),
        "reminders": Reminder.objects.of(request.user).filter(contact=contact, next_on__isnull=False),
        "reminder_form": ReminderForm(),
    }
    return page(request, "nudges/keeping.html", context | forms, part="keeping", status=status)


def _edit(
    request: UserRequest,
    kept: Any,
    form_of: type[ModelForm],
    keep: Callable[[Any], object],
    way_out: str,
) -> HttpResponse:
    """The form of a yearly day or a reminder, and the saving of it; `way_out` is the route that ends it."""
    form = form_of(request.POST if request.method == "POST" else None, instance=kept)
    if not form.is_valid():
        context = {"form": form, "kept": kept, "contact": kept.contact, "way_out": way_out}
        return page(request, "nudges/edit.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        keep(form.save(commit=False))
        raise_for(request.user, request.user.today())
    messages.success(request, gettext("Your changes are saved."))
    return redirect("nudges.keeping", kept.contact_id)
