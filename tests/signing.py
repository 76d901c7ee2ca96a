"""Signing up and in, as a browser does it."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from netwerk.mail.models import Mail
from tests.factories import PASSWORD

NEW = {
    "name": "Noor Bakker",
    "email": "noor@example.org",
    "password1": PASSWORD,
    "time_zone": "America/New_York",
}
CHOSEN = {
    "name": "Noor Bakker",
    "language": "nl",
    "time_zone": "Asia/Tokyo",
    "scheme": "dark",
    "digest_days": ["1", "5"],
    "digest_hour": "18",
    "quiet_from": "21",
    "quiet_until": "8",
    "paused_until": "",
    "nudges_a_day": "3",
    "nudges_a_week": "12",
    "dormant_a_month": "1",
    "birthdays": "rhythm",
    "yearly_ahead": "4",
    "leap_day": "march",
    "stale_months": "18",
    "later_weeks": "6",
    "help_days": "5",
    "proposals_a_month": "1",
    "weeks_to_meet": "4",
}


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return client.get(reverse("accounts.settings")).status_code == 200


def link_in(mail: Mail) -> str:
    """The path of the one link of `mail` that opens something."""
    found = re.search(r"http://localhost:8000(/accounts/\S+/\S+/)", mail.text)
    assert found, mail.text
    return found[1]
