"""Who knows whom: written down on the page of either, changed, and taken back."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.connection_forms import ConnectionEditForm, ConnectionForm, acquaintances
from netwerk.contacts.models import Connection, Contact
from netwerk.web import onward, page


@require_POST
@transaction.atomic
def connect(request: UserRequest, pk: int) -> HttpResponse:
    """A contact knows somebody: another contact, or somebody new whom the user has heard of."""
    request.user.wait_for_turn()  # the button may have been pressed twice
    contact = get_object_or_404(Contact.objects.of(request.user).others().select_related("owner"), pk=pk)
    form = ConnectionForm(contact, request.POST)
    if form.is_valid():
        form.save()
        if not request.htmx:
            return redirect("pages.beside", pk)
    shown = form if form.errors else ConnectionForm(contact)
    context = {"contact": contact, "knows": acquaintances(contact), "knows_form": shown}
    status = 422 if form.errors else 200
    return page(request, "contacts/knows.html", context, part="knows", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_connection(request: UserRequest, pk: int) -> HttpResponse:
    """How two people know each other is changed."""
    found = Connection.objects.of(request.user).select_related("one", "other", "encounter")
    connection = get_object_or_404(found, pk=pk)
    form = ConnectionEditForm(request.POST or None, instance=connection)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Your changes are saved."))
        return redirect(onward(request))
    context = {"connection": connection, "form": form, "back": onward(request)}
    return page(request, "contacts/connection.html", context, status=422 if form.is_bound else 200)


@require_POST
def disconnect(request: UserRequest, pk: int) -> HttpResponse:
    """They don't know each other after all."""
    connection = get_object_or_404(Connection.objects.of(request.user).select_related("one", "other"), pk=pk)
    connection.delete()
    names = {"one": connection.one.name, "other": connection.other.name}
    messages.success(request, gettext("%(one)s and %(other)s: taken off.") % names)
    return redirect(onward(request))


@require_POST
def become_known(request: UserRequest, pk: int) -> HttpResponse:
    """The user has met somebody they had heard of."""
    contact = get_object_or_404(Contact.objects.of(request.user).others(), pk=pk)
    contact.become_known()
    request.user.raise_soon()
    messages.success(request, gettext("%(name)s is one of your contacts.") % {"name": contact.name})
    return redirect(contact)
