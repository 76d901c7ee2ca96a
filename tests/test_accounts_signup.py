"""Signing up. What allauth does is checked where it meets ours."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from netwerk.accounts import zones
from netwerk.accounts.models import User
from netwerk.mail.models import Mail
from tests.factories import make_user
from tests.signing import NEW, link_in, sign_in, signed_in

pytestmark = pytest.mark.django_db


def test_signing_up_takes_one_password_and_signs_in(client: Client) -> None:
    response = client.post(
        reverse("account_signup"), NEW, headers={"Accept-Language": "nl-BE,nl;q=0.9,en;q=0.5"}
    )
    assert (response.status_code, response["Location"]) == (302, "/hello/")
    user = User.objects.get()
    assert (user.name, user.email, user.language, user.time_zone) == (
        "Noor Bakker",
        "noor@example.org",
        "nl",
        "America/New_York",
    )
    assert user.digest_at is not None
    assert user.digest_at.astimezone(ZoneInfo("America/New_York")).hour == user.digest_hour
    assert EmailAddress.objects.filter(user=user, email=user.email, primary=True).exists()
    assert signed_in(client)


@pytest.mark.parametrize(
    "guess", ["", "Mars/Olympus", "../../etc/passwd", "europe/amsterdam", "Z" * 9000, "\x00"]
)
def test_a_guess_of_the_time_zone_is_never_an_error(client: Client, guess: str) -> None:
    response = client.post(reverse("account_signup"), NEW | {"time_zone": guess})
    assert response.status_code == (422 if "\x00" in guess else 302)  # no browser sends a null character
    assert set(User.objects.values_list("time_zone", flat=True)) <= {zones.DEFAULT}


def test_a_browser_of_another_language_gets_english(client: Client) -> None:
    client.post(reverse("account_signup"), NEW, headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert User.objects.get().language == "en"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "n" * 101},
        {"email": "noor"},
        {"email": ""},
        {"password1": "short"},
        {"password1": "1234567890123"},
        {"password1": "noor@example.org"},
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, wrong: dict[str, str]) -> None:
    page = client.post(reverse("account_signup"), NEW | wrong).content.decode()
    assert f'aria-describedby="id_{next(iter(wrong))}_' in page
    assert 'class="errorlist"' in page
    assert not User.objects.exists()


def test_the_page_asks_once_and_guesses_the_zone(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert page.count('type="password"') == 1
    assert re.search(r'src="/static/js/zone\.[0-9a-f]+\.js"', page)
    assert '<input type="hidden" name="time_zone"' in page
    assert page.index('name="name"') < page.index('name="email"') < page.index('name="password1"')


def test_an_address_is_one_account_whatever_its_case(client: Client) -> None:
    make_user("noor@example.org")
    page = client.post(reverse("account_signup"), NEW | {"email": "NOOR@Example.org"})
    assert page.status_code == 422
    assert User.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="Noor@example.org").save()


@pytest.mark.usefixtures("verifying")
def test_signing_up_does_not_tell_who_has_an_account(client: Client) -> None:
    make_user("taken@example.org")
    answers = [
        client.post(reverse("account_signup"), NEW | {"email": email})
        for email in ("taken@example.org", "free@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_email_verification_sent"))
    }
    told = Mail.objects.get(to="taken@example.org")
    assert told.owner == User.objects.get(email="taken@example.org")
    assert reverse("account_reset_password") in told.text


def test_of_two_presses_on_the_button_the_slower_one_is_sent_to_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(reverse("account_signup"), NEW)
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists", lambda email, **_: (email, False)
    )
    response = Client().post(reverse("account_signup"), NEW)
    assert (response.status_code, response["Location"]) == (302, reverse("account_login"))
    assert User.objects.count() == 1


@pytest.mark.usefixtures("verifying")
def test_an_address_is_confirmed_by_a_press_not_by_opening_the_link(client: Client) -> None:
    assert client.post(reverse("account_signup"), NEW)["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert not signed_in(client)
    link = link_in(Mail.objects.get(to="noor@example.org"))
    client.get(link)
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert sign_in(Client(), "noor@example.org")["Location"] == "/hello/"


@pytest.mark.usefixtures("verifying")
@pytest.mark.parametrize("key", ["x", "MQ:1vN:forged", "MQ"])
def test_a_forged_confirmation_confirms_nothing(client: Client, key: str) -> None:
    client.post(reverse("account_signup"), NEW)
    assert client.get(reverse("account_confirm_email", args=[key])).status_code == 200
    assert client.post(reverse("account_confirm_email", args=[key])).status_code == 404
    assert not EmailAddress.objects.get().verified


def test_sign_up_can_be_closed(client: Client, settings: Any) -> None:
    assert reverse("account_signup") in client.get(reverse("account_login")).content.decode()
    settings.SIGNUP_OPEN = False
    assert client.post(reverse("account_signup"), NEW).status_code == 200
    assert not User.objects.exists()
    page = client.get(reverse("account_signup")).content.decode()
    assert 'name="password1"' not in page
    assert reverse("account_signup") not in page
