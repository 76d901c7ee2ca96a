"""What every page needs: the answer as a whole page or as a fragment, and lists read by key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from inspect import signature
from typing import Any, TypeVar

from django.core import signing
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import get_script_prefix, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from netwerk.prepared import Prepared

M = TypeVar("M", bound=Model)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only its partial `part` when htmx asks for one.

    A restored or boosted page is always whole.
    """
    named = f"{template}#{part}" if part and is_narrow(request) else template
    response = render(request, named, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def is_narrow(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page: what only the rest of it shows need not be read."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def address(route: str, pk: int) -> str:
    """The address of a row: as `reverse`, but the routes are searched once, not for every row of a list."""
    return _address_of_any(get_script_prefix(), route).replace("/0/", f"/{pk}/")


@lru_cache
def _address_of_any(prefix: str, route: str) -> str:
    return reverse(route, args=[0])


def chosen(rows: QuerySet[M], pk: str) -> M | None:
    """The one of `rows` whose id `pk` is typed in an address; None for "". Raises Http404 when it is none."""
    return get_object_or_404(rows, pk=row_number(pk)) if pk else None


def row_number(typed: str) -> int:
    """The id that was typed or sent; 0, which no row has, when it is none."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


def onward(request: HttpRequest) -> str:
    """Where to go on after a verb: an address of this site that the form names, or Today."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("pages.today")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stood open for too long, or cookies are off: says so, and how to go on."""
    return render(request, "403_csrf.html", status=403)


class Row(Func):
    """A row value, compared column by column: what a keyset needs, and an index understands."""

    function = "ROW"
    output_field = BooleanField()


@dataclass
class Slice:
    """A part of a long list: its items, and the key after which the next part begins ("" at the end).

    `after` are the values of the key that this part itself came after, none at the start.
    """

    items: list[Any]
    next: str
    after: tuple[Any, ...] = ()


def read_slice(queryset: QuerySet[Any], key: tuple[str, ...], after: str, size: int) -> Slice:
    """The next `size` rows of `queryset` after the key `after` ("" for the first).

    `key` names the columns of the order, all upwards or all downwards ("-day", "-id"), which together are
    unique. A key that this server didn't sign for this order begins at the start. Pages are found by key,
    never by counting rows.
    """
    values = _unsign(after, key)
    return _slice(list(_part(queryset, key, tuple(map(Value, values)), size)), key, values, size)


class Sliced:
    """A long list that is read often: as with `read_slice`, but its queryset is prepared."""

    def __init__(self, build: Callable[..., QuerySet[Any]], key: tuple[str, ...], size: int) -> None:
        self.build, self.key, self.size = build, key, size
        names = list(signature(build).parameters)
        self.first = Prepared(lambda *given: _part(build(*given), key, (), size), names)
        self.later = Prepared(
            lambda *given: _part(build(*given[: len(names)]), key, given[len(names) :], size),
            [*names, *(f"after {name}" for name in key)],
        )

    def __call__(self, after: str, *args: Any) -> Slice:
        """The part after the key `after` ("" for the first) of the list for these arguments."""
        values = _unsign(after, self.key)
        found = self.later(*args, *values) if values else self.first(*args)
        return _slice(found, self.key, values, self.size)


def sliced(*key: str, size: int) -> Callable[[Callable[..., QuerySet[Any]]], Sliced]:
    """Makes of a function that gives a queryset one that gives its parts by `key`: see `prepared`."""
    return lambda build: Sliced(build, key, size)


def _part(rows: QuerySet[Any], key: tuple[str, ...], after: tuple[Any, ...], size: int) -> QuerySet[Any]:
    """The rows of one part and one more, those after the values `after` of the key if there are any."""
    rows = rows.order_by(*key)
    if after:
        compare = LessThan if key[0].startswith("-") else GreaterThan
        rows = rows.filter(compare(Row(*map(F, _columns(key))), Row(*after)))
    return rows[: size + 1]


def _slice(found: list[Any], key: tuple[str, ...], after: tuple[Any, ...], size: int) -> Slice:
    more = found[size - 1] if len(found) > size else None
    return Slice(
        found[:size], _sign([getattr(more, name) for name in _columns(key)], key) if more else "", after
    )


def _columns(key: tuple[str, ...]) -> list[str]:
    return [name.lstrip("-") for name in key]


def _sign(values: list[Any], key: tuple[str, ...]) -> str:
    plain = [{"d": value.isoformat()} if isinstance(value, date) else value for value in values]
    return signing.dumps(plain, salt=f"keyset {key}")


def _unsign(after: str, key: tuple[str, ...]) -> tuple[Any, ...]:
    try:
        plain = signing.loads(after, salt=f"keyset {key}")
    except signing.BadSignature:
        return ()
    return tuple(date.fromisoformat(value["d"]) if isinstance(value, dict) else value for value in plain)
