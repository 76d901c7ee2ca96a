"""What can happen to a favour without anything else having to know."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from netwerk.accounts.requests import UserRequest
from netwerk.favours.models import Favour
from netwerk.web import onward


@require_POST
def thank(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody said thanks for it, today."""
    favour = get_object_or_404(Favour.objects.of(request.user), pk=pk)
    if favour.thank(request.user.today()):
        messages.success(request, gettext("%(what)s: thanked for.") % {"what": favour.what})
    return redirect(onward(request))
