"""The first visit: one question, once."""

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs.models import Match, Need, Offer
from tests.factories import make_contact, make_need, make_user
from tests.signing import NEW, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(client: Client) -> User:
    """Somebody who has just signed up."""
    assert client.post("/accounts/signup/", NEW)["Location"] == "/hello/"
    return User.objects.get()


def test_several_answers_in_one_go_end_at_today(client: Client, newcomer: User) -> None:
    assert client.get("/hello/").status_code == 200
    said = {
        "offers": " fiscalist ; pianoles;fiscalist",
        "needs": "een kantoor in Utrecht;\r\neen hardloopmaatje",
    }
    for _ in range(2):
        assert client.post("/hello/", said)["Location"] == "/"
    me = Contact.objects.get(self_of=newcomer)
    assert [offer.text for offer in Offer.objects.filter(contact=me).order_by("id")] == [
        "fiscalist",
        "pianoles",
    ]
    assert [need.text for need in Need.objects.filter(contact=me).order_by("id")] == [
        "een kantoor in Utrecht",
        "een hardloopmaatje",
    ]
    make_need(make_contact(newcomer), "zoekt een fiscalist")
    assert Match.objects.get().helper == me


@pytest.mark.parametrize(
    "answer", [("/hello/", {"offers": "pianoles"}), ("/hello/", {}), ("/hello/skip/", {})]
)
def test_it_is_asked_once(client: Client, newcomer: User, answer: tuple[str, dict[str, str]]) -> None:
    assert sign_in(Client(), newcomer.email)["Location"] == "/hello/"  # not answered yet
    where, said = answer
    assert client.post(where, said)["Location"] == "/"
    assert sign_in(Client(), newcomer.email)["Location"] == "/"
    assert client.get("/hello/")["Location"] == "/me/"


def test_skipping_keeps_nothing(client: Client, newcomer: User) -> None:
    client.post("/hello/skip/", {"offers": "pianoles"})
    assert not Contact.objects.exists()


def test_it_stands_in_nobodys_way(client: Client, newcomer: User) -> None:
    assert client.get("/").status_code == client.get("/contacts/").status_code == 200
    signed = {"login": newcomer.email, "password": NEW["password1"], "next": "/contacts/"}
    assert Client().post("/accounts/login/", signed)["Location"] == "/contacts/"


@pytest.mark.parametrize("typed", ["a" * 201, "ab;" * 3000, "x" * 10_000, "\x00"])
def test_what_is_too_long_is_told_and_kept(client: Client, newcomer: User, typed: str) -> None:
    answer = client.post("/hello/", {"offers": typed, "needs": "een kantoor"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="errorlist"' in page
    assert "een kantoor" in page
    assert not Offer.objects.exists()


@pytest.mark.parametrize("typed", ["💥", "مرحبا", ";;;", " ", "de het een"])
def test_anything_short_will_do(client: Client, newcomer: User, typed: str) -> None:
    assert client.post("/hello/", {"offers": typed})["Location"] == "/"


def test_a_user_of_old_is_not_asked(client: Client) -> None:
    user = make_user()
    assert sign_in(client, user.email)["Location"] == "/"
