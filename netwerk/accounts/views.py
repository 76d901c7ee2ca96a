from copy import copy

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from netwerk.accounts.forms import PreferencesForm
from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.web import page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: UserRequest) -> HttpResponse:
    """Shows and saves the user's preferences."""
    # A copy: a form writes what was typed into its user, and the page is drawn for the one who is saved.
    user = copy(request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=user)
    if not form.is_valid():
        return page(request, "accounts/settings.html", {"form": form}, status=422 if form.is_bound else 200)
    form.save()
    with translation.override(user.language):
        messages.success(request, gettext("Your settings are saved."))
    return redirect("accounts.settings")


@require_safe
def account(request: UserRequest) -> HttpResponse:
    """The e-mail address, the password, and the ways out."""
    unverified = EmailAddress.objects.filter(user=request.user, verified=False).exclude(
        email=request.user.email
    )
    return page(request, "accounts/account.html", {"waiting": unverified.first()})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def delete(request: UserRequest) -> HttpResponse:
    """Asks, and deletes the user with everything they own. The password was asked for a moment ago."""
    if request.method != "POST":
        return page(request, "accounts/delete.html")
    user = get_object_or_404(User, pk=request.user.pk)
    logout(request)
    user.delete()
    messages.success(request, gettext("Your account is deleted, with everything in it."))
    return redirect("account_login")
