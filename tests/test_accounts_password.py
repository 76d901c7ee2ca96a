"""The password and the address: how a user changes what they sign in with."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from netwerk.mail.models import Mail
from tests.factories import PASSWORD, make_user
from tests.signing import link_in, sign_in, signed_in

pytestmark = pytest.mark.django_db


# ── The password ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_forgotten_password_is_chosen_anew_by_mail(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = make_user("noor@example.org", name="Noor", language="nl", time_zone="Asia/Tokyo")
    with django_capture_on_commit_callbacks() as sending:
        client.post(
            reverse("account_reset_password"), {"email": "Noor@Example.org"}, headers={"Host": "127.0.0.1"}
        )
    mail = Mail.objects.get()
    assert (mail.owner, mail.kind, mail.state) == (user, Mail.Kind.ACCOUNT, "due")
    link = link_in(mail)  # in the site's own name, whichever the request went to
    assert link in mail.html
    for send in sending:
        send()
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert link not in mail.text + mail.html
    form = client.get(link)["Location"]
    client.post(form, {"password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"})
    assert sign_in(Client(), "noor@example.org").status_code == 422
    assert sign_in(Client(), "noor@example.org", "een-heel-ander-woord").status_code == 302
    told = Mail.objects.get(secret="", sent_at=None)
    assert (
        told.created_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") in told.text
    )  # as their own clock says
    page = client.get(link)
    assert page.status_code == 200  # once is enough
    assert "password1" not in page.content.decode()


def test_the_reset_page_does_not_tell_who_has_an_account(client: Client) -> None:
    make_user("noor@example.org")
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("noor@example.org", "who@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert set(Mail.objects.values_list("to", flat=True)) == {"noor@example.org", "who@example.org"}
    assert Mail.objects.get(to="who@example.org").owner is None


@pytest.mark.parametrize(("is_open", "invites"), [(True, True), (False, False)])
def test_a_closed_site_invites_nobody_by_mail(
    client: Client, settings: Any, is_open: bool, invites: bool
) -> None:
    settings.SIGNUP_OPEN = is_open
    client.post(reverse("account_reset_password"), {"email": "who@example.org"})
    mail = Mail.objects.get()
    assert (reverse("account_signup") in mail.text, reverse("account_signup") in mail.html) == (
        invites,
        invites,
    )


@pytest.mark.parametrize("key", ["1-abc-def", "zzz-set-password", "1-set-password"])
def test_a_forged_reset_link_opens_nothing(client: Client, key: str) -> None:
    make_user()
    page = client.get(f"/accounts/password/reset/key/{key}/")
    assert page.status_code == 200
    assert "password1" not in page.content.decode()


def test_a_changed_password_is_told_in_the_users_own_time(client: Client) -> None:
    user = make_user("noor@example.org", time_zone="Asia/Tokyo")
    client.force_login(user)
    new = {"oldpassword": PASSWORD, "password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"}
    assert client.post(reverse("account_change_password"), new | {"oldpassword": "wrong"}).status_code == 422
    client.post(reverse("account_change_password"), new)
    assert signed_in(client)
    mail = Mail.objects.get()
    assert (mail.owner, mail.to, mail.secret) == (user, "noor@example.org", "")
    assert mail.created_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") in mail.text
    assert "http://localhost:8000/accounts/password/reset/" in mail.text


# ── The address ─────────────────────────────────────────────────────────────────────────────────────────────


def ask_for_address(client: Client, email: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": email})


def test_a_new_address_counts_once_it_is_confirmed(client: Client) -> None:
    user = make_user("noor@example.org")  # with no row of allauth's, as the demo's
    client.force_login(user)
    ask_for_address(client, "noor@bakker.example")
    user.refresh_from_db()
    assert user.email == "noor@example.org"
    assert sign_in(Client(), "noor@example.org").status_code == 302
    assert "noor@bakker.example" in client.get(reverse("accounts.account")).content.decode()
    asked = Mail.objects.get(to="noor@bakker.example")
    assert asked.owner == user
    client.post(link_in(asked))
    user.refresh_from_db()
    assert user.email == "noor@bakker.example"
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [
        ("noor@bakker.example", True, True)
    ]
    told = Mail.objects.get(to="noor@example.org")
    assert told.owner == user
    assert client.get(reverse("accounts.account")).context["waiting"] is None


def test_a_new_address_can_be_taken_back(client: Client) -> None:
    user = make_user("noor@example.org")
    client.force_login(user)
    ask_for_address(client, "noor@bakker.example")
    link = link_in(Mail.objects.get(to="noor@bakker.example"))
    client.post(reverse("account_email"), {"action_remove": "", "email": "noor@bakker.example"})
    client.post(
        reverse("account_email"), {"action_remove": "", "email": "noor@example.org"}
    )  # the only one stays
    assert client.post(link).status_code == 404
    user.refresh_from_db()
    assert user.email == "noor@example.org"


def test_an_open_session_alone_does_not_change_the_address(client: Client) -> None:
    client.force_login(make_user("noor@example.org"))
    response = client.post(reverse("account_email"), {"action_add": "", "email": "thief@example.org"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not Mail.objects.exists()


def test_the_address_of_another_user_can_not_be_taken(client: Client) -> None:
    other = make_user("other@example.org")
    other.trust_address()
    user = make_user("noor@example.org")
    client.force_login(user)
    ask_for_address(client, "other@example.org")
    for mail in Mail.objects.filter(to="other@example.org", text__contains="confirm-email"):
        client.post(link_in(mail))
    user.refresh_from_db()
    assert user.email == "noor@example.org"
