"""Migrations run from nothing, on a filled database, and leave what the models say."""

import pytest
from django.core.management import call_command
from django.db import connection

from netwerk.contacts.models import Contact
from netwerk.timeline.models import ContactMoment, Moment
from tests.factories import make_contact, make_encounter, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_nothing_and_back_again() -> None:
    call_command("migrate", "netwerk", "zero", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'netwerk_con%'")
        assert cursor.fetchone() == (0,)
    call_command("migrate", verbosity=0)
    owner = make_user()
    make_encounter(owner, make_contact(owner, "Noor"))
    assert (Moment.objects.of(owner).count(), ContactMoment.objects.of(owner).count()) == (1, 1)


def test_the_models_need_no_other_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_views_are_rebuilt_over_rows() -> None:
    owner = make_user()
    make_encounter(owner, *(make_contact(owner) for _ in range(3)))
    call_command("migrate", "netwerk", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    assert Contact.objects.of(owner).count() == 3
    assert ContactMoment.objects.of(owner).count() == 3
