"""All addresses of the app, and the floor."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from netwerk.urls import urlpatterns as app
from netwerk.web import page


def floor(request: HttpRequest) -> HttpResponse:
    """The frame of every page, with nothing in it."""
    return page(request, "floor.html")


urlpatterns = [*app, path("floor/", floor)]
