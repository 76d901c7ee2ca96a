"""The introductions, one of them, and what is said in it. What happens with one is in netwerk.pages."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.introductions import wording
from netwerk.introductions.forms import WordingForm
from netwerk.introductions.letters import Letter, letter_of
from netwerk.introductions.models import Introduction
from netwerk.introductions.showing import PEOPLE, introduction_page
from netwerk.introductions.wording import LetterWording
from netwerk.web import page, sliced

SIZE = 30
KEY = ("-day", "-id")


@require_safe
def list_(request: UserRequest) -> HttpResponse:
    """The introductions that wait for something, or with `over` the others; newest first."""
    over, after = bool(request.GET.get("over")), request.GET.get("after", "")
    found = (_over if over else _open)(after, request.user)
    asked = {"over": "1" if over else "", "after": found.next}
    query = urlencode({name: value for name, value in asked.items() if value}) if found.next else ""
    context = {"introductions": found.items, "over": over, "next_query": query}
    return page(request, "introductions/list.html", context, part="rows" if after else "")


@sliced(*KEY, size=SIZE)
def _open(owner: User) -> QuerySet[Introduction]:
    return Introduction.objects.of(owner).open().with_faces()


@sliced(*KEY, size=SIZE)
def _over(owner: User) -> QuerySet[Introduction]:
    return Introduction.objects.of(owner).over().with_faces()


@require_safe
def show(request: UserRequest, pk: int) -> HttpResponse:
    """One introduction: who, why, what happened, and what to write next."""
    return introduction_page(request, _introduction(request, pk))


@require_POST
@transaction.atomic
def connect(request: UserRequest, pk: int) -> HttpResponse:
    """The two know each other since they were brought together."""
    request.user.wait_for_turn()  # the button may have been pressed twice
    introduction = _introduction(request, pk)
    introduction.connect()
    messages.success(request, gettext("%(names)s know each other.") % {"names": introduction.names})
    return redirect(introduction)


@require_POST
def keep_wording(request: UserRequest, pk: int) -> HttpResponse:
    """What was changed in a message is how the user says such things from now on, to anybody."""
    introduction, letter = _letter(request, pk)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return introduction_page(request, introduction, status=422, wrong=form, wrong_letter=letter)
    text = wording.empty(form.cleaned_data["text"].replace("\r\n", "\n"), letter.places)
    LetterWording.objects.update_or_create(
        owner=request.user, kind=letter.kind, language=letter.language, defaults={"text": text}
    )
    messages.success(request, gettext("Kept. Netwerk writes it your way from now on."))
    return redirect(introduction)


@require_POST
def reset_wording(request: UserRequest, pk: int) -> HttpResponse:
    """The app's own text again."""
    introduction, letter = _letter(request, pk)
    LetterWording.objects.of(request.user).filter(kind=letter.kind, language=letter.language).delete()
    messages.success(request, gettext("Netwerk writes its own text again."))
    return redirect(introduction)


def _introduction(request: UserRequest, pk: int) -> Introduction:
    return get_object_or_404(Introduction.objects.of(request.user).select_related(*PEOPLE), pk=pk)


def _letter(request: UserRequest, pk: int) -> tuple[Introduction, Letter]:
    """The introduction, and the one of its messages that the form is about."""
    introduction = _introduction(request, pk)
    kind, side = request.POST.get("kind", ""), request.POST.get("side", "")
    letter = letter_of(introduction, request.user, kind, side)
    if letter is None:
        raise Http404
    return introduction, letter
