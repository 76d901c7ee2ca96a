from django.http import Http404, HttpRequest, HttpResponse


def all_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
