"""Migrations run from nothing, on a filled database, and leave what the models say."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.timeline.models import ContactMoment, Moment
from tests.factories import make_contact, make_encounter, make_user


def ask(question: str) -> Any:
    """The one answer of the database, whatever the models say by then."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_back_to_nothing_and_from_nothing_with_rows_all_the_way() -> None:
    """In one test, for each way takes long: rows go back to the first migration, others come from there."""
    owner = make_user()
    make_encounter(owner, *(make_contact(owner) for _ in range(2)))
    call_command("migrate", "netwerk", "0001", verbosity=0)
    assert ask("SELECT count(*) FROM netwerk_contact") == 2
    assert ask("SELECT count(*) FROM netwerk_participation") == 2
    call_command("migrate", "netwerk", "zero", verbosity=0)
    assert ask("SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'netwerk_con%'") == 0

    call_command("migrate", "netwerk", "0001", verbosity=0)
    fill_the_first()
    call_command("migrate", verbosity=0)
    owner = User.objects.get()
    assert Contact.objects.of(owner).count() == 3
    assert (Moment.objects.of(owner).count(), ContactMoment.objects.of(owner).count()) == (1, 3)
    make_encounter(owner, make_contact(owner, "Noor"))
    assert (Moment.objects.of(owner).count(), ContactMoment.objects.of(owner).count()) == (2, 4)


def fill_the_first() -> None:
    """Somebody who met three, as the first migration has them."""
    old = MigrationExecutor(connection).loader.project_state([("netwerk", "0001_initial")]).apps
    owner = old.get_model("netwerk", "User").objects.create(email="noor@netwerk.example")
    meetings, people, guests = (
        old.get_model("netwerk", name).objects for name in ("Encounter", "Contact", "Participation")
    )
    met = meetings.create(owner=owner, day="2026-11-19")
    for name in ("Sanne", "Bas", "Imani"):
        guests.create(owner=owner, encounter=met, contact=people.create(owner=owner, name=name), day=met.day)


@pytest.mark.django_db
def test_the_models_need_no_other_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
