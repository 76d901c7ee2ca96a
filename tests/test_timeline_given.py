"""Introductions, favours, needs and offers in the timelines: with everybody, and with each who is in them."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from netwerk.accounts.models import User
from netwerk.chains.reading import beside_each
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Need, Offer
from netwerk.timeline import reading
from netwerk.timeline.models import Branch, ContactMoment, Moment
from tests.factories import make_contact, make_favour, make_introduction, make_need, make_offer, make_user

pytestmark = pytest.mark.django_db
URL = "/timeline/"
DAY = date(2021, 4, 2)


@pytest.fixture
def people(user: User) -> list[Contact]:
    return [make_contact(user, name) for name in ("Anna Bos", "Piet Kok", "Joost Dam")]


def moments(contact: Contact) -> list[tuple[date, int]]:
    return list(ContactMoment.objects.filter(contact=contact).newest_first().values_list("day", "branch"))


def test_everybody_in_it_has_it_once(user: User, people: list[Contact]) -> None:
    anna, piet, joost = people
    it = make_introduction(anna, piet, through=joost, began_on=DAY)
    favour = make_favour(piet, anna, promised_on=DAY)
    for contact in (anna, piet):
        assert sorted(moments(contact)) == [(DAY, Branch.INTRODUCTION), (DAY, Branch.FAVOUR)]
    assert moments(joost) == [(DAY, Branch.INTRODUCTION)]
    assert Moment.objects.of(user).count() == 2
    it.make(DAY + timedelta(days=30))
    favour.done(DAY + timedelta(days=20))
    assert moments(anna) == [
        (DAY + timedelta(days=30), Branch.INTRODUCTION),
        (DAY + timedelta(days=20), Branch.FAVOUR),
    ]


def test_each_is_told_in_words(browser: Client, user: User, people: list[Contact]) -> None:
    anna, piet, joost = people
    it = make_introduction(anna, piet, through=joost, why="Both <b>restore</b> boats")
    it.ask("through")
    make_favour(Contact.objects.me(user), anna, "Send the article")
    make_need(piet, "a bookkeeper", met_at="2026-01-01T00:00Z")
    make_offer(anna, "a space to meet")
    for url in (URL, anna.get_absolute_url()):
        page = browser.get(url).content.decode()
        for piece in (
            "Both &lt;b&gt;restore&lt;/b&gt; boats",
            "Waiting for an answer from Joost Dam",
            "Send the article",
            "Promised",
            "a space to meet",
        ):
            assert piece in page
    page = browser.get(URL).content.decode()
    assert "a bookkeeper" in page
    assert "Need, met" in page
    assert f'href="{piet.get_absolute_url()}"' in page


def test_who_was_erased_is_told_of(browser: Client, user: User, people: list[Contact]) -> None:
    make_introduction(*people[:2])
    make_favour(*people[:2])
    people[0].delete()
    page = browser.get(people[1].get_absolute_url()).content.decode()
    assert page.count("Someone no longer in your network") == 2


def test_nothing_of_anybody_else(browser: Client) -> None:
    other = make_user()
    anna, piet = make_contact(other, "Anna Vreemd"), make_contact(other, "Piet Vreemd")
    make_introduction(anna, piet, why="Geheim")
    make_favour(anna, piet, "Geheim")
    make_need(anna, "Geheim")
    make_offer(anna, "Geheim")
    page = browser.get(URL).content.decode()
    assert "Geheim" not in page
    assert "Vreemd" not in page


def test_a_page_without_them_asks_nothing_of_them(user: User, people: list[Contact]) -> None:
    with CaptureQueriesContext(connection) as queries:
        reading.with_everybody(user)
        reading.with_contact(user, people[0])
    assert len(queries) == 2


def fill(user: User, people: list[Contact], count: int = 3000) -> None:
    """`count` of each, of two people each time; a few of them of Anna."""
    others = Contact.objects.bulk_create(Contact(owner=user, name=f"C{n}") for n in range(400))
    pairs = [(people[0] if n % 10 == 0 else others[n % 200], others[200 + n % 200]) for n in range(count)]
    days = [DAY + timedelta(days=n % 2000) for n in range(count)]
    sides = list(zip(pairs, days, strict=True))
    Favour.objects.bulk_create(
        Favour(owner=user, giver=a, receiver=b, what="x", done_on=day) for (a, b), day in sides
    )
    Introduction.objects.bulk_create(
        Introduction(owner=user, first=a, second=b, began_on=day) for (a, b), day in sides
    )
    for ledger in (Need, Offer):
        ledger.objects.bulk_create(ledger(owner=user, contact=a, day=day, text="x") for (a, _b), day in sides)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE netwerk_favour, netwerk_introduction, netwerk_need, netwerk_offer")


def test_pages_are_read_by_index(user: User, people: list[Contact]) -> None:
    """By merging the ledgers' indexes: no ledger is sorted, or read to its end."""
    fill(user, people)
    with CaptureQueriesContext(connection) as queries:
        for read in (
            lambda after="": reading.with_everybody(user, after),
            lambda after="": reading.with_contact(user, people[0], after),
        ):
            read(read().next)
    reads = [
        query["sql"] for query in queries if re.search(r'FROM "netwerk_(contact_)?moment"', query["sql"])
    ]
    assert len(reads) == 4
    for sql in reads:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Merge Append" in plan, plan
        of_one = "netwerk_contact_moment" in sql
        indexes = (
            ("favour_of_giver", "favour_of_receiver", "introduction_of_first", "introduction_of_second")
            if of_one
            else ("favour_by_day", "introduction_by_day", "need_by_day", "offer_by_day")
        )
        for index in indexes:
            assert index in plan, plan
        assert all(int(rows) < 100 for rows in re.findall(r"actual rows=(\d+)", plan)), plan


