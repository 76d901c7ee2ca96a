"""One encounter: shown, changed, deleted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter, Participation
from tests.factories import make_contact, make_encounter, make_nudge, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(user: User) -> list[Contact]:
    return [make_contact(user, name) for name in ("Anna Bos", "Piet Kok", "Yılmaz Öztürk")]


@pytest.fixture
def borrel(user: User, people: list[Contact]) -> Encounter:
    return make_encounter(
        user, *people, day=date(2026, 3, 5), title="Zomerborrel", place="De Zaak", note="Full"
    )


def url(view: str, encounter: Encounter) -> str:
    return reverse(f"encounters.{view}", args=[encounter.pk])


def notes(encounter: Encounter) -> dict[str, str]:
    return dict(encounter.participations.values_list("contact__name", "note"))


def sent(encounter: Encounter, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the edit page, with changes."""
    fields = {
        "title": encounter.title,
        "day": str(encounter.day),
        "place": encounter.place,
        "kind": encounter.kind,
        "note": encounter.note,
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
    }
    guests = {f"note-{guest.pk}": guest.note for guest in encounter.participations.all()}
    return fields | guests | changes


def save(browser: Client, encounter: Encounter, status: int = 302, **changes: Any) -> str:
    response = browser.post(url("edit", encounter), sent(encounter, **changes))
    assert response.status_code == status
    connection.check_constraints()
    encounter.refresh_from_db()
    return unescape(response.content.decode())


class TestShow:
    def test_shows_who_was_there_and_what_each_told(
        self, browser: Client, user: User, borrel: Encounter, people: list[Contact]
    ) -> None:
        Participation.objects.filter(contact=people[1]).update(note="Sells his boat")
        make_nudge(user, people[0], date(2026, 3, 9), encounter=borrel)
        make_nudge(user, people[1], date(2026, 4, 8), encounter=borrel).done()
        make_nudge(user, people[2], date(2026, 5, 7))
        page = unescape(browser.get(url("show", borrel)).content.decode())
        for text in ("Zomerborrel", "De Zaak", "Thu 5 Mar 2026", "Full", "Sells his boat", "Mon 9 Mar 2026"):
            assert text in page
        for contact in people:
            assert f'href="{contact.get_absolute_url()}"' in page
        assert "8 Apr" not in page  # done
        assert "7 May" not in page  # of something else

    def test_forty_cost_as_many_queries_as_one(self, browser: Client, user: User) -> None:
        counts = []
        for size in (1, 40):
            encounter = make_encounter(user, *[make_contact(user) for _ in range(size)])
            for view in ("show", "edit", "delete"):
                browser.get(url(view, encounter))
                with CaptureQueriesContext(connection) as queries:
                    browser.get(url(view, encounter))
                counts.append(len(queries))
        assert counts[:3] == counts[3:]
        assert max(counts) <= 6

    @pytest.mark.parametrize("view", ["show", "edit", "delete"])
    def test_a_stranger_gets_nothing(self, client: Client, borrel: Encounter, view: str) -> None:
        client.force_login(make_user())
        assert client.get(url(view, borrel)).status_code == 404
        assert client.post(url(view, borrel), sent(borrel, title="Mine")).status_code in (404, 405)
        borrel.refresh_from_db()
        assert borrel.title == "Zomerborrel"


