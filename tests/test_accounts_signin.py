"""Signing in and out, and what keeps strangers out."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts.tasks import forget_sessions
from tests.factories import PASSWORD, make_user
from tests.signing import sign_in, signed_in

pytestmark = pytest.mark.django_db


def test_signing_in_takes_the_address_in_any_case(client: Client) -> None:
    make_user("noor@example.org")
    assert sign_in(client, "Noor@EXAMPLE.org")["Location"] == "/"
    assert signed_in(client)


def test_a_sign_in_lasts_and_comes_back_to_the_page(client: Client) -> None:
    make_user("noor@example.org")
    response = client.post(
        reverse("account_login"), {"login": "noor@example.org", "password": PASSWORD, "next": "/contacts/"}
    )
    assert response["Location"] == "/contacts/"
    assert client.session.get_expiry_age() > 60 * 60 * 24 * 80


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    make_user("noor@example.org")
    response = client.post(
        reverse("account_login"), {"login": "noor@example.org", "password": PASSWORD, "next": elsewhere}
    )
    assert response["Location"] == "/"


def test_somebody_who_keeps_guessing_is_stopped_and_every_process_knows(client: Client) -> None:
    make_user("noor@example.org")
    for _ in range(5):
        sign_in(client, "noor@example.org", "wrong")
    cache.close()
    assert (
        "aria-invalid" not in sign_in(Client(), "NOOR@example.org").content.decode()
    )  # not even with the right one
    assert not signed_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM netwerk_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 2


def test_behind_a_proxy_the_limit_counts_the_visitor_not_what_they_say(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        spoofed = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7"}
        client.post(
            reverse("account_login"), {"login": f"u{number}@example.org", "password": "x"}, headers=spoofed
        )
    make_user("noor@example.org")
    data = {"login": "noor@example.org", "password": PASSWORD}
    assert (
        client.post(reverse("account_login"), data, headers={"X-Forwarded-For": "192.0.2.7"}).status_code
        == 422
    )
    assert (
        client.post(reverse("account_login"), data, headers={"X-Forwarded-For": "192.0.2.8"}).status_code
        == 302
    )


def test_signing_out_takes_a_press(client: Client) -> None:
    client.force_login(make_user())
    client.get(reverse("account_logout"))
    assert signed_in(client)
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert not signed_in(client)


def test_sessions_that_have_ended_are_forgotten(client: Client) -> None:
    client.force_login(make_user())
    Client().force_login(make_user())
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())
    forget_sessions()
    assert Session.objects.count() == 1
