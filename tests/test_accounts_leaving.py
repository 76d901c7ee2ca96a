"""Deleting an account, and everything in it."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned
from netwerk.contacts.models import (
    Circle,
    Connection,
    Double,
    Membership,
    Note,
    Photo,
    Reach,
    YearlyDay,
)
from netwerk.feed.models import Feed
from netwerk.introductions.wording import LetterWording
from netwerk.mail.models import Mail
from netwerk.needs.models import Dismissal, Proposal, Vocabulary, Wording
from netwerk.nudges.mailed import Digest
from netwerk.nudges.reminders import Reminder
from tests.factories import (
    PASSWORD,
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_nudge,
    make_offer,
    make_user,
)
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


def fill(user: User) -> None:
    """A row of every kind that a user can own."""
    contact, helper = make_contact(user), make_contact(user)
    need = make_need(contact, "een fiscalist")
    make_offer(helper, "fiscalist")
    Dismissal.objects.create(owner=user, need=need, helper=helper)
    Connection.objects.create(owner=user, one=contact, other=helper)
    encounter = make_encounter(user, contact)
    make_nudge(user, contact, encounter=encounter)
    introduction = make_introduction(contact, helper, need=need, came_of_encounter=encounter)
    make_favour(helper, contact, came_of_introduction=introduction)
    Proposal.objects.create(owner=user, need=need, helper=helper, day=user.today())
    LetterWording.objects.create(owner=user, kind="ask", language="nl", text="Hoi {name}")
    Wording.objects.create(owner=user, text="krachtstroom, elektricien")
    Vocabulary.objects.create(owner=user, version=1)
    circle = Circle.objects.create(owner=user, name="Borrel")
    Membership.objects.create(owner=user, contact=contact, circle=circle)
    Reach.objects.create(owner=user, contact=contact, value="a@example.org")
    Photo.objects.create(owner=user, contact=contact, data=b"x")
    Note.objects.create(owner=user, contact=contact, day=user.today(), text="Looks for a garden")
    YearlyDay.objects.create(owner=user, contact=contact, label="Wedding", day=1, month=5)
    Reminder.objects.create(
        owner=user, contact=contact, text="Call", start=user.today(), next_on=user.today()
    )
    Double.objects.create(owner=user, contact=contact, was=contact.pk + 1_000_000)
    Feed.objects.make(user)
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    Digest.objects.create(owner=user, day=user.today(), mail=mail)


def rows(user: User) -> dict[str, int]:
    owned = [
        model
        for model in apps.get_app_config("netwerk").get_models()
        if issubclass(model, (Owned, Mail)) and model._meta.managed
    ]
    return {model.__name__: model._default_manager.filter(owner=user).count() for model in owned}


def test_deleting_an_account_asks_for_the_password_and_leaves_nothing(client: Client) -> None:
    user, other = make_user("noor@example.org"), make_user()
    for each in (user, other):
        fill(each)
    before = rows(other)
    assert rows(user) == before
    assert 0 not in before.values()
    client.force_login(user)
    elsewhere = Client()
    elsewhere.force_login(user)
    address = reverse("accounts.delete")
    asked = client.get(address)["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert client.post(asked, {"password": "wrong"}).status_code == 422
    assert client.post(asked, {"password": PASSWORD})["Location"] == address
    assert "noor@example.org" in client.get(address).content.decode()
    assert rows(user) == before  # looking deletes nothing
    assert client.post(address)["Location"] == reverse("account_login")
    assert not User.objects.filter(pk=user.pk).exists()
    assert set(rows(user).values()) == {0}
    assert rows(other) == before
    assert not signed_in(client)
    assert not signed_in(elsewhere)


def test_an_open_session_alone_does_not_delete_an_account(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.post(reverse("accounts.delete"))["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(pk=user.pk).exists()
