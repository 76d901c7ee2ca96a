"""What every page does for who looks at it: language, time, and the way to sign in."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from netwerk.mail.models import Mail
from tests.factories import make_user
from tests.signing import NEW, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("nl-NL,nl;q=0.9", "nl"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("nl;q=x,;;", "en")],
)
def test_a_visitor_gets_the_language_of_the_browser(client: Client, accepts: str, language: str) -> None:
    page = client.get(reverse("account_login"), headers={"Accept-Language": accepts})
    assert (page["Content-Language"], page.wsgi_request.LANGUAGE_CODE) == (language, language)
    assert {"Accept-Language", "Cookie"} <= set(page["Vary"].split(", "))


def test_a_user_gets_their_own_language_whatever_the_browser_says(client: Client) -> None:
    client.force_login(make_user(language="nl"))
    assert (
        client.get(reverse("accounts.account"), headers={"Accept-Language": "en"})["Content-Language"] == "nl"
    )
    assert timezone.get_current_timezone_name() == "UTC"  # and it ends with the answer


def test_a_user_sees_the_time_where_they_are(client: Client) -> None:
    user = make_user(time_zone="Asia/Tokyo")
    at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    Mail.objects.create(
        owner=user, kind=Mail.Kind.ACCOUNT, to=user.email, subject="x", created_at=at, sent_at=at
    )
    client.force_login(user)
    page = client.get(reverse("pages.mail")).content.decode()
    assert "2026-01-02T08:30:00+09:00" in page


def test_a_page_asks_a_visitor_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/contacts/?circle=3")
    assert response["Location"] == "/accounts/login/?next=/contacts/%3Fcircle%3D3"


def test_a_fragment_sends_the_whole_browser_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/?q=an"}
    response = client.post("/nudges/1/done/", headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (
        200,
        "/accounts/login/?next=%2Fcontacts%2F%3Fq%3Dan",
    )
    assert response.content == b""
    headers["HX-Current-URL"] = "https://evil.example/x"
    assert client.get("/contacts/", headers=headers)["HX-Redirect"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/contacts/4/?x=1", "%2Fcontacts%2F4%2F%3Fx%3D1"),
        ("https://evil.example/contacts/", "%2F"),
        ("", "%2F"),
        ("http://[", "%2F"),
    ],
)
def test_a_form_sent_too_late_comes_back_to_its_page(client: Client, referrer: str, back: str) -> None:
    response = client.post("/nudges/1/done/", headers={"Referer": referrer})
    assert response["Location"] == f"/accounts/login/?next={back}"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_login", {"login": "noor@example.org", "password": "wrong"}),
        ("account_login", {}),
        ("account_signup", NEW | {"email": "noor"}),
        ("account_reset_password", {"email": "noor"}),
        ("account_reauthenticate", {"password": "wrong"}),
        ("account_change_password", {"oldpassword": "wrong"}),
        ("account_email", {"action_add": "", "email": "noor"}),
    ],
)
def test_a_form_of_a_library_that_is_refused_answers_422(
    client: Client, name: str, typed: dict[str, str]
) -> None:
    user = make_user("noor@example.org")
    if name not in {"account_login", "account_signup", "account_reset_password"}:
        sign_in(client, user.email)
    assert client.get(reverse(name)).status_code == 200
    page = client.post(reverse(name), typed)
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()


def test_machines_and_static_files_need_no_session(client: Client) -> None:
    client.force_login(make_user())
    with CaptureQueriesContext(
        connection,
    ) as visitor:
        assert Client().get(reverse("health.alive")).status_code == 200
    page = Client().get(reverse("account_login")).content.decode()
    sheet = re.search(r'href="(/static/css/[^"]+)"', page)
    assert sheet
    with CaptureQueriesContext(connection) as static:
        assert client.get(sheet[1]).status_code == 200
    assert (len(visitor), len(static)) == (0, 0)
