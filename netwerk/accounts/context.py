from django.conf import settings
from django.http import HttpRequest


def signup(request: HttpRequest) -> dict[str, bool]:
    """For every template: whether there is a way in for somebody new."""
    return {"signup_open": settings.SIGNUP_OPEN}
