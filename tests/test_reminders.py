"""The user's own reminders: for a day, or for one that comes back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_for
from netwerk.nudges.reminders import Reminder
from tests.factories import NOW, TODAY, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
DAY = timedelta(days=1)


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna")


def told(**fields: Any) -> dict[str, Any]:
    fields = {"text": "Send the photos", "start": TODAY, "unit": "", "every": "1"} | fields
    return {f"reminder-{name}": value for name, value in fields.items()}


def keep(anna: Contact, start: date, every: int | None = None, unit: str = "day") -> Reminder:
    reminder = Reminder(
        owner=anna.owner, contact=anna, text="Send the photos", start=start, every=every, unit=unit
    )
    reminder.begin(anna.owner.today())
    return reminder


def days(reminder: Reminder) -> list[date]:
    return list(reminder.nudges.order_by("due").values_list("due", flat=True))


def test_one_for_today_is_on_today_at_once(browser: Client, user: User, anna: Contact) -> None:
    assert browser.post(f"/contacts/{anna.pk}/reminders/", told()).status_code == 302
    assert "Send the photos" in browser.get("/").content.decode()
    assert Reminder.objects.get().next_on is None
    raise_for(user, TODAY)
    assert Nudge.objects.count() == 1


def test_one_that_is_to_come_is_listed_and_can_be_changed_and_ended(
    browser: Client, user: User, anna: Contact
) -> None:
    browser.post(f"/contacts/{anna.pk}/reminders/", told(start=TODAY + DAY, unit="week", every=2))
    page = browser.get("/reminders/").content.decode()
    assert "Send the photos" in page
    assert "every 2 weeks" in page
    reminder = Reminder.objects.get()
    edit = f"/reminders/{reminder.pk}/edit/"
    assert browser.get(edit).context["form"]["every"].value() == 2
    browser.post(edit, told(text="Call", start=TODAY, unit="month", every=""))
    reminder.refresh_from_db()
    assert (reminder.every, reminder.unit, reminder.next_on) == (1, "month", date(2026, 12, 19))
    assert [nudge.reason for nudge in Nudge.objects.with_people()] == ["Call"]
    browser.post(f"/reminders/{reminder.pk}/end/")
    assert not Nudge.objects.exists()
    assert not browser.get("/reminders/").context["reminders"]


def test_one_that_has_begun_can_be_told_otherwise(browser: Client, anna: Contact, thursday: Any) -> None:
    reminder = keep(anna, TODAY, 1, "week")
    thursday.move_to(NOW + 3 * DAY)
    edit = f"/reminders/{reminder.pk}/edit/"
    assert browser.post(edit, told(start=TODAY, unit="week", every=1, text="Other")).status_code == 302
    assert browser.post(edit, told(start=TODAY + DAY, unit="week", every=1)).status_code == 422


def test_day_after_day_each_turn_is_raised_once(user: User, anna: Contact, thursday: Any) -> None:
    reminder = keep(anna, date(2026, 11, 30), 1, "month")
    for ahead in range(100):
        thursday.move_to(NOW + ahead * DAY)
        raise_for(user, TODAY + ahead * DAY)
        for nudge in Nudge.objects.unended():
            nudge.done()
    assert days(reminder) == [date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30)]


def test_what_was_missed_is_one_nudge(user: User, anna: Contact, thursday: Any) -> None:
    reminder = keep(anna, TODAY, 1, "day")
    thursday.move_to(NOW + 14 * DAY)
    assert raise_for(user, TODAY + 14 * DAY) == 1
    assert days(reminder) == [TODAY + 14 * DAY]
    thursday.move_to(NOW + 17 * DAY)
    assert raise_for(user, TODAY + 17 * DAY) == 0  # the one before is still open
    Nudge.objects.get().done()
    assert raise_for(user, TODAY + 17 * DAY) == 0
    thursday.move_to(NOW + 18 * DAY)
    assert raise_for(user, TODAY + 18 * DAY) == 1


def test_once_missed_is_raised_late(user: User, anna: Contact, thursday: Any) -> None:
    reminder = keep(anna, TODAY + DAY)
    thursday.move_to(NOW + 9 * DAY)
    assert raise_for(user, TODAY + 9 * DAY) == 1
    assert days(reminder) == [TODAY + DAY]
    reminder.refresh_from_db()
    assert reminder.next_on is None


def test_of_somebody_archived_nothing_is_raised(user: User, anna: Contact) -> None:
    keep(anna, TODAY)
    anna.archive()
    assert raise_for(user, TODAY) == 0
    anna.restore()
    assert raise_for(user, TODAY) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        *(({"text": text}, "text") for text in ("", "x" * 10_000, "nul\x00byte")),
        ({"start": ""}, "start"),
        ({"start": TODAY - DAY}, "start"),
        ({"start": date(2206, 1, 1)}, "start"),
        ({"unit": "week", "every": "0"}, "every"),
        ({"unit": "week", "every": "many"}, "every"),
        ({"unit": "fortnight"}, "unit"),
    ],
)
def test_what_is_no_reminder(browser: Client, anna: Contact, fields: dict[str, Any], field: str) -> None:
    answer = browser.post(f"/contacts/{anna.pk}/reminders/", told(**fields))
    assert answer.status_code == 422
    assert field in answer.context["reminder_form"].errors
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("text", ["🎉", "مرحبا", "<b>bold</b>"])
def test_any_text_is_kept_as_it_was_typed(browser: Client, anna: Contact, text: str) -> None:
    browser.post(f"/contacts/{anna.pk}/reminders/", told(text=text, every="nonsense"))
    assert Reminder.objects.get().text == text
    assert "<b>bold" not in browser.get("/").content.decode()
