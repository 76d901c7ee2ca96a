from django.http import Http404, HttpRequest, HttpResponse


def show(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def act(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def stop(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
