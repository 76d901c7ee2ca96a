"""Nobody sees or changes what is somebody else's. Walks every route: a new one is in by being in urls.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Connection, Membership, Note, Photo, Reach, YearlyDay
from netwerk.feed.models import Feed
from netwerk.introductions.wording import LetterWording
from netwerk.mail.models import Mail
from netwerk.needs.models import Dismissal, Vocabulary, Wording
from netwerk.nudges import signed
from netwerk.nudges.reminders import Reminder
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_nudge,
    make_offer,
    make_user,
)
from tests.network import KEEPING

# Pages that ask nobody who they are, each with its reason.
OPEN = {
    "health.alive",  # for machines
    "health.ready",
    "nudges.link",  # from a mail: the signature is the key
    "nudges.link_act",
    "nudges.stop",
    "nudges.pause",
    "nudges.resume",
    "feed.calendar",  # the link is the key
}
SECRET = "Zwaluwenberg"  # stands in every text of the owner's rows, and in no page of a stranger


def own_routes() -> list[URLPattern]:
    """Every route of ours: those that allauth and the admin bring are theirs to test."""
    return [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]


FAVOURS = [str(pattern.name) for pattern in own_routes() if "favour" in str(pattern.name)]
ROUTES = sorted(str(pattern.name) for pattern in own_routes())
PRIVATE = [name for name in ROUTES if name not in OPEN]


class World:
    """One owner with a row of every kind, and a stranger."""

    def __init__(self) -> None:
        self.owner, self.stranger = make_user(), make_user()
        self.contact = make_contact(
            self.owner, f"Els {SECRET}", headline=SECRET, organisation=SECRET, place=SECRET
        )
        self.encounter = make_encounter(self.owner, self.contact, title=SECRET, note=SECRET)
        self.encounter.participations.update(note=SECRET)
        self.nudge = make_nudge(self.owner, self.contact, why=SECRET, encounter=self.encounter)
        self.note = Note.objects.create(
            owner=self.owner, contact=self.contact, day=self.owner.today(), text=SECRET
        )
        self.circle = Circle.objects.create(owner=self.owner, name=SECRET)
        Membership.objects.create(owner=self.owner, contact=self.contact, circle=self.circle)
        Reach.objects.create(owner=self.owner, contact=self.contact, value=f"{SECRET}@netwerk.example")
        Photo.objects.keep(self.contact, b"webp")
        self.mail = Mail.objects.create(
            owner=self.owner, kind=Mail.Kind.DIGEST, to=self.owner.email, subject=SECRET, text=SECRET
        )
        self.contact.reindex()
        self.need = make_need(self.contact, SECRET, note=SECRET)
        self.offer = make_offer(make_contact(self.owner, f"Piet {SECRET}"), SECRET)
        self.connection = Connection.objects.create(
            owner=self.owner, one=self.contact, other=self.offer.contact, words=SECRET
        )
        self.match = self.need.matches.get()
        self.wording = Wording.objects.create(owner=self.owner, text=f"{SECRET}, eigen")
        Vocabulary.objects.create(owner=self.owner, version=1, unread_at=timezone.now())
        self.dismissal = Dismissal.objects.create(
            owner=self.owner, need=make_need(self.contact, f"{SECRET} 2"), helper=self.match.helper
        )

        self.yearly_day = YearlyDay.objects.create(
            owner=self.owner, contact=self.contact, label=SECRET, day=1, month=1
        )
        self.reminder = Reminder(
            owner=self.owner, contact=self.contact, text=SECRET, start=self.owner.today()
        )
        self.reminder.begin(self.owner.today())
        self.introduction = make_introduction(
            self.contact, self.offer.contact, need=self.need, encounter=self.encounter, why=SECRET
        )
        LetterWording.objects.create(owner=self.owner, kind="ask", language="en", text=SECRET)
        self.favour = make_favour(self.contact, self.offer.contact, SECRET, note=SECRET, need=self.need)
        self.feed = Feed.objects.make(self.owner)

    def kwargs(self, name: str) -> dict[str, Any]:
        """The arguments of a route, naming the owner's rows."""
        package, view = name.split(".")
        rows = {
            "pages": self.contact,
            "contacts": self.contact,
            "encounters": self.encounter,
            "needs": self.need,
            "nudges": self.nudge,
            "mail": self.mail,
            "introductions": self.introduction,
        }
        named = {
            "contacts.disconnect": self.connection,
            "contacts.edit_connection": self.connection,
            "encounters.plan": self.contact,
            "needs.add": self.contact,
            "needs.withdraw_offer": self.offer,
            "needs.edit_offer": self.offer,
            "needs.edit_words": self.wording,
            "needs.remove_words": self.wording,
            "needs.dismiss": self.match,
            "needs.undismiss": self.dismissal,
            "pages.help": self.match,
            "pages.came_of_meeting": self.encounter,
            "nudges.edit_yearly_day": self.yearly_day,
            "nudges.remove_yearly_day": self.yearly_day,
            "nudges.edit_reminder": self.reminder,
            "nudges.end_reminder": self.reminder,
            **dict.fromkeys(KEEPING, self.contact),
            **dict.fromkeys(FAVOURS, self.favour),
        }
        row = self.note if "note" in view else self.circle if "circle" in view else rows.get(package)
        row = named.get(name, self.introduction if view.startswith("introduction_") else row)
        wanted = next(pattern for pattern in own_routes() if pattern.name == name).pattern.converters
        known = {
            "pk": row.pk if row else 0,
            "digest": self.contact.photo_digest,
            "verb": "done",
            "side": "first",
            "token": self.token(view),
            "key": self.feed.key,
        }
        return {argument: known[argument] for argument in wanted}

    def token(self, view: str) -> str:
        return (
            signed.stop_token(self.owner) if view in ("stop", "pause", "resume") else signed.token(self.nudge)
        )

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.kwargs(name))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of all these tests: each takes back what it does to it, and the last the world itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    return made


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours."""
    return {
        model.__name__: sorted((row for row in model._base_manager.values()), key=str)
        for model in apps.get_app_config("netwerk").get_models()
        if model._meta.managed
    }


def but_of(user: User, rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Of these rows, those that `user` does not own: what they make for themselves is theirs to make."""
    return {
        name: [row for row in found if row.get("owner_id") != user.pk]
        for name, found in rows.items()
        if name != "User"
    }


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def test_every_route_of_ours_is_named_package_view() -> None:
    assert all(name.count(".") == 1 for name in ROUTES)
    included = [str(p.pattern) for p in get_resolver().url_patterns if isinstance(p, URLResolver)]
    assert included == ["accounts/", "admin/"]  # walked by nobody here: their own packages test them


