"""One introduction whole: what a page of it shows, also when what was typed on it could not be."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from netwerk.accounts.requests import UserRequest
from netwerk.chains.causes import key_of
from netwerk.chains.reading import chain_of
from netwerk.contacts.models import Connection
from netwerk.introductions.forms import CloseForm, DayForm
from netwerk.introductions.history import answers_to, history_of
from netwerk.introductions.letters import letters_for
from netwerk.introductions.models import Introduction
from netwerk.web import page

PEOPLE = ("first", "second", "through", "need__contact", "encounter")


def introduction_page(
    request: UserRequest, introduction: Introduction, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of `introduction` (with PEOPLE); `forms` are those that were filled in wrongly."""
    named = bool(request.GET.get("named"))
    waits = introduction.waits_for
    acts = answers_to(introduction)
    now = [act for act in acts if waits and _is_next(waits.kind, act.verb) and act.side == waits.side]
    today = {"day": timezone.localdate()}
    context = {
        "introduction": introduction,
        "waits": waits,
        "named": named,
        "letters": letters_for(introduction, request.user, named=named),
        "acts": now,
        "other_acts": [act for act in acts if act not in now],
        "history": history_of(introduction),
        "chain": chain_of(request.user, introduction),
        "key": key_of(introduction),
        "are_strangers": _are_strangers(request, introduction),
        "make_form": DayForm(initial=today, auto_id="make_%s"),
        "met_form": DayForm(initial=today, auto_id="met_%s"),
        "close_form": CloseForm(auto_id="close_%s"),
    }
    return page(request, "introductions/show.html", context | forms, status=status)


def _is_next(kind: str, verb: str) -> bool:
    """Whether a press is what an introduction that waits for `kind` asks for."""
    return verb == "ask" if kind == "ask" else kind == "answer" and verb in ("yes", "no")


def _are_strangers(request: UserRequest, introduction: Introduction) -> bool:
    """Whether the two were brought together, and it stands nowhere yet that they know each other."""
    first, second = introduction.first, introduction.second
    if not (introduction.made_on or introduction.met_on) or not (first and second):
        return False
    if first.self_of_id or second.self_of_id:
        return False
    return not Connection.objects.of(request.user).between(first, second).exists()
