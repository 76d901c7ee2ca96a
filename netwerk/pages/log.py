from django.http import Http404, HttpRequest, HttpResponse


def log(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def quick(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
