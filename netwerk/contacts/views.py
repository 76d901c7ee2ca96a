"""One verb a view: list, add, change, archive, delete."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.forms import ContactForm
from netwerk.contacts.listing import Listing
from netwerk.contacts.models import Contact, Note, Photo
from netwerk.contacts.naming import suggest
from netwerk.web import page

YEAR = 365 * 24 * 60 * 60


@require_safe
def list_(request: UserRequest) -> HttpResponse:
    """The contacts, narrowed as the address asks; for htmx the list alone, or the next rows."""
    listing = Listing(request.user, request.GET)
    part = "rows" if listing.after else "people"
    response = page(request, "contacts/list.html", {"listing": listing}, part=part)
    if request.htmx and not listing.after:
        query = listing.query
        response["HX-Replace-Url"] = reverse("contacts.list") + (f"?{query}" if query else "")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: UserRequest) -> HttpResponse:
    """A new contact, unless the user knows somebody like it and hasn't said that this is another."""
    return _write(request, Contact(owner=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, pk: int) -> HttpResponse:
    return _write(
        request, get_object_or_404(Contact.objects.of(request.user).others().select_related("owner"), pk=pk)
    )


def _write(request: UserRequest, contact: Contact) -> HttpResponse:
    """The form for `contact`, and the saving of it."""
    if request.method != "POST":
        typed = request.GET.get("through", "")
        context = {"form": ContactForm(contact), "suggested": suggest(request.user, typed) if typed else []}
        return page(request, "contacts/form.html", context, part="suggestions")
    if "more" in request.POST:
        form = ContactForm.with_another_way(contact, request.POST)
        return page(request, "contacts/form.html", {"form": form}, part="reaches")
    with transaction.atomic():
        request.user.wait_for_turn()  # the button may have been pressed twice
        if contact.pk:
            contact.refresh_from_db()  # as it is now that nobody else changes it
        return _save(request, contact)


def _save(request: UserRequest, contact: Contact) -> HttpResponse:
    """Saves what was sent, unless something is wrong with it or it looks like somebody else."""
    form = ContactForm(contact, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "contacts/form.html", {"form": form}, status=422)
    alikes = [] if "anyway" in request.POST else form.look_alikes()
    if alikes:
        return page(request, "contacts/form.html", {"form": form, "alikes": alikes}, status=422)
    saved = form.save()
    if form.moves_nudges:
        request.user.raise_soon()
    return redirect(saved)


@require_POST
def archive(request: UserRequest, pk: int) -> HttpResponseRedirect:
    contact = get_object_or_404(Contact.objects.of(request.user).others(), pk=pk)
    contact.archive()
    said = gettext("%(name)s is archived.") % {"name": contact.name}
    messages.success(request, said, extra_tags=reverse("contacts.restore", args=[pk]))
    return redirect("contacts.list")


@require_POST
def restore(request: UserRequest, pk: int) -> HttpResponseRedirect:
    contact = get_object_or_404(Contact.objects.of(request.user).others(), pk=pk)
    contact.restore()
    request.user.raise_soon()
    messages.success(request, gettext("%(name)s is back among your contacts.") % {"name": contact.name})
    return redirect(contact)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: int) -> HttpResponse:
    """Asks, telling what will be lost; a POST deletes."""
    contact = get_object_or_404(Contact.objects.of(request.user).others(), pk=pk)
    if request.method == "POST":
        contact.delete()
        messages.success(request, gettext("%(name)s is deleted.") % {"name": contact.name})
        return redirect("contacts.list")
    lost = {
        "reaches": contact.reaches.count(),
        "notes": Note.objects.of(request.user).filter(contact=contact).count(),
        "encounters": contact.participations.count(),
        "said": contact.participations.exclude(note="").count(),
        "nudges": contact.nudges.filter(done_at=None, dropped_at=None).count(),
    }
    return page(request, "contacts/delete.html", {"contact": contact, "lost": lost})


@require_safe
def photo(request: UserRequest, pk: int, digest: str) -> HttpResponse:
    """The photo. Its address changes with it, so a browser may keep it for good."""
    found = get_object_or_404(Photo.objects.of(request.user), contact=pk, contact__photo_digest=digest)
    response = HttpResponse(found.data, content_type="image/webp")
    response["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response["ETag"] = etag = f'"{digest}"'
    return get_conditional_response(request, etag=etag, response=response) or response
