"""The user's own words: which of them mean the same. Every change has all their texts read again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from netwerk.accounts.requests import UserRequest
from netwerk.needs.models import Vocabulary, Wording
from netwerk.needs.word_forms import LONGEST, WordingForm
from netwerk.web import page


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: UserRequest) -> HttpResponse:
    """All of them, and the line to add more; `words` of the address are filled in already."""
    form = _form(request, Wording(owner=request.user), request.GET.get("words", "").replace("\0", ""))
    if _keep(request, form):
        return redirect("needs.words")
    context = {"form": form, "wordings": Wording.objects.of(request.user), "reading": _reading(request)}
    return page(request, "needs/words.html", context, part="state", status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_words(request: UserRequest, pk: int) -> HttpResponse:
    form = _form(request, get_object_or_404(Wording.objects.of(request.user), pk=pk))
    if _keep(request, form):
        return redirect("needs.words")
    return page(request, "needs/edit_words.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def remove_words(request: UserRequest, pk: int) -> HttpResponse:
    """These words mean the same no longer."""
    wording = get_object_or_404(Wording.objects.of(request.user), pk=pk)
    wording.delete()
    Vocabulary.objects.changed(request.user)
    back = reverse("needs.restore_words", query={"text": wording.text})
    messages.success(request, gettext("Removed: %(text)s.") % {"text": wording.text}, extra_tags=back)
    return redirect("needs.words")


@require_POST
def restore_words(request: UserRequest) -> HttpResponse:
    """Takes back that words (`text` of the address) were removed; what can't be any more is said."""
    form = WordingForm({"text": request.GET.get("text", "")}, instance=Wording(owner=request.user))
    if not _keep(request, form):
        messages.error(request, " ".join(map(str, form.errors["text"])))
    return redirect("needs.words")


def _form(request: UserRequest, wording: Wording, wanted: str = "") -> WordingForm:
    if request.method == "POST":
        return WordingForm(request.POST, instance=wording)
    return WordingForm(instance=wording, initial={"text": wanted[:LONGEST]} if wanted else None)


def _keep(request: UserRequest, form: WordingForm) -> bool:
    """Keeps the words that were sent, if there is nothing wrong with them."""
    if not form.is_bound:
        return False
    with transaction.atomic():
        request.user.wait_for("words")  # the same sent twice is kept once
        if not form.is_valid():
            return False
        if form.has_changed():
            form.save()
            Vocabulary.objects.changed(request.user)
    messages.success(request, gettext("These mean the same: %(text)s.") % {"text": form.instance.text})
    return True


def _reading(request: UserRequest) -> bool:
    """Whether the user's texts still wait to be read with their words."""
    return Vocabulary.objects.of(request.user).unread().exists()
