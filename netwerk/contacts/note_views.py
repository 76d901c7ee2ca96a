"""A note about a contact: changed, or gone. It is written on the contact's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.forms import NoteForm
from netwerk.contacts.models import Note
from netwerk.web import page


@require_http_methods(["GET", "HEAD", "POST"])
def edit_note(request: UserRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.of(request.user).select_related("contact"), pk=pk)
    form = NoteForm(request.POST or None, instance=note)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(note.contact)
    return page(
        request, "contacts/note.html", {"form": form, "note": note}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete_note(request: UserRequest, pk: int) -> HttpResponse:
    """Asks; a POST deletes."""
    note = get_object_or_404(Note.objects.of(request.user).select_related("contact"), pk=pk)
    if request.method == "POST":
        note.delete()
        messages.success(request, gettext("The note is deleted."))
        return redirect(note.contact)
    return page(request, "contacts/delete_note.html", {"note": note})
