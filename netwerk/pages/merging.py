"""Same person as somebody else: both side by side, and which of what differs counts."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from netwerk import widgets
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.doubles import look_alikes
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import MOST, called_apart, find_anybody, suggest
from netwerk.pages.contact import birthday
from netwerk.pages.merge import merge
from netwerk.web import chosen, is_narrow, page

BIRTHDAY = ("birth_day", "birth_month", "birth_year")  # chosen together
NAME = 200  # characters
PHOTO = "photo"
KEPT, GONE, BOTH = "kept", "gone", "both"


class Alike(NamedTuple):
    """What is the same of both."""

    label: str
    value: str


class MergeForm(forms.Form):
    """Of each field in which two contacts differ, whose counts; of long texts, perhaps both."""

    def __init__(self, kept: Contact, gone: Contact, data: Any = None) -> None:
        super().__init__(data)
        self.two = {KEPT: kept, GONE: gone}
        self.alike: list[Alike] = []
        for name in _names():
            texts = {whose: _text(contact, name) for whose, contact in self.two.items()}
            label = capfirst(str(gettext("birthday") if name == BIRTHDAY[0] else _field(name).verbose_name))
            if texts[KEPT] == texts[GONE]:
                self.alike += [Alike(label, texts[KEPT])] if texts[KEPT] else []
            else:
                self.fields[name] = self._choice(name, label, texts)
        if kept.photo_digest and gone.photo_digest not in ("", kept.photo_digest):
            names = {whose: contact.name for whose, contact in self.two.items()}
            self.fields[PHOTO] = forms.ChoiceField(
                label=gettext("Photo"), choices=names.items(), initial=KEPT, widget=widgets.RadioSelect
            )

    def _choice(self, name: str, label: str, texts: dict[str, str]) -> forms.ChoiceField:
        choices = list(texts.items())
        is_long = isinstance(_field(name), models.TextField)
        room = _field(name).max_length or 0
        if is_long and all(texts.values()) and len("\n\n".join(texts.values())) <= room:
            choices.append((BOTH, gettext("Both, one below the other")))
        first = choices[-1][0] if len(choices) > 2 else KEPT if texts[KEPT] else GONE
        return forms.ChoiceField(label=label, choices=choices, initial=first, widget=widgets.RadioSelect)

    @property
    def columns(self) -> dict[str, Any]:
        """What the contact that stays gets, when the form is valid."""
        values: dict[str, Any] = {}
        for name, whose in self.cleaned_data.items():
            if name == PHOTO:  # no column that is typed
                continue
            for column in BIRTHDAY if name == BIRTHDAY[0] else (name,):
                texts = [getattr(contact, column) for contact in self.two.values()]
                values[column] = "\n\n".join(texts) if whose == BOTH else getattr(self.two[whose], column)
        return values


@require_http_methods(["GET", "HEAD", "POST"])
def merge_contact(request: UserRequest, pk: int) -> HttpResponse:
    """Asks whom a contact is the same person as, then whose fields count; a POST merges the two."""
    contacts = Contact.objects.of(request.user).others()
    kept = get_object_or_404(contacts, pk=pk)
    gone = chosen(contacts, request.POST.get("other") or request.GET.get("other", ""))
    if gone is None:
        return _ask(request, kept)
    if gone == kept:
        raise Http404
    form = MergeForm(kept, gone, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"kept": kept, "gone": gone, "form": form}
        return page(request, "pages/merge.html", context, status=422 if form.is_bound else 200)
    other_photo = form.cleaned_data.get(PHOTO) == GONE
    merge(request.user, kept, gone, form.columns, other_photo=other_photo)
    said = gettext("%(name)s and %(other)s are one contact now.")
    messages.success(request, said % {"name": kept.name, "other": gone.name})
    return redirect(kept)


def _ask(request: UserRequest, kept: Contact) -> HttpResponse:
    """Whom it may be: by a name that was typed, or those whose names are alike."""
    typed = " ".join(request.GET.get("who", "").replace("\0", "").split())[:NAME]
    if is_narrow(request):
        return render(request, "_names.html", {"names": suggest(request.user, typed) if typed else []})
    if typed:
        found = find_anybody(request.user, typed)
    else:
        reaches = kept.reaches.values_list("kind", "value")
        found = [like.contact for like in look_alikes(request.user, kept.name, reaches, but=kept.pk)]
    found = [one for one in found if one != kept][:MOST]
    named = list(zip(found, called_apart(found), strict=True))
    context = {"kept": kept, "found": named, "typed": typed}
    return page(request, "pages/merge_whom.html", context)


def _names() -> Iterator[str]:
    """The columns of a contact that a user fills in; one for a whole birthday."""
    for field in Contact._meta.concrete_fields:
        if field.editable and field.name not in ("id", "owner", *BIRTHDAY[1:]):
            yield field.name


def _field(name: str) -> Any:
    return Contact._meta.get_field(name)


def _text(contact: Contact, name: str) -> str:
    """What a contact has there, as the page shows it."""
    if name == BIRTHDAY[0]:
        return birthday(contact)
    shown = getattr(contact, f"get_{name}_display", None)
    value = shown() if shown else getattr(contact, name)
    return "" if value is None else str(value)
