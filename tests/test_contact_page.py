"""One contact whole."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Membership, Note, Photo, Reach
from netwerk.encounters.models import Encounter, Participation
from netwerk.pages.contact import birthday
from netwerk.timeline import reading
from tests.factories import make_contact, make_encounter, make_nudge, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


def read(browser: Client, contact: Contact, **query: str) -> str:
    response = browser.get(contact.get_absolute_url(), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_shows_what_was_said_with_this_contact_only(browser: Client, user: User, anna: Contact) -> None:
    piet = make_contact(user, "Piet Kok")
    borrel = make_encounter(user, anna, piet, title="Zomerborrel", place="De Zaak", note="Full house")
    Participation.objects.filter(contact=anna).update(note="Wants a podium")
    Participation.objects.filter(contact=piet).update(note="Sells his boat")
    make_encounter(user, piet, title="Without her")
    Note.objects.create(owner=user, contact=anna, day=date(2026, 1, 1), text="Moves to Leiden")
    page = read(browser, anna)
    assert page.index("Wants a podium") < page.index("Zomerborrel") < page.index("De Zaak")
    assert "Full house" in page
    assert f'href="{piet.get_absolute_url()}"' in page
    assert f'href="{borrel.get_absolute_url()}"' in page
    assert "Moves to Leiden" in page
    assert "Sells his boat" not in page
    assert "Without her" not in page
    timeline = page[page.index('id="timeline"') :]
    assert f'href="{anna.get_absolute_url()}"' not in timeline  # she knows she was there


def test_shows_who_they_are(browser: Client, user: User, anna: Contact) -> None:
    circle = Circle.objects.create(owner=user, name="Fiscalisten")
    Membership.objects.create(owner=user, contact=anna, circle=circle)
    Reach.objects.create(owner=user, contact=anna, kind="phone", value="06 12345678", label="work")
    Reach.objects.create(owner=user, contact=anna, kind="post", value="Oudegracht 12")
    anna.drives, anna.how_met, anna.met_through = (
        "Art for all",
        "At the Chamber",
        make_contact(user, "Piet Kok"),
    )
    anna.birth_day, anna.birth_month, anna.place, anna.language = 14, 3, "Utrecht", "nl"
    anna.save()
    page = browser.get(f"/contacts/{anna.pk}/beside/").content.decode()
    shown = [
        "Art for all",
        "At the Chamber",
        "Piet Kok",
        "14 March",
        "Utrecht",
        "Dutch",
        "Fiscalisten",
        "Oudegracht 12",
    ]
    assert [text for text in shown if text not in page] == []
    assert 'href="tel:+31612345678"' in page
    assert 'href="tel:+31612345678"' in read(browser, anna)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"birth_day": 14, "birth_month": 3, "birth_year": 1980}, "14 March 1980"),
        ({"birth_day": 29, "birth_month": 2}, "29 February"),
        (
            {"birth_day": 29, "birth_month": 2, "birth_year": 1981},
            "29 February 1981",
        ),  # a slip is shown as it is
        ({"birth_year": 1980}, "1980"),
        ({}, ""),
    ],
)
def test_a_birthday_is_told_as_far_as_it_is_known(known: dict[str, int], words: str) -> None:
    assert birthday(Contact(**known)) == words


@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Seen today"), (1, "Seen yesterday"), (2, "Last seen 2 days ago"), (21, "Last seen 3 weeks ago")],
)
def test_how_long_ago(browser: Client, user: User, anna: Contact, days: int, words: str) -> None:
    make_encounter(user, anna, day=user.today() - timedelta(days=days))
    assert words in read(browser, anna).replace("\xa0", " ")


def test_known_since_the_first_moment(browser: Client, user: User, anna: Contact) -> None:
    make_encounter(user, anna, day=date(2024, 5, 1))
    make_encounter(user, anna, day=user.today() + timedelta(days=9))
    Note.objects.create(owner=user, contact=anna, day=date(2021, 2, 3), text="Heard of her")
    assert "you’ve known each other since February 2021" in read(browser, anna)


def test_who_is_only_planned_was_never_seen(browser: Client, user: User, anna: Contact) -> None:
    make_encounter(user, anna, day=user.today() + timedelta(days=9))
    page = read(browser, anna)
    assert "known each other" not in page
    assert "Seen" not in page
    assert "planned" in page


def test_an_empty_timeline_teaches(browser: Client, anna: Contact) -> None:
    assert "Nothing is written down yet. What did Anna Bos tell you" in read(browser, anna)


def test_shows_the_first_open_nudge(browser: Client, user: User, anna: Contact) -> None:
    make_nudge(user, anna, date(2026, 1, 2), why="Later")
    make_nudge(user, anna, date(2026, 1, 1), why="Send the article")
    make_nudge(user, anna, date(2025, 1, 1), why="Long done").done()
    make_nudge(user, make_contact(user), date(2025, 1, 1), why="Of somebody else")
    page = read(browser, anna)
    assert "Send the article" in page
    assert not re.search("Later|Long done|Of somebody else", page)


def test_an_archived_contact_can_be_restored(browser: Client, user: User, anna: Contact) -> None:
    restore = f'action="{anna.get_absolute_url()}restore/"'
    assert restore not in read(browser, anna)
    anna.archive()
    make_nudge(user, anna, date(2026, 1, 1), why="Send the article")
    page = read(browser, anna)
    assert restore in page
    assert "Send the article" not in page


def test_pages_of_the_timeline_are_a_fragment_for_htmx(browser: Client, user: User, anna: Contact) -> None:
    for ago in range(reading.PAGE + 1):
        make_encounter(user, anna, day=date(2026, 1, 1) - timedelta(days=ago), title=f"Meeting {ago}.")
    page = read(browser, anna)
    assert "Meeting 0." in page
    assert f"Meeting {reading.PAGE}." not in page
    after = re.search(r'href="\?after=([^"]+)"', page)
    assert after
    part = browser.get(anna.get_absolute_url(), {"after": after[1]}, headers={"HX-Request": "true"})
    assert part["Vary"].count("HX-Request") == 1
    assert re.findall(r"Meeting \d+\.", part.content.decode()) == [f"Meeting {reading.PAGE}."]
    assert "composer" not in part.content.decode()


def test_the_page_is_never_kept_by_a_cache(browser: Client, anna: Contact) -> None:
    """Its composer names a draft that is good for one note."""
    assert "no-store" in browser.get(anna.get_absolute_url())["Cache-Control"]


def test_a_stranger_sees_nothing(client: Client, anna: Contact) -> None:
    client.force_login(make_user())
    assert client.get(anna.get_absolute_url()).status_code == 404


def test_years_of_moments_cost_as_many_queries_as_a_few(browser: Client, user: User, anna: Contact) -> None:
    others = [make_contact(user) for _ in range(12)]
    make_encounter(user, anna, others[0])
    Note.objects.create(owner=user, contact=anna, day=date(2026, 1, 1), text="x")
    make_nudge(user, anna)
    few = count_queries(browser, anna)
    for n in range(40):
        make_encounter(
            user, anna, *others, day=date(2025, 1, 1) - timedelta(days=n), kind=Encounter.Kind.EVENT
        )
        Note.objects.create(owner=user, contact=anna, day=date(2025, 1, 1), text="x")
        Reach.objects.create(owner=user, contact=anna, kind="email", value=f"anna{n}@netwerk.example")
    for other in others:
        Photo.objects.keep(other, b"webp")
    assert count_queries(browser, anna) == few <= 10


def count_queries(browser: Client, contact: Contact) -> int:
    browser.get(contact.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        browser.get(contact.get_absolute_url())
    return len(queries)
