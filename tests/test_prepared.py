"""Questions that are built once: they say what they would say if they were built anew each time."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone, translation

import netwerk
from netwerk.contacts.models import Contact
from netwerk.nudges.models import Nudge
from netwerk.prepared import Prepared, any_of, prepared
from netwerk.web import Sliced
from tests import factories


def every_one() -> Iterator[Prepared]:
    """All that the product has prepared."""
    for module in walk_packages(netwerk.__path__, "netwerk."):
        if ".migrations." in module.name or module.name.endswith("wsgi"):
            continue
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Sliced):
                yield from (value.first, value.later)
            elif isinstance(value, Prepared):
                yield value


ALL = list({id(one): one for one in every_one()}.values())


def test_the_pages_prepare_what_they_ask():
    assert len(ALL) > 20


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.build.__module__}.{one.build.__qualname__}")
def test_what_is_asked_depends_on_the_arguments_alone(one):
    """Else the first visitor's clock, time zone or language would be everybody's for as long as we run."""

    def built():
        anew = Prepared(one.build, one.names)
        _compiler, sql, params = anew.compiled
        return sql, [getattr(param, "name", param) for param in params]

    with translation.override("nl"), timezone.override("Asia/Tokyo"):
        first = built()
    later = timezone.now() + timedelta(days=400)
    with time_machine.travel(later), translation.override("en"), timezone.override("America/Lima"):
        assert built() == first


@prepared
def _nudges(owner, contacts) -> QuerySet[Nudge]:
    return (
        Nudge.objects.of(owner).filter(any_of("contact", contacts)).select_related("contact").order_by("id")
    )


@prepared
def _names(owner) -> QuerySet:
    return Contact.objects.of(owner).by_name().values_list("name", flat=True)


@pytest.mark.django_db
def test_the_rows_are_those_of_the_queryset(user, django_assert_num_queries):
    people = [factories.make_contact(user, name=name) for name in ("Sanne", "Piet", "Els")]
    for who in people:
        factories.make_nudge(user, who)
    asked = [people[0].pk, people[2].pk]
    with django_assert_num_queries(1):
        found = _nudges(user, asked)
        assert [nudge.contact.name for nudge in found] == ["Sanne", "Els"]
    assert _nudges(user, []) == []
    assert _nudges.first(user, [people[1].pk]).contact == people[1]
    assert _names(user) == ["Els", "Piet", "Sanne"]


@pytest.mark.django_db
def test_a_value_that_is_missing_is_said_so(user):
    with pytest.raises(ValueError, match="argument"):
        _nudges(user)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection(user):
    factories.make_contact(user, name="Sanne")
    assert _names(user) == ["Sanne"]
    found = []

    def ask():
        found.append(_names(user))
        found.append(connection.connection.info.backend_pid)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found[0] == ["Sanne"]
    assert found[1] != connection.connection.info.backend_pid


@pytest.mark.django_db
def test_postgresql_plans_it_once(user):
    for _ in range(6):
        _names(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert any("sort_name" in statement for (statement,) in cursor.fetchall())


@pytest.mark.django_db
def test_more_rows_than_one_statement_can_have_values_for(user):
    """Made with a value for each column, and deleted with one for each row."""
    fields = [field.name for field in Contact._meta.concrete_fields]
    count = 2**16 // len(fields) + 1
    Contact.objects.bulk_create(Contact(owner=user, name=f"C{n}") for n in range(count))
    assert Contact.objects.of(user).count() == count
    assert connection.ops.bulk_batch_size(["id"], range(100_000)) < 2**16
