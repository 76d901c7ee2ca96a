"""Today: the people to get in touch with, and what was said last."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Note, Reach
from netwerk.nudges.models import Nudge
from netwerk.nudges.said import last_words
from netwerk.pages.today import CARDS
from tests.factories import NOW, TODAY, make_contact, make_encounter, make_nudge, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
HTMX = {"HX-Request": "true"}


# ── Today ───────────────────────────────────────────────────────────────────────────────────────────────────


def today(browser: Client, **query: str) -> str:
    response = browser.get("/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_late_first_then_today_then_what_comes(browser: Client, user: User, nudge: Nudge) -> None:
    make_nudge(user, make_contact(user, "Mehmet"), due=TODAY - timedelta(days=2))
    make_nudge(user, make_contact(user, "Anna"), due=TODAY + timedelta(days=1))
    text = today(browser)
    order = [
        text.index(word)
        for word in (">Late<", "2 days late", ">For today<", "Send the article", "Coming up", "Anna")
    ]
    assert order == sorted(order)
    assert text.count('<article class="nudge"') == 2


def test_all_one_needs_to_act(browser: Client, user: User, nudge: Nudge) -> None:
    contact = nudge.contact
    Reach.objects.create(owner=user, contact=contact, kind="phone", value="06 12345678")
    Reach.objects.create(owner=user, contact=contact, kind="email", value="sanne@netwerk.example")
    Reach.objects.create(owner=user, contact=contact, kind="site", value="netwerk.example")
    borrel = make_encounter(user, contact, day=TODAY - timedelta(days=9), title="Borrel at De Zaak")
    borrel.participations.update(note="Looks for an office")
    text = today(browser)
    for wanted in (
        "Sanne de Vries",
        "Send the article",
        "Looks for an office",
        "Borrel at De Zaak",
        "Tue 10 Nov 2026",
        'href="tel:+31612345678"',
        'href="mailto:sanne@netwerk.example"',
        'href="https://netwerk.example"',
    ):
        assert wanted in text


def test_only_mine_and_only_open(browser: Client, user: User, nudge: Nudge) -> None:
    make_nudge(stranger := make_user(), make_contact(stranger, "Somebody else's"), due=TODAY)
    make_nudge(user, make_contact(user, "Archived", archived_at=NOW), due=TODAY)
    make_nudge(user, make_contact(user, "Done"), due=TODAY).done()
    text = today(browser)
    assert text.count('<article class="nudge"') == 1
    assert "Sanne de Vries" in text


def test_a_new_user_learns_what_to_do(browser: Client) -> None:
    assert "Been to a borrel?" in today(browser)


def test_nothing_due_is_said_warmly(browser: Client, user: User) -> None:
    make_contact(user)
    assert "Nobody is waiting for you today." in today(browser)


def test_many_come_in_parts(browser: Client, user: User) -> None:
    for n in range(CARDS + 5):
        late = n < CARDS + 2
        make_nudge(user, make_contact(user, f"Piet {n:02}"), due=TODAY - timedelta(days=late))
    response = browser.get("/")
    first = response.content.decode()
    assert first.count('<article class="nudge"') == CARDS
    assert "Coming up" not in first
    query = {"after": response.context["more"], "under": "late"}
    rest = browser.get("/", query, headers=HTMX).content.decode()
    assert rest.count('<article class="nudge"') == 5
    assert f"Piet {CARDS:02}" in rest
    assert ">Late<" not in rest  # it stands above already
    assert ">For today<" in rest
    assert ">Late<" in today(browser, **query)


def test_queries_do_not_grow_with_nudges(browser: Client, user: User, django_assert_num_queries: Any) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            contact = make_contact(user)
            make_encounter(user, contact).participations.update(note="Hello")
            Note.objects.create(owner=user, contact=contact, day=TODAY, text="Hi")
            Reach.objects.create(owner=user, contact=contact, value="piet@netwerk.example")
            make_nudge(user, contact, due=TODAY)
            make_nudge(user, contact, due=TODAY + timedelta(days=1))

    fill(1)
    with django_assert_num_queries(12):
        today(browser)
    fill(CARDS - 1)
    with django_assert_num_queries(12):
        today(browser)


def test_each_card_of_a_list_has_its_own_number(browser: Client, user: User) -> None:
    """Their acts are drawn once, and what was asked for stands in them as it was."""
    nudges = [make_nudge(user, make_contact(user, "{pk} {} {0}"), due=TODAY) for _ in range(3)]
    page = browser.get("/", {"under": "{pk}{"}).content.decode()
    for nudge in nudges:
        for verb in ("done", "snooze", "drop"):
            assert page.count(f'action="/nudges/{nudge.pk}/{verb}/"') == (2 if verb == "snooze" else 1)
        assert f'hx-target="#nudge-{nudge.pk}"' in page
        assert f'for="day-{nudge.pk}"' in page
    assert page.count(">{pk} {} {0}</a>") == 3
    assert page.count('value="/?under=%7Bpk%7D%7B"') == 4 * 3


# ── What was said last ──────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_note_of_either_kind(user: User, nudge: Nudge) -> None:
    contact = nudge.contact
    make_encounter(user, contact, day=date(2026, 11, 1), title="Borrel").participations.update(
        note="At the borrel"
    )
    make_encounter(user, contact, day=date(2026, 11, 9))  # nothing was noted
    last_words([nudge])
    assert nudge.said
    assert (nudge.said.text, nudge.said.day, nudge.said.meeting) == (
        "At the borrel",
        date(2026, 11, 1),
        "Borrel",
    )
    Note.objects.create(owner=user, contact=contact, day=date(2026, 11, 2), text="Moved house")
    last_words([nudge])
    assert (nudge.said.text, nudge.said.day, nudge.said.meeting) == ("Moved house", date(2026, 11, 2), "")


def test_nothing_was_said(nudge: Nudge) -> None:
    last_words([])
    last_words([nudge])
    assert nudge.said is None
