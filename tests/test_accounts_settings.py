"""What a user chooses."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from netwerk.accounts import zones
from netwerk.accounts.models import User
from tests.factories import make_user
from tests.signing import CHOSEN

pytestmark = pytest.mark.django_db


def test_preferences_are_saved_and_move_the_digest(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get(reverse("accounts.settings")).status_code == 200
    response = client.post(reverse("accounts.settings"), CHOSEN)
    assert (response.status_code, response["Location"]) == (302, reverse("accounts.settings"))
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone, user.scheme) == (
        "Noor Bakker",
        "nl",
        "Asia/Tokyo",
        "dark",
    )
    assert (user.digest_days, user.digest_hour, user.nudges_a_day) == ([1, 5], 18, 3)
    assert (user.stale_months, user.later_weeks) == (18, 6)
    assert (user.help_days, user.proposals_a_month) == (5, 1)
    due = user.digest_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (due.hour, due.isoweekday() in (1, 5)) == (18, True)


def test_the_next_page_is_in_the_chosen_language_and_colours(client: Client) -> None:
    client.force_login(make_user())
    page = client.post(reverse("accounts.settings"), CHOSEN, follow=True)
    assert page["Content-Language"] == "nl"
    assert re.search(r'<html lang="nl" data-scheme="dark">', page.content.decode())
    page = client.post(
        reverse("accounts.settings"), CHOSEN | {"scheme": "auto", "language": "en"}, follow=True
    )
    assert re.search(r'<html lang="en">', page.content.decode())


def test_saving_something_else_leaves_a_due_digest_due(client: Client) -> None:
    user = make_user()
    due = datetime(2026, 11, 19, 6, tzinfo=UTC)
    User.objects.filter(pk=user.pk).update(digest_at=due)
    client.force_login(user)
    same = {
        "time_zone": user.time_zone,
        "digest_days": list("1234567"),
        "digest_hour": "7",
        "quiet_from": "0",
        "quiet_until": "0",
        "weeks_to_meet": "3",
    }
    client.post(reverse("accounts.settings"), CHOSEN | same | {"name": "Noor", "nudges_a_day": "4"})
    user.refresh_from_db()
    assert (user.name, user.nudges_a_day, user.digest_at) == ("Noor", 4, due)


def test_no_day_no_digest(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post(
        reverse("accounts.settings"), {name: value for name, value in CHOSEN.items() if name != "digest_days"}
    )
    user.refresh_from_db()
    assert (user.digest_days, user.digest_at) == ([], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 101),
        ("language", "fr"),
        ("language", ""),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("scheme", "sepia"),
        ("digest_days", ["0"]),
        ("digest_days", ["8"]),
        ("digest_days", ["x"]),
        ("digest_hour", "24"),
        ("digest_hour", "-1"),
        ("digest_hour", "noon"),
        ("digest_hour", "21"),  # within the quiet hours
        ("digest_hour", "7"),
        ("quiet_from", "24"),
        ("quiet_from", ""),
        ("quiet_until", "x"),
        ("paused_until", "2001-01-01"),
        ("paused_until", "2206-01-01"),
        ("paused_until", "soon"),
        ("paused_until", "9" * 10_000),
        ("nudges_a_day", "0"),
        ("nudges_a_day", "51"),
        ("nudges_a_day", "many"),
        ("nudges_a_day", ""),
        ("nudges_a_day", "9" * 400),
        ("stale_months", "0"),
        ("stale_months", "121"),
        ("later_weeks", "0"),
        ("later_weeks", "53"),
        ("help_days", "0"),
        ("help_days", "61"),
        ("help_days", "soon"),
        ("proposals_a_month", "0"),
        ("proposals_a_month", "31"),
    ],
)
def test_a_wrong_choice_is_told_beside_its_field_and_changes_nothing(
    client: Client, field: str, value: Any
) -> None:
    user = make_user(name="Noor")
    client.force_login(user)
    response = client.post(reverse("accounts.settings"), CHOSEN | {field: value})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    page = response.content.decode()
    assert 'class="errorlist"' in page
    assert '<html lang="en">' in page  # drawn for the user who is saved, not for the one who was typed
    saved = User.objects.get(pk=user.pk)
    assert (saved.name, saved.scheme, saved.digest_at) == ("Noor", "auto", user.digest_at)


def test_the_hour_of_the_digest_is_not_quiet_and_says_so(client: Client) -> None:
    client.force_login(make_user())
    response = client.post(reverse("accounts.settings"), CHOSEN | {"digest_hour": "23"})
    said = "From 21:00 until 08:00 no mail comes. Choose another time, or other quiet hours."
    assert response.context["form"].errors == {"digest_hour": [said]}
    same = {"quiet_from": "23", "quiet_until": "23"}  # no quiet hours
    assert client.post(reverse("accounts.settings"), CHOSEN | {"digest_hour": "23"} | same).status_code == 302


@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False)
def test_a_holiday_is_kept_and_ended(client: Client) -> None:
    user = make_user(time_zone="Asia/Tokyo")
    client.force_login(user)
    client.post(reverse("accounts.settings"), CHOSEN | {"paused_until": "2026-12-07"})
    user.refresh_from_db()
    assert user.paused_until == date(2026, 12, 7)
    assert user.digest_at == datetime(
        2026, 12, 7, 9, tzinfo=UTC
    )  # a Monday, six o'clock in the evening there
    page = client.get(reverse("accounts.settings")).content.decode()
    assert 'value="2026-12-07"' in page
    today = client.get(reverse("pages.today"))
    assert "De dagmail staat stil tot ma 7 dec 2026." in today.content.decode()
    client.post(reverse("accounts.settings"), CHOSEN)
    user.refresh_from_db()
    assert user.paused_until is None
    assert user.digest_at == datetime(2026, 11, 23, 9, tzinfo=UTC)  # today's is due: it would have been lost
    assert "staat stil" not in client.get(reverse("pages.today")).content.decode()


def test_a_holiday_that_is_over_is_not_shown_and_stops_nothing(client: Client) -> None:
    user = make_user(paused_until=date(2020, 1, 1))
    client.force_login(user)
    assert "2020-01-01" not in client.get(reverse("accounts.settings")).content.decode()
    assert client.post(reverse("accounts.settings"), CHOSEN).status_code == 302
    assert not user.is_paused


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "Asia/Calcutta", "America/Indiana/Knox", "US/Pacific"])
def test_a_zone_stays_chosen_wherever_it_came_from(client: Client, zone: str) -> None:
    user = make_user(time_zone=zone)
    client.force_login(user)
    assert f'<option value="{zone}" selected>' in client.get(reverse("accounts.settings")).content.decode()
    assert client.post(reverse("accounts.settings"), CHOSEN | {"time_zone": zone}).status_code == 302


def test_every_zone_on_offer_exists_and_stands_there_once() -> None:
    offered = [name for _region, places in zones.choices(zones.DEFAULT) for name, _label in places]
    assert len(offered) == len(set(offered)) > 400
    assert [ZoneInfo(name).key for name in offered] == offered


@pytest.mark.parametrize(
    ("now", "old"),
    [
        ("Asia/Kolkata", "Asia/Calcutta"),
        ("Europe/Kyiv", "Europe/Kiev"),
        ("America/Argentina/Buenos_Aires", "America/Buenos_Aires"),
        ("America/Nuuk", "America/Godthab"),
        ("Europe/London", "Europe/Belfast"),
    ],
)
def test_an_old_name_of_a_zone_is_offered_to_who_has_it(now: str, old: str) -> None:
    def offered(current: str) -> list[str]:
        return [name for _region, places in zones.choices(current) for name, _label in places]

    assert now in offered(zones.DEFAULT)
    assert old not in offered(zones.DEFAULT)
    assert old in zones.names()  # a browser may still say so
    assert offered(old).count(old) == 1


def test_the_database_keeps_the_limits_of_a_user() -> None:
    user = make_user()
    bounds = {"nudges_a_day": 50, "stale_months": 120, "later_weeks": 52, "help_days": 60}
    bounds |= {"proposals_a_month": 30}
    wrongs = [{name: value} for name, most in bounds.items() for value in (0, most + 1)]
    for wrong in (*wrongs, {"quiet_until": 24}, {"digest_hour": 24}, {"digest_days": [1, 8]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(**wrong)
