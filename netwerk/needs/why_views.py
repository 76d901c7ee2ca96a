"""Why somebody is shown for a need, or is not: an answer to look at, which changes nothing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import full_name
from netwerk.needs.models import Need
from netwerk.needs.why import Why
from netwerk.needs.why_forms import WhyForm
from netwerk.web import chosen, page


@require_safe
def why(request: UserRequest, pk: int) -> HttpResponse:
    """A need beside the `contact` (an id), the name or the offer that the address asks about."""
    need = get_object_or_404(Need.objects.of(request.user).select_related("contact"), pk=pk)
    contact = chosen(Contact.objects.of(request.user), request.GET.get("contact", ""))
    form = _form(request, contact)
    offer = ""
    if form.is_valid():
        contact, offer = form.found, form.cleaned_data["offer"]
    found = Why(need, contact, offer)
    context = {
        "need": need,
        "form": form,
        "why": found,
        "verdict": found.verdict(request.user.today()) if contact or offer else None,
        "me": Contact.objects.of(request.user)
        .filter(self_of=request.user)
        .exclude(pk=need.contact_id)
        .first(),
    }
    return page(request, "needs/why.html", context, status=422 if form.errors else 200)


def _form(request: UserRequest, contact: Contact | None) -> WhyForm:
    if contact:
        return WhyForm(request.user, initial={"who": "" if contact.self_of_id else full_name(contact)})
    return WhyForm(request.user, request.GET if {"who", "offer"} & request.GET.keys() else None)
