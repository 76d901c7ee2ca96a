"""The first visit: what the user can help with, and what they look for."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from netwerk import widgets
from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.encounters.forms import phrases
from netwerk.needs.hearing import write_down
from netwerk.web import page

LONGEST = 1000  # characters of an answer


def answer_field(label: Any, example: Any) -> forms.CharField:
    """Several short phrases, a semicolon between two; or none."""
    area = widgets.Textarea(attrs={"rows": 2, "placeholder": example})
    return forms.CharField(label=label, required=False, widget=area, validators=[MaxLengthValidator(LONGEST)])


class HelloForm(forms.Form):
    """What the user can help with and looks for; both may be left open."""

    offers = answer_field(
        _("What can you help people with?"), _("for instance: proofreading; a spare desk in Utrecht")
    )
    needs = answer_field(
        _("What do you look for yourself?"), _("for instance: a bookkeeper; somebody to run with")
    )

    def clean_offers(self) -> list[str]:
        return phrases(self.cleaned_data["offers"])

    def clean_needs(self) -> list[str]:
        return phrases(self.cleaned_data["needs"])

    def save(self, user: User) -> None:
        """Writes down what was answered, each once, however often it is sent."""
        user.wait_for_turn()
        if any(self.cleaned_data.values()):
            write_down(Contact.objects.me(user), None, user.today(), **self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def hello(request: UserRequest) -> HttpResponse:
    """Asks once what the user can help with and looks for; who was asked before has a page for it."""
    if request.method != "POST" and request.user.asked_at:
        return redirect("pages.me")
    form = HelloForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "pages/hello.html", {"form": form}, status=422 if form.is_bound else 200)
    form.save(request.user)
    request.user.note_asked()
    return redirect("pages.today")


@require_POST
def skip_hello(request: UserRequest) -> HttpResponse:
    """They would rather not say, now."""
    request.user.note_asked()
    return redirect("pages.today")
