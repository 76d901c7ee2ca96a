"""The calendar itself, open to whoever holds its link, and the page of Settings where the link is kept."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.feed import ics
from netwerk.feed.entries import entries
from netwerk.feed.models import Feed
from netwerk.web import page

NAME, CALENDAR = "Netwerk", "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar that `key` opens. Who asks again gets "not modified" for as long as that is so."""
    feed = get_object_or_404(Feed.objects.select_related("owner"), key=key, owner__is_active=True)
    owner = feed.owner
    with translation.override(owner.language), timezone.override(owner.zone):
        found = entries(owner, owner.today())
    text = ics.written(NAME, found)
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(text, content_type=CALENDAR)
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="netwerk.ics"'
    # Kept by nobody between, and by the calendar program only to ask whether it still holds.
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Language"] = owner.language
    return response


@never_cache  # it shows a secret
@require_safe
def show(request: UserRequest) -> HttpResponse:
    """The link, and how a calendar program is made to follow it."""
    return page(request, "feed/settings.html", {"feed": Feed.objects.of(request.user).first()})


@require_POST
def make(request: UserRequest) -> HttpResponse:
    """Makes the link; the one there is, when there is one."""
    Feed.objects.make(request.user)
    return redirect("feed.show")


@require_POST
def renew(request: UserRequest) -> HttpResponse:
    """Another link, for when the one before came into wrong hands."""
    Feed.objects.make(request.user).renew()
    messages.success(request, gettext("There is a new link. The one before opens nothing any more."))
    return redirect("feed.show")


@require_POST
def withdraw(request: UserRequest) -> HttpResponse:
    """No link any more: calendar programs find nothing."""
    Feed.objects.of(request.user).delete()
    messages.success(request, gettext("The link is withdrawn. It opens nothing any more."))
    return redirect("feed.show")
