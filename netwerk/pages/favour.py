"""One favour whole, and its steps: each lets the nudge of a promise say what has become of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.chains.causes import key_of
from netwerk.chains.reading import chain_of
from netwerk.favours.forms import DoneForm, DropForm
from netwerk.favours.models import Favour
from netwerk.nudges import promises
from netwerk.nudges.models import Nudge
from netwerk.web import onward, page


@require_safe
def favour(request: UserRequest, pk: int) -> HttpResponse:
    """Who did what for whom, when, and what came of it."""
    return _show(request, _favour(request, pk))


@require_POST
@transaction.atomic
def done_favour(request: UserRequest, pk: int) -> HttpResponse:
    """It was done: today, or on the day that is named."""
    found, today = _favour(request, pk), request.user.today()
    form = DoneForm(request.POST, today=today)
    if not form.is_valid():
        return _show(request, found, status=422, done_form=form)
    changed = found.done(form.cleaned_data["day"], meets=form.cleaned_data["meets"])
    promises.keep_in_step(found, today)
    return _said(request, found, changed)


@require_POST
@transaction.atomic
def drop_favour(request: UserRequest, pk: int) -> HttpResponse:
    """It won't be done, and perhaps why not."""
    found = _favour(request, pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, drop_form=form)
    changed = found.drop(form.cleaned_data["why"])
    promises.keep_in_step(found, request.user.today())
    return _said(request, found, changed)


@require_POST
@transaction.atomic
def undo_favour(request: UserRequest, pk: int) -> HttpResponse:
    """Takes back the step that the page showed as the last, when it still is."""
    found = _favour(request, pk)
    step = request.POST.get("step") or request.GET.get("step", "")
    if step and found.undo(step):
        promises.keep_in_step(found, request.user.today())
        messages.success(request, gettext("Taken back. It stands as: %(told)s.") % {"told": found.told})
    else:
        messages.info(request, _as_it_is(found))
    return redirect(onward(request))


def _favour(request: UserRequest, pk: int) -> Favour:
    found = Favour.objects.of(request.user).with_faces()
    return get_object_or_404(found.select_related("owner", "need", "encounter"), pk=pk)


def _show(request: UserRequest, found: Favour, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "favour": found,
        "chain": chain_of(request.user, found),
        "key": key_of(found),
        "nudge": Nudge.objects.of(request.user).open().filter(favour=found).first(),
        "done_form": DoneForm(today=request.user.today()),
        "drop_form": DropForm(),
    }
    return page(request, "favours/show.html", context | forms, status=status)


def _said(request: UserRequest, found: Favour, changed: bool) -> HttpResponse:
    """On, with what has become of it: by this press, or by one in another tab before."""
    if not changed:
        messages.info(request, _as_it_is(found))
        return redirect(onward(request))
    back = urlencode({"step": found.last_step, "next": onward(request)})
    undo = f"{reverse('pages.undo_favour', args=[found.pk])}?{back}" if found.last_step else ""
    messages.success(request, f"{found.what}: {found.told}.", extra_tags=undo)
    return redirect(onward(request))


def _as_it_is(found: Favour) -> str:
    said = gettext("Nothing has changed: it stands as “%(told)s” already.")
    return said % {"told": found.told}
