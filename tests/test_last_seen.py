"""When people were last seen. Nobody touches a planned encounter on the day it takes place."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netwerk.accounts.models import User
from netwerk.celery import app
from netwerk.contacts.models import Contact
from netwerk.encounters import tasks
from netwerk.encounters.models import note_seen
from tests.factories import make_contact, make_encounter, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Amsterdam, 11:30 the next day in Auckland


def planned(zone: str, day: date) -> Contact:
    owner = make_user(time_zone=zone)
    contact = make_contact(owner)
    with time_machine.travel(NOW - timedelta(days=60)):
        make_encounter(owner, contact, day=day)
    assert contact.last_seen is None
    return contact


def seen(contact: Contact) -> date | None:
    contact.refresh_from_db()
    return contact.last_seen


def catch_up(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tasks.tick()


def test_an_earlier_meeting_that_is_logged_later_changes_nothing() -> None:
    owner = make_user()
    contact = make_contact(owner)
    for day in (date(2026, 11, 3), date(2026, 11, 1), date(2026, 11, 2), owner.today() + timedelta(days=3)):
        note_seen(owner, [contact.pk], day)
        assert seen(contact) == date(2026, 11, 3)


def test_a_zone_that_is_no_more_stops_nobody_else() -> None:
    tuesday = date(2026, 11, 24)
    gone, here = planned("Africa/Abidjan", tuesday), planned("Europe/Amsterdam", tuesday)
    User.objects.filter(pk=gone.owner_id).update(time_zone="Africa/Atlantis")
    catch_up(NOW + timedelta(days=1))
    assert (seen(gone), seen(here)) == (None, tuesday)


def test_a_planned_day_counts_once_it_is_that_day_for_the_owner() -> None:
    tuesday = date(2026, 11, 24)
    here, there = planned("Europe/Amsterdam", tuesday), planned("Pacific/Auckland", tuesday)
    catch_up(NOW)
    assert (seen(here), seen(there)) == (None, tuesday)
    catch_up(NOW + timedelta(minutes=31))
    assert (seen(here), seen(there)) == (tuesday, tuesday)


def test_a_beat_that_stood_still_is_made_up_for() -> None:
    contact = planned("Europe/Amsterdam", date(2026, 11, 1))
    catch_up(NOW)
    assert seen(contact) == date(2026, 11, 1)


def test_an_older_plan_never_moves_it_back() -> None:
    contact = planned("Europe/Amsterdam", date(2026, 11, 1))
    Contact.objects.update(last_seen=date(2026, 11, 5))
    catch_up(NOW)
    assert seen(contact) == date(2026, 11, 5)


def test_with_nothing_to_do_it_writes_nothing() -> None:
    planned("Europe/Amsterdam", date(2026, 11, 1))
    catch_up(NOW)
    with CaptureQueriesContext(connection) as queries:
        catch_up(NOW)
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


def test_no_more_queries_for_more_users_of_one_zone() -> None:
    for _ in range(3):
        planned("Europe/Amsterdam", date(2026, 12, 24))
    with CaptureQueriesContext(connection) as queries:
        catch_up(NOW)
    assert len(queries) <= 3


def test_beat_calls_it() -> None:
    app.loader.import_default_modules()
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert tasks.tick.name in names
    assert tasks.tick.name in app.tasks
