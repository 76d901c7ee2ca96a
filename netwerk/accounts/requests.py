"""What a view of ours is given."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from netwerk.accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is signed in: SignInMiddleware lets nobody else through to a view."""

    user: User
    htmx: HtmxDetails
