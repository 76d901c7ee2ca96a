"""The digest's own page, behind the link at its foot: stop the mails, or pause them for a holiday.

As with the other links in mails, the signature is the key, and looking changes nothing.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from netwerk.accounts.models import User
from netwerk.nudges import signed
from netwerk.nudges.forms import PauseForm
from netwerk.nudges.links import private
from netwerk.web import page

EVERY_DAY = "1234567"


def signed_for_a_user(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the link: gives the view the user and their token, or answers that it doesn't work."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            pk = signed.read_stop_token(token)
        except signed.Forged:
            return private(page(request, "nudges/no_link.html", status=404))
        user = get_object_or_404(User, pk=pk, is_active=True)
        with translation.override(user.language), timezone.override(user.zone):
            return private(view(request, user, token), user)

    return opened


# Exempt: mail programs press it by themselves, with no cookie and no token; the signed address is the key.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@signed_for_a_user
def stop(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """Asks whether the digest should stop; POST stops it, or takes that back when it names `days` ("135")."""
    before = "".join(map(str, user.digest_days))
    if request.method == "POST":
        _choose_days(user, request.POST.get("days", ""))
    return _page(request, user, token, before=before or EVERY_DAY)


@require_POST
@signed_for_a_user
def pause(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """On holiday: no mail for some weeks, or until a day."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, user, token, form=form)
    user.pause(form.cleaned_data["until"])
    return _page(request, user, token)


@require_POST
@signed_for_a_user
def resume(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """Back from holiday."""
    user.resume()
    return _page(request, user, token)


def _page(
    request: HttpRequest, user: User, token: str, before: str = "", form: Form | None = None
) -> HttpResponse:
    context = {"reader": user, "before": before, "token": token, "form": form or PauseForm()}
    return page(request, "nudges/stop.html", context, status=422 if form else 200)


def _choose_days(user: User, days: str) -> None:
    user.digest_days = [int(day) for day in EVERY_DAY if day in days]
    user.reschedule_digest()
    user.save(update_fields=["digest_days", "digest_at"])