class TestEdit:
    def test_changes_everything_at_once(
        self, browser: Client, borrel: Encounter, people: list[Contact]
    ) -> None:
        anna, piet, _ = borrel.participations.order_by("id")
        save(
            browser,
            borrel,
            title="Winterborrel",
            place="",
            kind="event",
            time="17:30",
            note="Cold",
            day="2026-03-07",
            **{f"note-{anna.pk}": "Wants a podium", f"remove-{piet.pk}": "on"},
        )
        assert str(borrel) == "Winterborrel"
        assert (borrel.kind, borrel.place, borrel.note, str(borrel.time)) == ("event", "", "Cold", "17:30:00")
        assert notes(borrel) == {"Anna Bos": "Wants a podium", "Yılmaz Öztürk": ""}
        seen = dict(Contact.objects.values_list("name", "last_seen"))
        assert seen == {"Anna Bos": date(2026, 3, 7), "Piet Kok": None, "Yılmaz Öztürk": date(2026, 3, 7)}

    def test_a_new_day_goes_on_to_the_people(self, browser: Client, borrel: Encounter) -> None:
        """The database does it; and a note saved in the same go doesn't bring the old day back."""
        anna = borrel.participations.order_by("id")[0]
        save(browser, borrel, day="2025-12-24", **{f"note-{anna.pk}": "Wants a podium"})
        assert set(borrel.participations.values_list("day", flat=True)) == {date(2025, 12, 24)}
        assert set(Contact.objects.values_list("last_seen", flat=True)) == {date(2025, 12, 24)}

    def test_the_database_itself_keeps_both_days_the_same(self, borrel: Encounter) -> None:
        Encounter.objects.filter(pk=borrel.pk).update(day=date(2020, 2, 2))
        assert set(borrel.participations.values_list("day", flat=True)) == {date(2020, 2, 2)}

    def test_an_earlier_meeting_counts_again_when_this_one_moves_ahead(
        self, browser: Client, user: User, borrel: Encounter, people: list[Contact]
    ) -> None:
        make_encounter(user, people[0], day=date(2024, 1, 1))
        save(browser, borrel, day=str(user.today() + timedelta(days=30)))
        seen = dict(Contact.objects.values_list("name", "last_seen"))
        assert seen == {"Anna Bos": date(2024, 1, 1), "Piet Kok": None, "Yılmaz Öztürk": None}

    def test_adds_somebody_new(self, browser: Client, borrel: Encounter) -> None:
        save(browser, borrel, **{"people-0-name": "Fleur Smit", "people-0-note": "Designs gardens"})
        assert notes(borrel)["Fleur Smit"] == "Designs gardens"
        assert Contact.objects.get(name="Fleur Smit").last_seen == date(2026, 3, 5)

    def test_asks_before_it_takes_somebody_for_a_contact(
        self, browser: Client, user: User, borrel: Encounter
    ) -> None:
        joke = make_contact(user, "Joke Smit")
        typed = {"people-0-name": "Joke Smit", "people-0-note": "Designs gardens"}
        page = save(browser, borrel, status=422, **typed)
        assert "somebody you know?" in page
        assert "Designs gardens" in page
        assert joke.name not in notes(borrel)
        save(browser, borrel, **typed, **{"people-0-contact": f"{joke.pk} Joke Smit"})
        assert notes(borrel)["Joke Smit"] == "Designs gardens"
        assert Contact.objects.filter(name="Joke Smit").count() == 1

    def test_who_was_there_already_is_not_there_twice(
        self, browser: Client, borrel: Encounter, people: list[Contact]
    ) -> None:
        anna = borrel.participations.get(contact=people[0])
        save(
            browser,
            borrel,
            **{
                f"note-{anna.pk}": "Wants a podium",
                "people-0-name": "Anna Bos",
                "people-0-note": "In a church",
                "people-0-contact": f"{people[0].pk} Anna Bos",
            },
        )
        assert notes(borrel)["Anna Bos"] == "Wants a podium\n\nIn a church"
        assert len(notes(borrel)) == 3

    def test_nobody_at_all_is_no_meeting(self, browser: Client, borrel: Encounter) -> None:
        removed = {f"remove-{guest.pk}": "on" for guest in borrel.participations.all()}
        assert "Somebody was there." in save(browser, borrel, status=422, **removed)
        assert len(notes(borrel)) == 3
        save(browser, borrel, **removed, **{"people-0-name": "Fleur Smit"})
        assert list(notes(borrel)) == ["Fleur Smit"]

    def test_a_wrong_day_is_said_and_nothing_is_lost(self, browser: Client, borrel: Encounter) -> None:
        anna = borrel.participations.order_by("id")[0]
        page = save(
            browser, borrel, status=422, title="Other", day="", **{f"note-{anna.pk}": "Wants a podium"}
        )
        assert "Wants a podium" in page
        assert "Edit “Zomerborrel”" in page  # the page speaks of what is saved
        assert notes(borrel)["Anna Bos"] == ""

    def test_a_row_of_somebody_else_is_not_touched(self, browser: Client, borrel: Encounter) -> None:
        stranger = make_user()
        theirs = make_encounter(stranger, make_contact(stranger)).participations.get()
        save(browser, borrel, **{f"note-{theirs.pk}": "Mine now", f"remove-{theirs.pk}": "on"})
        theirs.refresh_from_db()
        assert theirs.note == ""

    def test_forty_are_saved_in_as_many_queries_as_two(self, browser: Client, user: User) -> None:
        counts = []
        for size in (2, 40):
            encounter = make_encounter(user, *[make_contact(user) for _ in range(size)], title="Borrel")
            changes = {f"note-{guest.pk}": "Changed" for guest in encounter.participations.all()}
            with CaptureQueriesContext(connection) as queries:
                save(browser, encounter, **changes)
            counts.append(len(queries))
            assert set(notes(encounter).values()) == {"Changed"}
        assert counts[0] == counts[1]


class TestDelete:
    def test_asks_first(self, browser: Client, borrel: Encounter) -> None:
        page = unescape(browser.get(url("delete", borrel)).content.decode())
        assert "Delete “Zomerborrel”?" in page
        assert "3 people" in page
        assert Encounter.objects.filter(pk=borrel.pk).exists()

    def test_takes_the_notes_along_and_leaves_people_and_nudges(
        self, browser: Client, user: User, borrel: Encounter, people: list[Contact]
    ) -> None:
        make_encounter(user, people[0], day=date(2025, 1, 1))
        nudge = make_nudge(user, people[0], encounter=borrel)
        assert browser.post(url("delete", borrel)).status_code == 302
        connection.check_constraints()
        nudge.refresh_from_db()
        assert nudge.encounter is None
        assert Participation.objects.count() == 1
        seen = dict(Contact.objects.values_list("name", "last_seen"))
        assert seen == {"Anna Bos": date(2025, 1, 1), "Piet Kok": None, "Yılmaz Öztürk": None}


def test_an_encounter_without_a_title_is_called_by_its_kind(user: User) -> None:
    assert str(make_encounter(user, kind=Encounter.Kind.COFFEE)) == "Coffee"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_sent_twice_at_once_makes_nobody_twice() -> None:
    user = make_user()
    borrel, start = make_encounter(user, make_contact(user, "Anna Bos"), title="Zomerborrel"), Barrier(4)

    def send(_number: int) -> int:
        client = Client()
        client.force_login(user)
        start.wait(timeout=20)
        try:
            fields = sent(borrel, **{"people-0-name": "Fleur Smit", "people-0-note": "Designs gardens"})
            return client.post(url("edit", borrel), fields).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [302, 422, 422, 422]
    assert Contact.objects.filter(name="Fleur Smit").count() == 1
