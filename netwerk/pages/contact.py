from django.http import Http404, HttpRequest, HttpResponse


def contact(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
