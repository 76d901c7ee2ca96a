"""Who may see a page, in which language and time zone, and what a form of a library answers."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks who you are, unless its view is marked `login_not_required`.

    Whoever signs in comes back to the page they were on. A fragment can't be answered with the sign-in page,
    which htmx would put in the fragment's place: then the browser is sent there whole. An address that only
    takes POST is no page to come back to: the one that its form stood on is.
    """

    def handle_no_permission(  # type: ignore[override]  # htmx is sent elsewhere by a header
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
        if htmx:
            return HttpResponseClientRedirect(_sign_in(htmx.current_url_abs_path))
        if request.method not in ("GET", "HEAD"):
            return redirect(_sign_in(_referring_path(request)))
        return super().handle_no_permission(request, view_func)


def _sign_in(next_page: str | None) -> str:
    return reverse(settings.LOGIN_URL, query={"next": next_page or "/"})


def _referring_path(request: HttpRequest) -> str:
    """The path of the page that this request was sent from, "" when it is not one of ours."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}):
        return ""
    page = urlsplit(referrer)
    return urlunsplit(("", "", page.path, page.query, ""))


class PreferencesMiddleware:
    """Speaks the user's language and keeps the user's time; a visitor gets the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        zone = user.zone if user.is_authenticated else None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language  # as LocaleMiddleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response


class RefusedFormMiddleware:
    """A form of allauth's that is refused answers 422, as ours do; by itself it would answer 200.

    Our own views answer with what is rendered already, which Django does not show to this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if isinstance(form, BaseForm) and form.errors and response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
