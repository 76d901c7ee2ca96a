"""What happens with an introduction: each step is a press, and keeps its nudges in step."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.chains.causes import key_of
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import suggest
from netwerk.encounters.models import Encounter
from netwerk.introductions.forms import CloseForm, DayForm, IntroductionForm, RetellForm
from netwerk.introductions.models import SIDES, Introduction
from netwerk.introductions.showing import PEOPLE, introduction_page
from netwerk.needs.models import Match, Need, Proposal
from netwerk.nudges.introducing import remind
from netwerk.pages.causes import causes_of, find_cause, named_cause
from netwerk.web import chosen, page


@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: UserRequest) -> HttpResponse:
    """Two people who should meet, with what the address knows filled in: an idea, or brought together now."""
    side = request.htmx.trigger_name
    if request.method != "POST" and side in SIDES:
        return page(request, "_names.html", {"names": suggest(request.user, request.GET.get(side, ""))})
    form = _form(request)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "under_way": _under_way(form)}
        return page(request, "introductions/new.html", context, status=status)
    with transaction.atomic():
        request.user.wait_for("introducing")  # the button may have been pressed twice
        introduction = form.save()
        remind(introduction, request.user)
        _take_up(introduction, request.user)
    return redirect(introduction)


def _under_way(form: IntroductionForm) -> Introduction | None:
    """The newest introduction of the two that still waits for something: they may not need another one."""
    if [len(form.found[side]) for side in ("first", "second")] != [1, 1]:
        return None
    mine = Introduction.objects.of(form.owner).open().between(*form.two)
    return mine.with_faces().newest_first().first()


def _take_up(introduction: Introduction, user: User) -> None:
    """Today proposes it no more."""
    two = (introduction.first_id, introduction.second_id)
    for match in Match.objects.of(user).filter(need=introduction.need_id, helper__in=two):
        Proposal.objects.take_up(match, user.today())


@require_http_methods(["GET", "HEAD", "POST"])
def introduction_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Tells otherwise why the two should meet, for which need, and what led to it."""
    introduction = _introduction(request, pk)
    causes = causes_of(request.user, introduction.sides(), introduction.cause, introduction.encounter)
    causes = {key: cause for key, cause in causes.items() if cause[0] != introduction}
    form = RetellForm(introduction, causes, request.POST if request.method == "POST" else None)
    if not form.saves():
        context = {"introduction": introduction, "form": form}
        status = 422 if form.is_bound else 200
        return page(request, "introductions/edit.html", context, status=status)
    messages.success(request, gettext("Your changes are saved."))
    return redirect(introduction)


@require_POST
def introduction_ask(request: UserRequest, pk: int, side: str) -> HttpResponse:
    """The user asked one of the people of it."""
    return _step(request, pk, lambda introduction: introduction.ask(_one_of(side)))


@require_POST
def introduction_yes(request: UserRequest, pk: int, side: str) -> HttpResponse:
    """One of the people of it wants it."""
    return _step(request, pk, lambda introduction: introduction.yes(_one_of(side)))


@require_POST
def introduction_no(request: UserRequest, pk: int, side: str) -> HttpResponse:
    """One of the people of it would rather not."""
    return _step(request, pk, lambda introduction: introduction.no(_one_of(side)))


@require_POST
def introduction_make(request: UserRequest, pk: int) -> HttpResponse:
    """The two were brought together, on the day that is given."""
    form = DayForm(request.POST, auto_id="make_%s")
    if not form.is_valid():
        return introduction_page(request, _introduction(request, pk), status=422, make_form=form)
    return _step(request, pk, lambda introduction: introduction.make(form.cleaned_data["day"]))


@require_POST
def introduction_met(request: UserRequest, pk: int) -> HttpResponse:
    """The two met, on the day that is given."""
    form = DayForm(request.POST, auto_id="met_%s")
    if not form.is_valid():
        return introduction_page(request, _introduction(request, pk), status=422, met_form=form)
    return _step(request, pk, lambda introduction: introduction.met(form.cleaned_data["day"]))


@require_POST
def introduction_close(request: UserRequest, pk: int) -> HttpResponse:
    """It is over: how it went, and whether the need is met with it."""
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return introduction_page(request, _introduction(request, pk), status=422, close_form=form)
    said = form.cleaned_data
    return _step(request, pk, lambda introduction: introduction.close(said["outcome"], meets=said["meets"]))


@require_POST
def introduction_drop(request: UserRequest, pk: int) -> HttpResponse:
    """The user thought better of it."""
    return _step(request, pk, Introduction.drop)


@require_POST
def introduction_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Takes back the step that the form names, when that is still the last one."""
    step = request.POST.get("step", "")
    return _step(request, pk, lambda introduction: introduction.undo(step))


def _form(request: UserRequest) -> IntroductionForm:
    """What was sent, or what the address names; with what may have led to it."""
    owner = request.user
    sent = request.method == "POST"
    form = IntroductionForm(owner, request.POST) if sent else IntroductionForm(owner, initial=_told(request))
    form.offer(causes_of(owner, form.two, find_cause(owner, form.cause)))
    return form


def _told(request: UserRequest) -> dict[str, object]:
    """What the address names; somebody else's rows are nobody's: 404."""
    asked = request.GET
    people = {side: chosen(Contact.objects.of(request.user), asked.get(side, "")) for side in SIDES}
    need = chosen(Need.objects.of(request.user), asked.get("need", ""))
    encounter = chosen(Encounter.objects.of(request.user), asked.get("encounter", ""))
    cause = named_cause(request.user, asked.get("came_of", "")) or encounter
    return IntroductionForm.naming(**people) | {
        "need": need,
        "encounter": encounter,
        "why": need.text if need else "",
        "came_of": key_of(cause) if cause else "",
    }


@transaction.atomic
def _step(request: UserRequest, pk: int, press: Callable[[Introduction], bool]) -> HttpResponse:
    """Takes a step, brings the nudges in step with it, and shows where it has come to.

    A press that changes nothing (a second tab, a second press) says so, and shows what the first one did.
    """
    introduction = _introduction(request, pk)
    if press(introduction):
        remind(introduction, request.user)
    else:
        messages.info(
            request, gettext("Nothing has changed: it was so already, or something else came first.")
        )
    return redirect(introduction)


def _one_of(side: str) -> str:
    """A side that a path names; 404 when there is none like it."""
    if side not in SIDES:
        raise Http404
    return side


def _introduction(request: UserRequest, pk: int) -> Introduction:
    return get_object_or_404(Introduction.objects.of(request.user).select_related(*PEOPLE), pk=pk)
