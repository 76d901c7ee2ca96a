"""The pages behind the links in mails: signed, without sign-in, in their reader's language and time.

Scanners open every link, so looking changes nothing; a press is a POST. The headers keep the address, which
is the key, out of caches and search engines; the site's referrer policy keeps it from other sites.
("no-referrer" would do that too, but then browsers send forms with the origin "null", which no protection
against forgery can accept.)
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.models import User
from netwerk.nudges import signed
from netwerk.nudges.forms import SnoozeForm
from netwerk.nudges.gifts import bring_gifts
from netwerk.nudges.models import Nudge
from netwerk.nudges.said import last_words
from netwerk.web import page

VERBS: dict[str, Callable[[Nudge], None]] = {"done": Nudge.done, "drop": Nudge.drop, "undo": Nudge.undo}


def signed_for_a_nudge(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the link: gives the view the nudge and its token, or answers that it doesn't work (any more)."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            pk = signed.read_token(token)
        except signed.Expired:
            return private(page(request, "nudges/no_link.html", {"expired": True}, status=410))
        except signed.Forged:
            return private(page(request, "nudges/no_link.html", status=404))
        nudge = Nudge.objects.with_people().filter(pk=pk, owner__is_active=True).first()
        if nudge is None:
            return private(page(request, "nudges/no_link.html", {"expired": True}, status=410))
        with translation.override(nudge.owner.language), timezone.override(nudge.owner.zone):
            return private(view(request, nudge, token, **kwargs), nudge.owner)

    return opened


@require_safe
@signed_for_a_nudge
def show(request: HttpRequest, nudge: Nudge, token: str) -> HttpResponse:
    """Who, why, and what can be done about it. Changes nothing."""
    return _card(request, nudge, token)


@require_POST
@signed_for_a_nudge
def act(request: HttpRequest, nudge: Nudge, token: str, verb: str) -> HttpResponse:
    """Done, snooze, drop or undo, from a mail."""
    if verb == "snooze":
        form = SnoozeForm(request.POST)
        if not form.is_valid():
            return _card(request, nudge, token, status=422, form=form)
        nudge.snooze(form.cleaned_data["until"])
    elif verb in VERBS:
        VERBS[verb](nudge)
    else:
        raise Http404
    return _card(request, nudge, token, folded=verb != "undo", back=verb == "undo")


def _card(request: HttpRequest, nudge: Nudge, token: str, status: int = 200, **context: Any) -> HttpResponse:
    last_words([nudge])
    bring_gifts([nudge], timezone.localdate())
    context |= {"nudge": nudge, "token": token}
    context.setdefault("folded", not nudge.is_open)
    return page(request, "nudges/link.html", context, part="card", status=status)


def private(response: HttpResponse, owner: User | None = None) -> HttpResponse:
    """The answer behind a signed link: kept by nobody, and in the language of who it is for."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    if owner:
        response["Content-Language"] = owner.language
    return response
