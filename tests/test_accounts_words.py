"""The pages of allauth say it in our words, and in Dutch as people speak it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.mail.models import Mail
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

OURS = Path(__file__).resolve().parent.parent / "templates"
DUTCH = {"Accept-Language": "nl"}
NEVER = r"\b(u|uw|a\.u\.b\.|ingelogd als|authenticeer|verificatie|sleutel|registreren|aanmelden|afmelden)\b"
VISITOR: dict[str, tuple[str, Callable[[User], list[str]]]] = {
    "account_login": ("Inloggen", lambda user: []),
    "account_signup": ("Account maken", lambda user: []),
    "account_inactive": ("Dit account is gesloten", lambda user: []),
    "account_email_verification_sent": ("Kijk in je mail", lambda user: []),
    "account_reset_password": ("Een nieuw wachtwoord", lambda user: []),
    "account_reset_password_done": ("Kijk in je mail", lambda user: []),
    "account_reset_password_from_key": (
        "Deze link is niet meer geldig",
        lambda user: [user_pk_to_url_str(user), "worn-out"],
    ),
    "account_reset_password_from_key_done": ("Je wachtwoord is veranderd", lambda user: []),
    "account_confirm_email": (
        "Is dit jouw e-mailadres?",
        lambda user: [EmailConfirmationHMAC(EmailAddress.objects.get(user=user)).key],
    ),
}
SIGNED_IN = {
    "account_logout": "Op dit apparaat uitloggen?",
    "account_reauthenticate": "Ben jij het?",
    "account_change_password": "Wachtwoord wijzigen",
    "account_email": "Je e-mailadres wijzigen",
}


@pytest.fixture
def noor() -> User:
    user = make_user("noor@example.org", language="nl")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return user


def assert_ours(page: Any, heading: str) -> None:
    """The page has this heading, and no template of allauth's that says anything."""
    assert page.status_code == 200
    text = page.content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", text) == [heading]
    words = re.sub(r"<[^>]*>", " ", text)
    assert not re.search(NEVER, words, re.IGNORECASE), words
    said = {used.name for used in page.templates if re.match(r"account/(?!base_)", used.name or "")}
    assert said
    assert {name for name in said if not (OURS / name).exists()} == set()


@pytest.mark.parametrize("name", VISITOR)
def test_a_page_for_a_visitor(client: Client, noor: User, name: str) -> None:
    heading, arguments = VISITOR[name]
    assert_ours(client.get(reverse(name, args=arguments(noor)), headers=DUTCH), heading)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_for_who_is_signed_in(client: Client, noor: User, name: str) -> None:
    client.post(reverse("account_login"), {"login": noor.email, "password": PASSWORD})
    assert_ours(client.get(reverse(name)), SIGNED_IN[name])


def test_a_link_to_confirm_that_is_worn_out_says_what_to_do(client: Client, noor: User) -> None:
    address = reverse("account_confirm_email", args=["worn-out"])
    page = client.get(address, headers=DUTCH)
    assert_ours(page, "Deze link is niet meer geldig")
    assert f'class="button" href="{reverse("account_login")}"' in page.content.decode()
    client.force_login(noor)
    page = client.get(address)
    assert_ours(page, "Deze link is niet meer geldig")
    assert f'class="button" href="{reverse("account_email")}"' in page.content.decode()


def test_an_address_that_became_anothers_is_not_confirmed(client: Client, noor: User) -> None:
    other = make_user("other@example.org")
    waiting = EmailAddress.objects.create(user=other, email="new@example.org")
    EmailAddress.objects.create(user=noor, email="new@example.org", verified=True)
    page = client.get(reverse("account_confirm_email", args=[EmailConfirmationHMAC(waiting).key]))
    assert "new@example.org belongs to another account." in page.content.decode()
    assert "<button" not in page.content.decode().partition("<main")[2]


def test_a_closed_door_is_told_in_dutch(client: Client, settings: Any) -> None:
    settings.SIGNUP_OPEN = False
    assert_ours(client.get(reverse("account_signup"), headers=DUTCH), "Nu kan niemand een account maken")
    page = client.get(reverse("account_login"), headers=DUTCH).content.decode()
    assert reverse("account_signup") not in page


def test_a_new_password_is_chosen_in_dutch(client: Client, noor: User) -> None:
    client.post(reverse("account_reset_password"), {"email": noor.email}, headers=DUTCH)
    link = re.search(r"http://localhost:8000(/accounts/\S+/\S+/)", Mail.objects.get().text)
    assert link
    form = client.get(link[1])["Location"]
    assert_ours(client.get(form, headers=DUTCH), "Kies een nieuw wachtwoord")
    typed = {"password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"}
    page = client.post(form, typed, headers=DUTCH, follow=True)
    assert_ours(page, "Je wachtwoord is veranderd")
    assert "Je wachtwoord is veranderd." in page.content.decode()


def test_what_is_wrong_is_told_in_dutch(client: Client, noor: User) -> None:
    wrong = {"login": noor.email, "password": "wrong"}
    page = client.post(reverse("account_login"), wrong, headers=DUTCH).content.decode()
    assert "Dit e-mailadres en dit wachtwoord horen niet bij elkaar." in page
    for _ in range(5):
        page = client.post(reverse("account_login"), wrong, headers=DUTCH).content.decode()
    assert "Te vaak een verkeerd wachtwoord. Probeer het over een paar minuten nog eens." in page
    cache.clear()  # who kept guessing is let in again
    client.force_login(noor)
    page = client.post(reverse("account_reauthenticate"), {"password": "wrong"}).content.decode()
    assert "Dit is niet je wachtwoord." in page
    page = client.post(reverse("account_change_password"), {"oldpassword": "wrong"}).content.decode()
    assert "Dit is niet je wachtwoord." in page


@pytest.mark.parametrize(
    "name",
    [
        "cannot_delete_primary_email",
        "email_confirmation_failed",
        "email_confirmation_sent",
        "email_confirmed",
        "email_deleted",
        "logged_in",
        "logged_out",
        "password_changed",
    ],
)
def test_a_message_is_ours(name: str) -> None:
    template: Any = get_template(f"account/messages/{name}.txt")
    assert Path(template.origin.name).is_relative_to(OURS)


def test_who_signs_out_is_told_in_dutch(client: Client, noor: User) -> None:
    client.force_login(noor)
    page = client.post(reverse("account_logout"), headers=DUTCH, follow=True).content.decode()
    assert "Je bent uitgelogd." in page
