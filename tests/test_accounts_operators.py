"""Whoever runs the site: the admin, and what it does not show."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.mail.models import Mail
from tests.factories import PASSWORD, make_user
from tests.signing import link_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> User:
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    client.force_login(user)
    return user


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"].startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": "root@example.org", "password": "x"}).status_code == 302
    client.force_login(make_user())
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/admin/netwerk/user/").status_code == 302


@pytest.mark.usefixtures("verifying")
def test_whoever_made_the_operator_need_not_prove_the_address(client: Client) -> None:
    call_command("createsuperuser", interactive=False, email="Root@example.org", verbosity=0)
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(client, "root@example.org")["Location"] == "/hello/"


def test_an_operator_sees_no_passwords_and_nobodys_words(client: Client, operator: User) -> None:
    user = make_user("noor@example.org")
    mail = Mail.objects.create(
        owner=user,
        kind=Mail.Kind.DIGEST,
        to=user.email,
        subject="Zwaluw",
        text="Zwaluw",
        html="Zwaluw",
        secret="Zwaluw",
    )
    pages = ["/admin/", f"/admin/netwerk/user/{user.pk}/change/", "/admin/netwerk/mail/"]
    shown = "".join(client.get(page).content.decode() for page in pages)
    assert "noor@example.org" in shown
    assert "Zwaluw" not in shown
    assert user.password not in shown
    closed = [f"mail/{mail.pk}/change/", f"mail/{mail.pk}/delete/", "mail/add/", f"user/{user.pk}/delete/"]
    assert {client.get(f"/admin/netwerk/{page}").status_code for page in closed} == {403}
    assert client.get("/admin/netwerk/contact/").status_code == 404


def test_an_operator_lets_somebody_in_who_chooses_the_password(client: Client, operator: User) -> None:
    new = {
        "email": "New@example.org",
        "name": "Nieuw",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "is_active": "on",
    }
    assert client.post("/admin/netwerk/user/add/", new).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "new@example.org"})
    form = visitor.get(link_in(Mail.objects.get(to="new@example.org")))["Location"]
    visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(visitor, "new@example.org").status_code == 302
