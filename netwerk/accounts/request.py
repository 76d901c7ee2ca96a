from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from netwerk.accounts.models import User


class Request(HttpRequest):
    """For annotations: what a view is given, behind the middleware that has everybody sign in first."""

    user: User
    htmx: HtmxDetails
