"""Meetings from their plan, on a contact's page, to Today on their day, and to what is told of them."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters import tasks
from netwerk.encounters.models import Encounter
from tests.factories import NOW, TODAY, make_contact, make_encounter, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
MONDAY = TODAY + timedelta(days=4)


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


def plan(browser: Client, contact: Contact, **typed: str) -> HttpResponse:
    sent = {"kind": "coffee", "day": str(MONDAY), "time": "10:00", "place": "Café De Brug"} | typed
    return browser.post(f"/contacts/{contact.pk}/plan/", sent)


def read(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def edit(browser: Client, encounter: Encounter, **typed: str) -> None:
    guest = encounter.participations.get()
    sent = {"day": str(encounter.day), "kind": "coffee", f"note-{guest.pk}": ""}
    sent |= {"people-TOTAL_FORMS": "0", "people-INITIAL_FORMS": "0"} | typed
    assert browser.post(f"/encounters/{encounter.pk}/edit/", sent).status_code == 302
    encounter.refresh_from_db()


def test_a_coffee_is_planned_from_the_contact_s_page(browser: Client, user: User, anna: Contact) -> None:
    assert f"/contacts/{anna.pk}/plan/" in read(browser, f"/contacts/{anna.pk}/")
    form = read(browser, f"/contacts/{anna.pk}/plan/")
    assert "Plan something with Anna Bos" in form
    assert re.search(r'value="coffee"[^>]* checked', form)
    assert plan(browser, anna, note="About the house")["Location"] == f"/contacts/{anna.pk}/"
    encounter = Encounter.objects.of(user).get()
    assert (encounter.day, f"{encounter.time:%H:%M}", encounter.planned_at) == (MONDAY, "10:00", NOW)
    page = read(browser, f"/contacts/{anna.pk}/")
    assert "Coffee with Anna Bos is planned for Mon 23 Nov 2026." in page
    assert "<span>10:00</span> <span>planned</span>" in page
    assert "Café De Brug" in page


def test_the_next_meeting_stands_above_what_has_been(browser: Client, user: User, anna: Contact) -> None:
    make_encounter(user, anna, title="Borrel of today")
    plan(browser, anna, place="Where we shall be")
    for url in (f"/contacts/{anna.pk}/", "/timeline/"):
        timeline = read(browser, url).partition('id="timeline"')[2]
        assert timeline.index("Where we shall be") < timeline.index("Borrel of today")


def test_it_counts_as_seen_when_its_day_has_come(browser: Client, anna: Contact, thursday: Any) -> None:
    plan(browser, anna)
    for days, seen in ((3, None), (4, MONDAY)):
        thursday.move_to(NOW + timedelta(days=days))
        tasks.tick()
        anna.refresh_from_db()
        assert anna.last_seen == seen


def test_today_shows_it_on_its_day_and_asks_afterwards(browser: Client, anna: Contact, thursday: Any) -> None:
    plan(browser, anna)
    read(browser, f"/contacts/{anna.pk}/")  # and with it the message that it was planned
    assert "Coffee with Anna Bos" not in read(browser, "/")
    thursday.move_to(NOW + timedelta(days=4))
    page = read(browser, "/")
    assert "Coffee with Anna Bos" in page
    assert "10:00 · Café De Brug" in page
    assert "How was it?" not in page
    thursday.move_to(NOW + timedelta(days=5))
    assert "How was it?" in read(browser, "/")
    assert "How was it?" in read(browser, f"/encounters/{Encounter.objects.get().pk}/")


def test_nothing_to_add_is_an_answer(browser: Client, user: User, anna: Contact) -> None:
    yesterday = make_encounter(user, anna, day=TODAY - timedelta(days=1), planned_at=NOW)
    assert "How was it?" in read(browser, "/")
    response = browser.post(f"/encounters/{yesterday.pk}/told/", {"next": "/timeline/"})
    assert response["Location"] == "/timeline/"
    assert "How was it?" not in read(browser, "/")
    yesterday.refresh_from_db()
    assert yesterday.told_at == NOW
    Encounter.objects.update(told_at=NOW - timedelta(days=1))
    yesterday.tell()
    yesterday.refresh_from_db()
    assert yesterday.told_at == NOW - timedelta(days=1)  # the first time counts


def test_what_was_written_down_is_not_asked_for(browser: Client, user: User, anna: Contact) -> None:
    today = make_encounter(user, anna, day=TODAY, planned_at=NOW)
    edit(browser, today, time="16:00", place="Elsewhere")
    assert today.told_at is None  # it is only an hour later
    edit(browser, today, **{f"note-{today.participations.get().pk}": "Looks for a house"})
    assert today.told_at == NOW


def test_a_meeting_that_is_put_off_asks_when_it_has_been(browser: Client, user: User, anna: Contact) -> None:
    encounter = make_encounter(user, anna, day=TODAY - timedelta(days=1), kind="coffee")
    edit(browser, encounter, day=str(MONDAY))
    assert (encounter.planned_at, encounter.told_at, encounter.changed_at) == (NOW, None, NOW)
    anna.refresh_from_db()
    assert anna.last_seen is None


def test_what_is_logged_was_not_planned(browser: Client, user: User, anna: Contact) -> None:
    draft = str(uuid.uuid4())
    browser.post(
        f"/contacts/{anna.pk}/log/", {"kind": "call", "day": str(TODAY), "text": "Hi", "draft": draft}
    )
    assert Encounter.objects.get().planned_at is None
    browser.post(f"/contacts/{anna.pk}/log/", {"kind": "call", "day": str(MONDAY), "text": "Hi"})
    assert Encounter.objects.of(user).planned().get().day == MONDAY


def test_what_is_sent_twice_is_planned_once(browser: Client, anna: Contact) -> None:
    draft = browser.get(f"/contacts/{anna.pk}/plan/").context["form"]["draft"].value()
    for _ in range(2):
        assert plan(browser, anna, draft=str(draft)).status_code == 302
    assert Encounter.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("day", "", "This field is required."),
        ("day", str(TODAY - timedelta(days=1)), "This day has gone by."),
        ("day", "2090-01-01", "This day is too far away."),
        ("day", "\x00", "Enter a valid date."),
        ("day", "9" * 10_000, "Enter a valid date."),
        ("time", "half past", "Enter a valid time."),
        ("time", "25:00", "Enter a valid time."),
        ("time", "🕙", "Enter a valid time."),
        ("place", "x" * 10_000, "at most 120 characters"),
        ("place", "a\x00b", "Null characters are not allowed."),
        ("note", "\x00", "Null characters are not allowed."),
        ("kind", "lead", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    browser: Client, anna: Contact, field: str, typed: str, said: str
) -> None:
    response = plan(browser, anna, **{field: typed})
    assert response.status_code == 422
    form = response.context["form"]  # type: ignore[attr-defined]  # of the test client
    assert said in str(form.errors[field])
    assert form[field].value() == typed
    assert not Encounter.objects.exists()


@pytest.mark.parametrize("place", ["☕ De Brug", "\u202bתל אביב\u202c", "<b>&amp;"])
def test_any_place_will_do(browser: Client, anna: Contact, place: str) -> None:
    assert plan(browser, anna, place=place, time="").status_code == 302
    assert (Encounter.objects.get().place, Encounter.objects.get().time) == (place, None)


def test_nobody_plans_with_somebody_else_s_contact(browser: Client) -> None:
    assert plan(browser, make_contact(make_user())).status_code == 404
    me = Contact.objects.me(User.objects.get(pk=browser.session["_auth_user_id"]))
    assert plan(browser, me).status_code == 404


def test_a_day_with_many_of_them_shows_the_oldest_first(browser: Client, user: User) -> None:
    for number in range(8):
        make_encounter(
            user, make_contact(user, f"Piet {number}"), day=TODAY - timedelta(days=number), planned_at=NOW
        )
    page = read(browser, "/")
    assert page.count("Write it down") == 5
    assert page.index("with Piet 7") < page.index("with Piet 3")
    assert "with Piet 2" not in page
