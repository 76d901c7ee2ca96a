from django.http import Http404, HttpRequest, HttpResponse


def list_(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def create(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def pick(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def archive(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def restore(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def delete(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def photo(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def edit_note(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def delete_note(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def circles(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def rename_circle(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


def delete_circle(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404
