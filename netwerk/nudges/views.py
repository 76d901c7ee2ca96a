from django.http import Http404, HttpRequest, HttpResponse


def done(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def snooze(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def drop(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def undo(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
