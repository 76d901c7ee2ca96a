"""Links in mails: what they open, what they do, and how the digest is stopped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.nudges import signed
from netwerk.nudges.models import Nudge
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
HTMX = {"HX-Request": "true"}


def state(nudge: Nudge) -> tuple[str, date]:
    nudge = Nudge.objects.get(pk=nudge.pk)
    return "done" if nudge.done_at else "dropped" if nudge.dropped_at else "open", nudge.due


# ── Links in mails ──────────────────────────────────────────────────────────────────────────────────────────


def link(nudge: Nudge, verb: str = "") -> str:
    key = signed.token(nudge)
    return reverse("nudges.link_act", args=[key, verb]) if verb else reverse("nudges.link", args=[key])


def test_a_link_opens_without_signing_in_and_changes_nothing(nudge: Nudge) -> None:
    response = Client().get(link(nudge))
    text = response.content.decode()
    assert response.status_code == 200
    for wanted in (
        "Sanne de Vries",
        "Send the article",
        link(nudge, "done"),
        link(nudge, "snooze"),
        link(nudge, "drop"),
    ):
        assert wanted in text
    assert state(nudge) == ("open", TODAY)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("verb", "data", "after", "says"),
    [
        ("done", {}, ("done", TODAY), "done"),
        ("drop", {}, ("dropped", TODAY), "dropped"),
        ("snooze", {"until": "week"}, ("open", date(2026, 11, 26)), "comes back on Thu 26 Nov 2026"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_press_from_a_mail(
    nudge: Nudge, verb: str, data: dict[str, str], after: tuple[str, date], says: str, headers: dict[str, str]
) -> None:
    for _ in range(2):  # pressed twice, or replayed
        response = Client().post(link(nudge, verb), data, headers=headers)
        assert response.status_code == 200
        assert says in response.content.decode()
        assert link(nudge, "undo") in response.content.decode()
        assert state(nudge) == after
    undone = Client().post(link(nudge, "undo"), headers=headers)
    assert link(nudge, "done") in undone.content.decode()
    assert state(nudge) == ("open", TODAY)


def test_a_silly_day_from_a_mail(nudge: Nudge) -> None:
    response = Client().post(link(nudge, "snooze"), {"day": "2001-01-01"})
    assert response.status_code == 422
    assert "Choose a day that is yet to come." in response.content.decode()


def test_a_forged_link(nudge: Nudge, user: User) -> None:
    key = signed.token(nudge)
    for forged in (f"{key}x", key.split(":", 1)[1], "1", signed.stop_token(user)):
        for response in (
            Client().get(reverse("nudges.link", args=[forged])),
            Client().post(reverse("nudges.link_act", args=[forged, "done"])),
        ):
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()
    assert Client().get(reverse("nudges.stop", args=[key])).status_code == 404
    assert state(nudge) == ("open", TODAY)


def test_a_link_lasts_sixty_days(nudge: Nudge, thursday: Any) -> None:
    page, press = link(nudge), link(nudge, "done")
    thursday.shift(timedelta(days=59))
    assert Client().get(page).status_code == 200
    thursday.shift(timedelta(days=2))
    for response in (Client().get(page), Client().post(press)):
        assert response.status_code == 410
        assert "no longer valid" in response.content.decode()
    assert state(nudge) == ("open", TODAY)


def test_an_unknown_verb(nudge: Nudge) -> None:
    assert Client().post(link(nudge, "delete")).status_code == 404
    assert Client().get(link(nudge, "done")).status_code == 405


@pytest.mark.parametrize("gone", ["contact", "user"])
def test_a_link_to_what_is_gone(nudge: Nudge, user: User, gone: str) -> None:
    page = link(nudge)
    if gone == "contact":
        Contact.objects.filter(pk=nudge.contact_id).delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(page).status_code == 410


def test_a_link_to_what_was_done(nudge: Nudge) -> None:
    nudge.done()
    text = Client().get(link(nudge)).content.decode()
    assert "You did this on Thu 19 Nov 2026." in text
    assert link(nudge, "undo") in text
    assert link(nudge, "done") not in text


def test_a_link_to_somebody_archived(nudge: Nudge) -> None:
    nudge.contact.archive()
    assert "Sanne de Vries is in your archive" in Client().get(link(nudge)).content.decode()


def test_the_page_speaks_the_owners_language_and_time(user: User, nudge: Nudge) -> None:
    User.objects.filter(pk=user.pk).update(language="nl", time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 11, 19, 12, 0, tzinfo=UTC)):  # Friday in Auckland
        response = Client(headers={"Accept-Language": "en"}).get(link(nudge))
    text = response.content.decode()
    assert '<html lang="nl"' in text
    assert response["Content-Language"] == "nl"
    assert "is-late" in text


def test_a_press_needs_the_token_of_its_page(nudge: Nudge) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link(nudge, "done")).status_code == 403
    page = browser.get(link(nudge)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert browser.post(link(nudge, "done"), {"csrfmiddlewaretoken": token}).status_code == 200


# ── Stopping the digest ─────────────────────────────────────────────────────────────────────────────────────


def stop_url(user: User) -> str:
    return reverse("nudges.stop", args=[signed.stop_token(user)])


def test_stopping_asks_first(user: User) -> None:
    response = Client().get(stop_url(user))
    assert "Stop the digest?" in response.content.decode()
    user.refresh_from_db()
    assert user.digest_at


def test_one_click_of_a_mail_program(user: User) -> None:
    """No cookie, no token, no page before it."""
    for _ in range(2):
        browser = Client(enforce_csrf_checks=True)
        assert browser.post(stop_url(user), {"List-Unsubscribe": "One-Click"}).status_code == 200
    user.refresh_from_db()
    assert (user.digest_days, user.digest_at) == ([], None)


def test_stopping_can_be_taken_back(user: User) -> None:
    User.objects.filter(pk=user.pk).update(digest_days=[1, 3])
    text = Client().post(stop_url(user)).content.decode()
    assert 'name="days" value="13"' in text
    Client().post(stop_url(user), {"days": "13"})
    user.refresh_from_db()
    assert user.digest_days == [1, 3]
    assert user.digest_at


@pytest.mark.parametrize("days", ["890", "x", "<script>"])
def test_silly_days_are_none(user: User, days: str) -> None:
    assert Client().post(stop_url(user), {"days": days}).status_code == 200
    user.refresh_from_db()
    assert user.digest_days == []


def test_the_way_to_stop_never_expires(user: User, thursday: Any) -> None:
    address = stop_url(user)
    thursday.shift(timedelta(days=2000))
    assert Client().post(address).status_code == 200


# ── On holiday ──────────────────────────────────────────────────────────────────────────────────────────────


def holiday_url(user: User, verb: str = "pause") -> str:
    return reverse(f"nudges.{verb}", args=[signed.stop_token(user)])


@pytest.mark.parametrize(
    ("data", "until"),
    [
        ({"weeks": "1"}, date(2026, 11, 26)),
        ({"weeks": "2"}, date(2026, 12, 3)),
        ({"day": "2026-12-24"}, date(2026, 12, 24)),
    ],
)
def test_one_press_pauses_the_digest_and_one_ends_that(user: User, data: dict[str, str], until: date) -> None:
    asked = Client().get(stop_url(user)).content.decode()
    assert holiday_url(user) in asked
    for _ in range(2):
        answer = Client().post(holiday_url(user), data)
        assert answer.status_code == 200
        assert holiday_url(user, "resume") in answer.content.decode()
        user.refresh_from_db()
        assert user.paused_until == until
        assert user.digest_at
        assert user.today(user.digest_at) == until
    for _ in range(2):
        assert holiday_url(user) in Client().post(holiday_url(user, "resume")).content.decode()
    user.refresh_from_db()
    assert user.paused_until is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"weeks": "3"},
        {"weeks": "\x00"},
        {"day": "2026-11-19"},
        {"day": "2206-01-01"},
        {"day": "x" * 10_000},
        {"day": "\u202e🙂\x00"},
    ],
)
def test_a_silly_holiday_is_told_beside_its_field(user: User, data: dict[str, str]) -> None:
    answer = Client().post(holiday_url(user), data)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    user.refresh_from_db()
    assert user.paused_until is None


def test_a_holiday_needs_the_token_of_its_page(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    for verb in ("pause", "resume"):
        assert browser.post(holiday_url(user, verb), {"weeks": "1"}).status_code == 403
        assert browser.get(holiday_url(user, verb)).status_code == 405