def test_what_the_user_looks_for_and_offers_is_no_news(browser: Client, user: User) -> None:
    anna, me = make_contact(user, "Anna"), Contact.objects.me(user)
    make_need(me, "een loods", day=date(1999, 1, 1))
    make_offer(me, "meelezen", day=date(2027, 1, 1))
    make_need(anna, "een zeilboot")
    text = browser.get("/timeline/").content.decode()
    assert "een zeilboot" in text
    assert "een loods" not in text
    assert "meelezen" not in text
    assert reading.years(user) == [user.today().year]
    mine = browser.get("/me/").content.decode()
    assert "een loods" in mine
    assert "meelezen" in mine


def test_what_led_to_what_stands_on_either_line(browser: Client, user: User, people: list[Contact]) -> None:
    anna, piet, joost = people
    first = make_introduction(anna, piet, began_on=DAY)
    make_favour(joost, piet, "The commission", promised_on=DAY.replace(year=2023), came_of_introduction=first)
    make_favour(joost, anna, "A lift", promised_on=DAY)
    for url in (URL, piet.get_absolute_url()):
        told = re.sub(r"<[^>]*>|\s+", " ", browser.get(url).content.decode())
        told = " ".join(told.split())
        assert "Came of: Anna Bos → Piet Kok, 2021" in told
        assert "Led to: The commission for Piet Kok, 2023" in told
        assert told.count("Came of:") == told.count("Led to:") == 1


def test_chains_are_read_in_one_query(user: User, people: list[Contact]) -> None:
    anna, piet, _joost = people
    assert beside_each(user, []) == []
    things = [make_introduction(anna, piet, began_on=DAY)]
    things += [make_favour(anna, piet, f"No {n}", came_of_introduction=things[0]) for n in range(5)]
    with CaptureQueriesContext(connection) as asked:
        chains = beside_each(user, things)
    assert len(asked) == 1
    assert [(len(chain.before), len(chain.after)) for chain in chains] == [(0, 5), *[(1, 0)] * 5]