@pytest.mark.parametrize("name", PRIVATE)
def test_a_visitor_is_asked_to_sign_in(world: World, name: str) -> None:
    before = everything()
    url = world.url(name)
    for response in (Client().get(url), Client().post(url)):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    assert everything() == before


@pytest.mark.parametrize("name", PRIVATE)
def test_a_stranger_finds_nothing(world: World, name: str) -> None:
    client, url = signed_in(world.stranger), world.url(name)
    before = everything()
    for response in (client.get(url), client.post(url), client.get(url, headers={"HX-Request": "true"})):
        if "pk" in world.kwargs(name):
            assert response.status_code in {404, 405}, url
        assert SECRET not in response.content.decode(errors="replace")
    after = everything()
    assert but_of(world.stranger, after) == but_of(world.stranger, before)
    assert [row for row in after["User"] if row["id"] == world.owner.pk] == [
        row for row in before["User"] if row["id"] == world.owner.pk
    ]


@pytest.mark.parametrize("name", [str(p.name) for p in own_routes() if "pk" in p.pattern.converters])
def test_a_row_of_somebody_else_is_404_and_mine_is_not(world: World, name: str) -> None:
    """405 hides nothing as long as one method of each route is allowed and answers 404."""
    url = world.url(name)
    stranger, owner = signed_in(world.stranger), signed_in(world.owner)
    assert 404 in {stranger.get(url).status_code, stranger.post(url).status_code}
    assert owner.get(url).status_code in {200, 405}


@pytest.mark.parametrize("name", ROUTES)
def test_looking_changes_nothing(world: World, name: str) -> None:
    client, url = signed_in(world.owner), world.url(name)
    before = everything()
    for headers in ({}, {"HX-Request": "true"}):
        for method in (client.get, client.head, client.options):
            assert method(url, headers=headers).status_code < 500 or name == "health.ready"
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in {"health.alive", "health.ready"}])
def test_a_form_from_another_site_is_refused(world: World, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner)
    before = everything()
    status = client.post(world.url(name)).status_code
    if (
        name == "nudges.stop"
    ):  # RFC 8058: the mail program has no cookie and no token, the signed link is the key
        assert status == 200
        return
    assert status in {403, 405}
    assert everything() == before
