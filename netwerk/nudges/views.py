from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from netwerk.nudges.forms import SnoozeForm
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.models import Nudge
from netwerk.nudges.said import last_words
from netwerk.web import onward, page


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """The user got in touch."""
    nudge = _nudge(request, pk)
    nudge.done()
    return _folded(request, nudge, gettext("%(name)s: done.") % {"name": nudge.contact})


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The user won't get in touch."""
    nudge = _nudge(request, pk)
    nudge.drop()
    return _folded(request, nudge, gettext("%(name)s: dropped.") % {"name": nudge.contact})


@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Later: tomorrow, in three days, next week, or on a day of the user's choice."""
    nudge = _nudge(request, pk)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _card(request, nudge, status=422, form=form)
    nudge.snooze(form.cleaned_data["until"])
    day = date_format(nudge.due)
    return _folded(
        request, nudge, gettext("%(name)s comes back on %(day)s.") % {"name": nudge.contact, "day": day}
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back the last of these."""
    nudge = _nudge(request, pk)
    nudge.undo()
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return _card(request, nudge, back=True)
    messages.success(request, gettext("%(name)s is back.") % {"name": nudge.contact})
    return redirect(onward(request))


def _nudge(request: HttpRequest, pk: int) -> Nudge:
    return get_object_or_404(Nudge.objects.of(request.user).with_people(), pk=pk)


def _card(request: HttpRequest, nudge: Nudge, status: int = 200, **context: Any) -> HttpResponse:
    """The card as it is now; without JavaScript, on a page of its own."""
    last_words([nudge])
    bring_gifts([nudge], timezone.localdate())
    context |= {"nudge": nudge, "next": onward(request)}
    return page(request, "nudges/nudge.html", context, part="card", status=status)


def _folded(request: HttpRequest, nudge: Nudge, message: str) -> HttpResponse:
    """The folded card in the place of the card; without JavaScript, back to where the press was."""
    back = onward(request)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return page(request, "nudges/_folded.html", {"nudge": nudge, "next": back})
    undo_url = f"{reverse('nudges.undo', args=[nudge.pk])}?{urlencode({'next': back})}"
    messages.success(request, message, extra_tags=undo_url)
    return redirect(back)
