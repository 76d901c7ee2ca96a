"""Keeping in touch: a rhythm, yearly days and reminders, chosen on a contact's page or for a circle."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Membership, YearlyDay
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_for
from netwerk.nudges.reminders import Reminder
from tests.factories import NOW, TODAY, make_contact, make_encounter, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}
ODD = ["", "x" * 10_000, "nul\x00byte", "🎉", "مرحبا"]


@pytest.fixture
def anna(user: User) -> Contact:
    contact = make_contact(user, "Anna", created_at=NOW - 300 * DAY)
    make_encounter(user, contact, day=TODAY - 51 * DAY)
    contact.refresh_from_db()
    return contact


def reasons(owner: User) -> list[str]:
    return [nudge.reason for nudge in Nudge.objects.of(owner).due(owner.today()).with_people()]


# ── A rhythm ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rhythm_is_one_choice_and_shows_at_once(browser: Client, user: User, anna: Contact) -> None:
    answer = browser.post(f"/contacts/{anna.pk}/rhythm/", {"rhythm-rhythm": "42"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Every 6 weeks; 9 days past it" in answer.content.decode()
    assert "Every 6 weeks; 9 days past it" in browser.get(f"/contacts/{anna.pk}/").content.decode()
    assert "Every 6 weeks; 9 days past it" in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"rhythm-rhythm": "30"}, 30),
        ({"rhythm-rhythm": "30", "rhythm-days": "nonsense"}, 30),
        ({"rhythm-rhythm": "other", "rhythm-days": "100"}, 100),
        ({"rhythm-rhythm": ""}, None),
        ({}, None),
    ],
)
def test_any_number_of_days(browser: Client, anna: Contact, chosen: dict[str, str], kept: int | None) -> None:
    assert browser.post(f"/contacts/{anna.pk}/rhythm/", chosen).status_code == 302
    anna.refresh_from_db()
    assert anna.rhythm == kept
    assert anna.rhythm_since == (TODAY if kept else None)
    again = browser.get(f"/contacts/{anna.pk}/keeping/").context["rhythm_form"]
    assert again["rhythm"].value() == ("" if kept is None else str(kept))


@pytest.mark.parametrize("days", [*ODD, "0", "-3", "3651", "1.5"])
def test_no_number_of_days_is_said_beside_the_field(browser: Client, anna: Contact, days: str) -> None:
    typed = {"rhythm-rhythm": "other", "rhythm-days": days}
    answer = browser.post(f"/contacts/{anna.pk}/rhythm/", typed)
    assert answer.status_code == 422
    assert answer.context["rhythm_form"].errors.keys() == {"days"}
    assert browser.post(f"/contacts/{anna.pk}/rhythm/", {"rhythm-rhythm": "17"}).status_code == 422


def test_a_circle_gives_its_rhythm_and_a_contact_can_do_without(
    browser: Client, user: User, anna: Contact
) -> None:
    circle = Circle.objects.create(owner=user, name="Borrel")
    Membership.objects.create(owner=user, contact=anna, circle=circle)
    assert browser.post(f"/circles/{circle.pk}/rhythm/", {"rhythm-rhythm": "30"}).status_code == 302
    assert "every month" in browser.get("/circles/").content.decode()
    assert reasons(user) == ["Every month; 21 days past it"]
    browser.post(f"/contacts/{anna.pk}/rhythm/", {"rhythm-rhythm": "0"})
    assert reasons(user) == []
    assert "past it" not in browser.get(f"/contacts/{anna.pk}/").content.decode()
    browser.post(f"/contacts/{anna.pk}/rhythm/", {"rhythm-rhythm": ""})
    assert reasons(user) == ["Every month; 21 days past it"]
    assert browser.post(f"/circles/{circle.pk}/rhythm/", {"rhythm-rhythm": "x"}).status_code == 422


# ── Yearly days ─────────────────────────────────────────────────────────────────────────────────────────────


def yearly(**told: Any) -> dict[str, Any]:
    told = {"label": "Wedding", "day": 20, "month": 11, "year": "2016", "ahead": ""} | told
    return {f"yearly-{name}": value for name, value in told.items()}


def test_a_yearly_day_is_raised_ahead_edited_and_taken_off(
    browser: Client, user: User, anna: Contact
) -> None:
    assert browser.post(f"/contacts/{anna.pk}/yearly-days/", yearly()).status_code == 302
    assert reasons(user) == ["Wedding, 10 years: Friday 20 November"]
    day = YearlyDay.objects.get()
    edit = f"/yearly-days/{day.pk}/edit/"
    assert "Wedding" in browser.get(edit).content.decode()
    browser.post(edit, yearly(day=21))
    assert reasons(user) == []
    browser.post(edit, yearly(day=21, year="", ahead=2))
    assert reasons(user) == ["Wedding: Saturday 21 November"]
    browser.post(f"/yearly-days/{day.pk}/remove/")
    assert reasons(user) == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        *(({"label": text}, "label") for text in (ODD[0], ODD[1], ODD[2])),
        ({"day": 31, "month": 2}, "day"),
        ({"day": 30, "month": 2}, "day"),
        ({"day": 0}, "day"),
        ({"month": 13}, "month"),
        ({"year": 99}, "year"),
        ({"ahead": 31}, "ahead"),
        ({"ahead": -1}, "ahead"),
    ],
)
def test_what_is_no_yearly_day(browser: Client, anna: Contact, told: dict[str, Any], field: str) -> None:
    answer = browser.post(f"/contacts/{anna.pk}/yearly-days/", yearly(**told), headers=HTMX)
    assert answer.status_code == 422
    assert field in answer.context["yearly_form"].errors
    assert not YearlyDay.objects.exists()


def test_a_birthday_that_is_typed_is_looked_at_by_the_worker(
    browser: Client, user: User, anna: Contact
) -> None:
    User.objects.filter(pk=user.pk).update(nudges_at=NOW + DAY)
    rows = {"reaches-TOTAL_FORMS": 0, "reaches-INITIAL_FORMS": 0}
    browser.post(f"/contacts/{anna.pk}/edit/", {"name": "Anna", **rows})
    user.refresh_from_db()
    assert user.nudges_at == NOW + DAY
    browser.post(f"/contacts/{anna.pk}/edit/", {"name": "Anna", "birth_day": 20, "birth_month": 11, **rows})
    user.refresh_from_db()
    assert user.nudges_at == timezone.now()
    raise_for(user, TODAY)
    assert reasons(user) == ["Birthday on Friday 20 November"]


def test_a_birthday_that_was_wrong_is_taken_back(user: User, anna: Contact) -> None:
    Contact.objects.filter(pk=anna.pk).update(birth_day=20, birth_month=11, birth_year=1976)
    raise_for(user, TODAY)
    assert reasons(user) == ["Turns 50 on Friday 20 November"]
    Contact.objects.filter(pk=anna.pk).update(birth_day=24)
    raise_for(user, TODAY)
    assert reasons(user) == []
    Contact.objects.filter(pk=anna.pk).update(birth_day=None, birth_month=None)
    assert raise_for(user, TODAY) == 0


def test_ahead_of_its_day_it_is_not_late(browser: Client, user: User, anna: Contact, thursday: Any) -> None:
    Contact.objects.filter(pk=anna.pk).update(birth_day=21, birth_month=11)
    User.objects.filter(pk=user.pk).update(yearly_ahead=3)
    user.refresh_from_db()
    raise_for(user, TODAY)
    nudge = Nudge.objects.with_people().get()
    assert (nudge.due, nudge.days_late) == (TODAY, -2)
    assert "Late" not in browser.get("/").content.decode()
    thursday.move_to(NOW + 3 * DAY)
    assert nudge.days_late == 1


@pytest.mark.parametrize(("choice", "names"), [("known", 2), ("rhythm", 1), ("none", 0)])
def test_of_whom_birthdays_are_told(browser: Client, user: User, choice: str, names: int) -> None:
    for rhythm in (None, 365):
        since = rhythm and TODAY
        make_contact(user, birth_day=19, birth_month=11, rhythm=rhythm, rhythm_since=since)
    User.objects.filter(pk=user.pk).update(birthdays=choice)
    user.refresh_from_db()
    assert raise_for(user, TODAY) == names


def test_settings_keep_the_choices(browser: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(nudges_at=NOW + DAY)
    form = browser.get("/settings/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    chosen = {
        "birthdays": "none",
        "leap_day": "march",
        "yearly_ahead": 30,
        "nudges_a_week": 9,
        "name": "Noor",
    }
    assert browser.post("/settings/", sent | chosen | {"dormant_a_month": 0}).status_code == 302
    user.refresh_from_db()
    assert (user.birthdays, user.leap_day, user.yearly_ahead) == ("none", "march", 30)
    assert (user.nudges_a_week, user.dormant_a_month) == (9, 0)
    assert user.nudges_at == NOW
    assert browser.post("/settings/", sent | {"name": "Noor", "yearly_ahead": 31}).status_code == 422


def test_a_stranger_changes_nothing(client: Client, anna: Contact) -> None:
    client.force_login(make_user())
    assert client.post(f"/contacts/{anna.pk}/rhythm/", {"rhythm-rhythm": "7"}).status_code == 404
    assert client.post(f"/contacts/{anna.pk}/reminders/", {}).status_code == 404
    assert not Reminder.objects.exists()
