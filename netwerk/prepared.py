"""Questions to the database that are built once and asked many times, with other values.

Django builds a queryset and compiles it to SQL anew for every request. For a page of ten questions, each
about a few tables, that takes several times as long as PostgreSQL needs to answer them. What is asked on
every visit of a page that is visited often is therefore written as a function that gives a queryset, and
prepared:

    @prepared
    def open_needs(owner: User, contact: Contact) -> NeedQuerySet:
        return Need.objects.of(owner).open().filter(contact=contact)

`open_needs(user, sanne)` gives the rows. The function itself runs once in a process: in place of its
arguments it gets `Given`s, which a filter takes like any value, but which can't be looked into or reckoned
with. PostgreSQL, too, plans such a question once (see prepare_threshold in the settings).
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, F, Lookup, Model, QuerySet

P = ParamSpec("P")
M = TypeVar("M", bound=Model)


class Given(Expression):
    """Stands in a queryset for a value that comes when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


class AnyOf(Lookup):
    """One of a list of values: an IN whose length is no part of the SQL."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, its = self.process_lhs(compiler, connection)
        right, given = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*its, *given]


def any_of(name: str, values: Any) -> AnyOf:
    """For a filter: the column `name` is one of `values`, an argument of a prepared function."""
    return AnyOf(F(name), values)


class Prepared(Generic[P, M]):
    """A queryset, compiled once."""

    def __init__(self, build: Callable[P, "QuerySet[M]"], names: Sequence[str] = ()) -> None:
        """`names`: of the arguments of `build`, where its signature doesn't tell."""
        self.build: Callable[..., QuerySet[M]] = build
        self.names = names or list(signature(build).parameters)
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **_kwargs: P.kwargs) -> list[M]:
        """The rows, for these values; of a model instance its id is asked. No value may be None."""
        values = dict(zip(self.names, map(_plain, args), strict=True))
        compiler, sql, params = self.compiled
        ready = copy(compiler)
        ready.connection = connections[DEFAULT_DB_ALIAS]  # a thread has its own
        asked = [values[param.name] if isinstance(param, Given) else param for param in params]
        ready.as_sql = lambda *_args, **_kwargs: (sql, asked)
        rows: Any = QuerySet(self.queryset.model, query=_Ready(ready), using=DEFAULT_DB_ALIAS)  # type: ignore[arg-type]
        rows_in: Any = self.queryset._iterable_class
        return list(rows_in(rows))

    def first(self, *args: P.args, **kwargs: P.kwargs) -> M | None:
        """The first row; None when there is none."""
        return next(iter(self(*args, **kwargs)), None)

    @cached_property
    def queryset(self) -> "QuerySet[M]":
        """As it was built, with Givens for the values."""
        return self.build(*map(Given, self.names))

    @cached_property
    def compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        """The compiler, with all it knows of the columns; the SQL; and its parameters, Givens among them."""
        compiler = self.queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params)


class _Ready:
    """Stands for the query of a queryset towards what makes rows of its answer."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self.compiler


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def prepared(build: Callable[P, "QuerySet[M]"]) -> Prepared[P, M]:
    """Makes of a function that gives a queryset one that gives its rows, built and compiled once.

    What it asks must depend on its arguments alone: not on the clock, a setting, a time zone or a language.
    """
    return Prepared(build)
