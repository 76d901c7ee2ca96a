"""The timeline: every moment once, newest first, by year, at a price that does not grow."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Note
from netwerk.encounters.models import Encounter, Participation
from netwerk.timeline import reading
from netwerk.timeline.company import SHOWN
from netwerk.timeline.models import Branch, ContactMoment, Moment
from tests.factories import make_contact, make_encounter, make_user

pytestmark = pytest.mark.django_db
URL = "/timeline/"
NEXT = re.compile(r'href="\?after=([^"]+)"')


def make_note(contact: Contact, day: date, text: str = "Moves to Leiden") -> Note:
    return Note.objects.create(owner=contact.owner, contact=contact, day=day, text=text)


def fill(user: User, contact: Contact, count: int, newest: date = date(2026, 3, 1)) -> None:
    """`count` encounters and as many notes, two and two on one day."""
    for ago in range(count):
        day = newest - timedelta(days=ago // 2)
        make_encounter(user, contact, day=day, title=f"Meeting {ago}")
        make_note(contact, day, f"Note {ago}")


def lines(page: reading.Page) -> list[reading.Line]:
    return [line for year in page.years for line in year.lines]


def read_all(first: reading.Page, more: object) -> list[reading.Page]:
    pages = [first]
    while pages[-1].next and len(pages) < 20:
        pages.append(more(pages[-1].next))  # type: ignore[operator]  # a reader of pages
    return pages


def test_each_moment_stands_on_one_page_newest_first(user: User) -> None:
    """Also where a day is cut in two, and where rows of two ledgers have both day and id in common."""
    contact = make_contact(user)
    with connection.cursor() as cursor:  # the same ids in each ledger
        for table in ("encounter", "participation", "note"):
            cursor.execute(f"ALTER TABLE netwerk_{table} ALTER COLUMN id RESTART WITH 9000")
    fill(user, contact, 40)
    assert Moment.objects.of(user).filter(id=9000).count() == 2

    for moments, read in (
        (Moment.objects.of(user), lambda after="": reading.with_everybody(user, after)),
        (ContactMoment.objects.of(user), lambda after="": reading.with_contact(user, contact, after)),
    ):
        pages = read_all(read(), read)
        assert [len(lines(page)) for page in pages[:-1]] == [reading.PAGE] * (len(pages) - 1)
        shown = [line.row for page in pages for line in lines(page)]
        expected = sorted(moments, key=lambda moment: (moment.day, moment.id, moment.branch), reverse=True)
        assert len(shown) == len(expected) == 80
        assert [type(row) is Note for row in shown] == [moment.branch == Branch.NOTE for moment in expected]
        assert len({str(getattr(row, "text", None) or row.encounter.title) for row in shown}) == 80


def test_a_year_that_goes_on_has_its_heading_once(browser: Client, user: User) -> None:
    contact = make_contact(user)
    fill(user, contact, reading.PAGE, newest=date(2025, 1, 3))
    seen, after = [], ""
    for _ in range(20):
        part = browser.get(URL, {"after": after}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        seen += re.findall(r'timeline-year">(\d+)<', part)
        if not (more := NEXT.search(part)):
            break
        after = more[1]
    assert seen == ["2025", "2024"]


def test_a_whole_page_always_names_its_year(browser: Client, user: User) -> None:
    fill(user, make_contact(user), reading.PAGE, newest=date(2025, 12, 30))
    after = NEXT.search(browser.get(URL).content.decode())[1]  # type: ignore[index]  # there is a next page
    page = browser.get(URL, {"after": after}).content.decode()
    assert 'timeline-year">2025<' in page
    assert "<html" in page


def test_begins_in_a_year(browser: Client, user: User) -> None:
    contact = make_contact(user)
    for year in (2021, 2023, 2024):
        make_encounter(user, contact, day=date(year, 12, 31), title=f"Oud en nieuw {year}")
    page = browser.get(URL, {"year": "2023"}).content.decode()
    assert "Oud en nieuw 2024" not in page
    assert page.index("Oud en nieuw 2023") < page.index("Oud en nieuw 2021")
    assert reading.years(user) == [2024, 2023, 2022, 2021]
    for other in ("1066", "2023x", "²", "-5"):
        assert "Oud en nieuw 2024" in browser.get(URL, {"year": other}).content.decode()


def test_a_key_that_is_not_for_this_list_begins_at_the_start(browser: Client, user: User) -> None:
    make_encounter(user, make_contact(user), title="Zomerborrel")
    contacts = make_user()
    for number in range(60):
        make_contact(contacts, f"Guest {number}")
    elsewhere = Client()
    elsewhere.force_login(contacts)
    alien = re.search(r"after=([\w:.-]+)", elsewhere.get(reverse("contacts.list")).content.decode())
    assert alien
    for after in (alien[1], "nonsense", "a:b:c"):
        assert "Zomerborrel" in browser.get(URL, {"after": after}).content.decode()


def test_shows_nothing_of_anybody_else(browser: Client) -> None:
    stranger = make_user()
    make_encounter(stranger, make_contact(stranger, "Piet Vreemd"), title="Geheim")
    make_note(make_contact(stranger), date(2026, 1, 1), "Geheim")
    page = browser.get(URL).content.decode()
    assert "Geheim" not in page
    assert "Log a borrel" in page  # an empty timeline says how to begin


def test_a_meeting_of_forty_shows_a_few_and_counts_the_others(browser: Client, user: User) -> None:
    people = [make_contact(user, f"Guest {number}") for number in range(40)]
    make_encounter(user, *people, title="Netwerkdag")
    page = browser.get(URL).content.decode()
    assert page.count("Guest ") == SHOWN
    assert f"and {40 - SHOWN} others" in page


def test_with_one_person_what_they_told_stands_in_everything(browser: Client, user: User) -> None:
    anna, piet = make_contact(user, "Anna Bos"), make_contact(user, "Piet Kok")
    coffee = make_encounter(user, anna, kind=Encounter.Kind.COFFEE)
    borrel = make_encounter(user, anna, piet, title="Borrel", note="Full house")
    Participation.objects.filter(encounter=coffee).update(note="Wants a podium")
    Participation.objects.filter(encounter=borrel).update(note="For their own page")
    page = browser.get(URL).content.decode()
    assert "Wants a podium" in page
    assert "Full house" in page
    assert "For their own page" not in page


def test_what_is_planned_says_so(browser: Client, user: User) -> None:
    contact = make_contact(user)
    make_encounter(user, contact, day=user.today())
    assert "planned" not in browser.get(URL).content.decode()
    make_encounter(user, contact, day=user.today() + timedelta(days=1))
    assert browser.get(URL).content.decode().count("planned") == 1


@pytest.mark.parametrize("people", [1, 12])
def test_a_full_page_costs_as_many_queries_as_a_short_one(browser: Client, user: User, people: int) -> None:
    guests = [make_contact(user) for _ in range(people)]
    make_encounter(user, *guests)
    make_note(guests[0], date(2026, 1, 1))
    browser.get(URL)
    with CaptureQueriesContext(connection) as few:
        browser.get(URL)
    for ago in range(reading.PAGE):
        make_encounter(user, *guests, day=date(2025, 12, 1) - timedelta(days=ago))
        make_note(guests[-1], date(2025, 12, 1) - timedelta(days=ago))
    with CaptureQueriesContext(connection) as many:
        browser.get(URL)
    assert len(few) == len(many) <= 9


def test_a_page_is_read_by_index(user: User) -> None:
    """By merging the ledgers' indexes: no ledger is sorted, or read to its end."""
    day, count = date(2020, 1, 1), 3000
    contacts = Contact.objects.bulk_create(Contact(owner=user, name=f"C{n}") for n in range(count))
    Note.objects.bulk_create(
        Note(owner=user, contact=contact, day=day + timedelta(days=n % 2000), text="x")
        for n, contact in enumerate(contacts)
    )
    Encounter.objects.bulk_create(
        Encounter(owner=user, day=day + timedelta(days=n % 2000)) for n in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE netwerk_note, netwerk_encounter")
    with CaptureQueriesContext(connection) as queries:
        first = reading.with_everybody(user)
        reading.with_everybody(user, first.next)
    reads = [query["sql"] for query in queries if 'FROM "netwerk_moment"' in query["sql"]]
    assert len(reads) == 2
    for sql in reads:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Merge Append" in plan, plan
        assert "encounter_by_day" in plan, plan
        assert "note_by_day" in plan, plan
        assert all(int(rows) < 100 for rows in re.findall(r"actual rows=(\d+)", plan)), plan


def test_the_view_stands_in_one_place() -> None:
    package = Path(settings.BASE_DIR) / "netwerk"
    found = [path.relative_to(package) for path in package.rglob("*.py") if "CREATE VIEW" in path.read_text()]
    assert {str(path) for path in found} == {"chains/sql.py", "timeline/sql.py"}


def test_every_branch_can_be_shown() -> None:
    assert set(reading.WITH_EVERYBODY) == set(reading.WITH_CONTACT) == set(Branch)
