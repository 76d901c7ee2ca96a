from django.http import Http404, HttpRequest, HttpResponse


def list_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def show(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
