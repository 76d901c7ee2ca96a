"""What a signed-in user takes along on every page: their language and their time zone."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks who you are, unless its view is marked `login_not_required`.

    A fragment can't be answered with the sign-in page, which htmx would put in the fragment's place: the browser
    is sent there whole, and comes back to the page it was on.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
            return super().handle_no_permission(request, view_func)
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse(settings.LOGIN_URL, query={"next": here}))


class PreferencesMiddleware:
    """Speaks the user's language and keeps the user's time; a visitor gets the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        zone = user.zone if user.is_authenticated else None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # as LocaleMiddleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response
