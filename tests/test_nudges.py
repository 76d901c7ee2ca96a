"""Acting on nudges: on Today, on a contact's page, and from a mail without signing in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Note, Reach
from netwerk.nudges import signed
from netwerk.nudges.follow_ups import Wish, raise_follow_ups
from netwerk.nudges.models import Nudge
from netwerk.nudges.said import last_words
from netwerk.nudges.spread import Spread
from netwerk.pages.today import CARDS
from tests.factories import make_contact, make_encounter, make_nudge, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # a Thursday
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def thursday() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user() -> User:
    return make_user(language="en")


@pytest.fixture
def nudge(user: User) -> Nudge:
    return make_nudge(user, make_contact(user, "Sanne de Vries"), due=TODAY, why="Send the article")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(nudge: Nudge, verb: str) -> str:
    return reverse(f"nudges.{verb}", args=[nudge.pk])


def state(nudge: Nudge) -> tuple[str, date]:
    nudge = Nudge.objects.get(pk=nudge.pk)
    return "done" if nudge.done_at else "dropped" if nudge.dropped_at else "open", nudge.due


# ── The verbs ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("verb", "after"), [("done", "done"), ("drop", "dropped")])
def test_ended_and_taken_back(nudge: Nudge, verb: str, after: str) -> None:
    getattr(nudge, verb)()
    assert state(nudge) == (after, TODAY)
    nudge.undo()
    assert state(nudge) == ("open", TODAY)


def test_the_first_press_counts(nudge: Nudge, thursday: Any) -> None:
    other_tab = Nudge.objects.get(pk=nudge.pk)
    nudge.done()
    first = nudge.done_at
    thursday.shift(60)
    other_tab.done()
    other_tab.drop()
    other_tab.snooze(TODAY + timedelta(days=3))
    assert state(nudge) == ("done", TODAY)
    assert other_tab.done_at == first


def test_snoozed_and_taken_back(nudge: Nudge) -> None:
    until = TODAY + timedelta(days=3)
    other_tab = Nudge.objects.get(pk=nudge.pk)
    nudge.snooze(until)
    other_tab.snooze(until)  # twice the same is once
    assert state(nudge) == ("open", until)
    nudge.undo()
    assert state(nudge) == ("open", TODAY)


def test_a_second_undo_takes_back_nothing_more(nudge: Nudge) -> None:
    nudge.snooze(TODAY + timedelta(days=3))
    nudge.done()
    nudge.undo()
    nudge.undo()
    assert state(nudge) == ("open", TODAY + timedelta(days=3))


# ── The buttons ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("verb", "data", "after", "says"),
    [
        ("done", {}, ("done", TODAY), "done"),
        ("drop", {}, ("dropped", TODAY), "dropped"),
        ("snooze", {"until": "tomorrow"}, ("open", date(2026, 11, 20)), "comes back on Fri 20 Nov 2026"),
        ("snooze", {"until": "3days"}, ("open", date(2026, 11, 22)), "comes back on Sun 22 Nov 2026"),
        ("snooze", {"until": "week"}, ("open", date(2026, 11, 26)), "comes back on Thu 26 Nov 2026"),
        ("snooze", {"day": "2027-01-04"}, ("open", date(2027, 1, 4)), "comes back on Mon 4 Jan 2027"),
    ],
)
def test_a_press_folds_the_card(
    client: Client, nudge: Nudge, verb: str, data: dict[str, str], after: tuple[str, date], says: str
) -> None:
    response = client.post(url(nudge, verb), data, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert f'id="nudge-{nudge.pk}"' in text
    assert says in text
    assert url(nudge, "undo") in text
    assert "<html" not in text
    assert state(nudge) == after
    back = client.post(url(nudge, "undo"), headers=HTMX).content.decode()
    assert url(nudge, "done") in back
    assert "<html" not in back
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize(
    ("wanted", "onward"),
    [
        ("/contacts/7/", "/contacts/7/"),
        ("", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ],
)
def test_without_javascript_it_goes_back(client: Client, nudge: Nudge, wanted: str, onward: str) -> None:
    response = client.post(url(nudge, "done"), {"next": wanted})
    assert (response.status_code, response["Location"]) == (302, onward)
    today = client.get("/").content.decode()
    assert "Sanne de Vries: done." in today
    assert f'action="{url(nudge, "undo")}?next=' in today
    undone = client.post(f"{url(nudge, 'undo')}?next={wanted}")
    assert (undone.status_code, undone["Location"]) == (302, onward)
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"day": "2026-11-19"}, "Choose a day that is yet to come."),
        ({"day": "2020-01-01"}, "Choose a day that is yet to come."),
        ({"day": "2206-11-20"}, "That is further away than anybody plans."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"day": ""}, "Choose a day."),
        ({"until": "never"}, "Choose a day."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_day_that_cannot_be(
    client: Client, nudge: Nudge, data: dict[str, str], says: str, headers: dict[str, str]
) -> None:
    response = client.post(url(nudge, "snooze"), data, headers=headers)
    text = response.content.decode()
    assert response.status_code == 422
    assert says in text
    assert text.count('aria-invalid="true"') == 1
    assert ("<html" in text) is not bool(headers)
    assert state(nudge) == ("open", TODAY)


@pytest.mark.parametrize("verb", ["done", "snooze", "drop", "undo"])
def test_looking_is_not_acting(client: Client, nudge: Nudge, verb: str) -> None:
    assert client.get(url(nudge, verb)).status_code == 405


def test_tomorrow_is_where_the_user_is(client: Client, user: User, nudge: Nudge) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 11, 19, 12, 0, tzinfo=UTC)):  # Friday in Auckland
        client.post(url(nudge, "snooze"), {"until": "tomorrow"}, headers=HTMX)
    assert state(nudge) == ("open", date(2026, 11, 21))


# ── Today ───────────────────────────────────────────────────────────────────────────────────────────────────


def today(client: Client, **query: str) -> str:
    response = client.get("/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_late_first_then_today_then_what_comes(client: Client, user: User, nudge: Nudge) -> None:
    make_nudge(user, make_contact(user, "Mehmet"), due=TODAY - timedelta(days=2))
    make_nudge(user, make_contact(user, "Anna"), due=TODAY + timedelta(days=1))
    text = today(client)
    order = [
        text.index(word)
        for word in (">Late<", "2 days late", ">For today<", "Send the article", "Coming up", "Anna")
    ]
    assert order == sorted(order)
    assert text.count('<article class="nudge"') == 2


def test_all_one_needs_to_act(client: Client, user: User, nudge: Nudge) -> None:
    contact = nudge.contact
    Reach.objects.create(owner=user, contact=contact, kind="phone", value="06 12345678")
    Reach.objects.create(owner=user, contact=contact, kind="email", value="sanne@netwerk.example")
    Reach.objects.create(owner=user, contact=contact, kind="site", value="netwerk.example")
    borrel = make_encounter(user, contact, day=TODAY - timedelta(days=9), title="Borrel at De Zaak")
    borrel.participations.update(note="Looks for an office")
    text = today(client)
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


def test_only_mine_and_only_open(client: Client, user: User, nudge: Nudge) -> None:
    make_nudge(stranger := make_user(), make_contact(stranger, "Somebody else's"), due=TODAY)
    make_nudge(user, make_contact(user, "Archived", archived_at=NOW), due=TODAY)
    make_nudge(user, make_contact(user, "Done"), due=TODAY).done()
    text = today(client)
    assert text.count('<article class="nudge"') == 1
    assert "Sanne de Vries" in text


def test_a_new_user_learns_what_to_do(client: Client) -> None:
    assert "Been to a borrel?" in today(client)


def test_nothing_due_is_said_warmly(client: Client, user: User) -> None:
    make_contact(user)
    assert "Nobody is waiting for you today." in today(client)


def test_many_come_in_parts(client: Client, user: User) -> None:
    for n in range(CARDS + 5):
        late = n < CARDS + 2
        make_nudge(user, make_contact(user, f"Piet {n:02}"), due=TODAY - timedelta(days=late))
    response = client.get("/")
    first = response.content.decode()
    assert first.count('<article class="nudge"') == CARDS
    assert "Coming up" not in first
    query = {"after": response.context["more"], "under": "late"}
    rest = client.get("/", query, headers=HTMX).content.decode()
    assert rest.count('<article class="nudge"') == 5
    assert f"Piet {CARDS:02}" in rest
    assert ">Late<" not in rest  # it stands above already
    assert ">For today<" in rest
    assert ">Late<" in today(client, **query)


def test_queries_do_not_grow_with_nudges(client: Client, user: User, django_assert_num_queries: Any) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            contact = make_contact(user)
            make_encounter(user, contact).participations.update(note="Hello")
            Note.objects.create(owner=user, contact=contact, day=TODAY, text="Hi")
            Reach.objects.create(owner=user, contact=contact, value="piet@netwerk.example")
            make_nudge(user, contact, due=TODAY)
            make_nudge(user, contact, due=TODAY + timedelta(days=1))

    fill(1)
    with django_assert_num_queries(8):
        today(client)
    fill(CARDS - 1)
    with django_assert_num_queries(8):
        today(client)


def test_each_card_of_a_list_has_its_own_number(client: Client, user: User) -> None:
    """Their acts are drawn once, and what was asked for stands in them as it was."""
    nudges = [make_nudge(user, make_contact(user, "{pk} {} {0}"), due=TODAY) for _ in range(3)]
    page = client.get("/", {"under": "{pk}{"}).content.decode()
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


# ── Links in mails ──────────────────────────────────────────────────────────────────────────────────────────


def link(nudge: Nudge, verb: str = "") -> str:
    key = signed.token(nudge)
    return reverse("nudges.link_act", args=[key, verb]) if verb else reverse("nudges.link", args=[key])


def test_a_link_opens_without_signing_in_and_changes_nothing(nudge: Nudge) -> None:
    response = Client().get(link(nudge))
    text = response.content.decode()
    assert response.status_code == 200
    for wanted in (
        "Sanne de Vries",
        "Send the article",
        link(nudge, "done"),
        link(nudge, "snooze"),
        link(nudge, "drop"),
    ):
        assert wanted in text
    assert state(nudge) == ("open", TODAY)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("verb", "data", "after", "says"),
    [
        ("done", {}, ("done", TODAY), "done"),
        ("drop", {}, ("dropped", TODAY), "dropped"),
        ("snooze", {"until": "week"}, ("open", date(2026, 11, 26)), "comes back on Thu 26 Nov 2026"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_press_from_a_mail(
    nudge: Nudge, verb: str, data: dict[str, str], after: tuple[str, date], says: str, headers: dict[str, str]
) -> None:
    for _ in range(2):  # pressed twice, or replayed
        response = Client().post(link(nudge, verb), data, headers=headers)
        assert response.status_code == 200
        assert says in response.content.decode()
        assert link(nudge, "undo") in response.content.decode()
        assert state(nudge) == after
    undone = Client().post(link(nudge, "undo"), headers=headers)
    assert link(nudge, "done") in undone.content.decode()
    assert state(nudge) == ("open", TODAY)


def test_a_silly_day_from_a_mail(nudge: Nudge) -> None:
    response = Client().post(link(nudge, "snooze"), {"day": "2001-01-01"})
    assert response.status_code == 422
    assert "Choose a day that is yet to come." in response.content.decode()


def test_a_forged_link(nudge: Nudge, user: User) -> None:
    key = signed.token(nudge)
    for forged in (f"{key}x", key.split(":", 1)[1], "1", signed.stop_token(user)):
        for response in (
            Client().get(reverse("nudges.link", args=[forged])),
            Client().post(reverse("nudges.link_act", args=[forged, "done"])),
        ):
            assert response.status_code == 404
            assert "This link does not work" in response.content.decode()
    assert Client().get(reverse("nudges.stop", args=[key])).status_code == 404
    assert state(nudge) == ("open", TODAY)


def test_a_link_lasts_sixty_days(nudge: Nudge, thursday: Any) -> None:
    page, press = link(nudge), link(nudge, "done")
    thursday.shift(timedelta(days=59))
    assert Client().get(page).status_code == 200
    thursday.shift(timedelta(days=2))
    for response in (Client().get(page), Client().post(press)):
        assert response.status_code == 410
        assert "no longer valid" in response.content.decode()
    assert state(nudge) == ("open", TODAY)


def test_an_unknown_verb(nudge: Nudge) -> None:
    assert Client().post(link(nudge, "delete")).status_code == 404
    assert Client().get(link(nudge, "done")).status_code == 405


@pytest.mark.parametrize("gone", ["contact", "user"])
def test_a_link_to_what_is_gone(nudge: Nudge, user: User, gone: str) -> None:
    page = link(nudge)
    if gone == "contact":
        Contact.objects.filter(pk=nudge.contact_id).delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(page).status_code == 410


def test_a_link_to_what_was_done(nudge: Nudge) -> None:
    nudge.done()
    text = Client().get(link(nudge)).content.decode()
    assert "You did this on Thu 19 Nov 2026." in text
    assert link(nudge, "undo") in text
    assert link(nudge, "done") not in text


def test_a_link_to_somebody_archived(nudge: Nudge) -> None:
    nudge.contact.archive()
    assert "Sanne de Vries is in your archive" in Client().get(link(nudge)).content.decode()


def test_the_page_speaks_the_owners_language_and_time(user: User, nudge: Nudge) -> None:
    User.objects.filter(pk=user.pk).update(language="nl", time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2026, 11, 19, 12, 0, tzinfo=UTC)):  # Friday in Auckland
        response = Client(headers={"Accept-Language": "en"}).get(link(nudge))
    text = response.content.decode()
    assert '<html lang="nl"' in text
    assert response["Content-Language"] == "nl"
    assert "is-late" in text


def test_a_press_needs_the_token_of_its_page(nudge: Nudge) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(nudge, "done")).status_code == 403
    page = client.get(link(nudge)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(link(nudge, "done"), {"csrfmiddlewaretoken": token}).status_code == 200


# ── Stopping the digest ─────────────────────────────────────────────────────────────────────────────────────


def stop_url(user: User) -> str:
    return reverse("nudges.stop", args=[signed.stop_token(user)])


def test_stopping_asks_first(user: User) -> None:
    response = Client().get(stop_url(user))
    assert "Stop the digest?" in response.content.decode()
    user.refresh_from_db()
    assert user.digest_at


def test_one_click_of_a_mail_program(user: User) -> None:
    """No cookie, no token, no page before it."""
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        assert client.post(stop_url(user), {"List-Unsubscribe": "One-Click"}).status_code == 200
    user.refresh_from_db()
    assert (user.digest_days, user.digest_at) == ([], None)


def test_stopping_can_be_taken_back(user: User) -> None:
    User.objects.filter(pk=user.pk).update(digest_days=[1, 3])
    text = Client().post(stop_url(user)).content.decode()
    assert 'name="days" value="13"' in text
    Client().post(stop_url(user), {"days": "13"})
    user.refresh_from_db()
    assert user.digest_days == [1, 3]
    assert user.digest_at


@pytest.mark.parametrize("days", ["890", "x", "<script>"])
def test_silly_days_are_none(user: User, days: str) -> None:
    assert Client().post(stop_url(user), {"days": days}).status_code == 200
    user.refresh_from_db()
    assert user.digest_days == []


def test_the_way_to_stop_never_expires(user: User, thursday: Any) -> None:
    address = stop_url(user)
    thursday.shift(timedelta(days=2000))
    assert Client().post(address).status_code == 200


# ── Follow-ups, spread over days ────────────────────────────────────────────────────────────────────────────

days = st.dates(date(2026, 1, 1), date(2026, 1, 20))


@given(st.lists(days, max_size=40), st.lists(days, max_size=40), st.integers(1, 6))
def test_no_day_gets_more_than_it_can_bear(taken: list[date], wished: list[date], a_day: int) -> None:
    spread = Spread(a_day, taken)
    given_out = [spread.take(day) for day in wished]
    for day in set(given_out):
        assert given_out.count(day) <= max(0, a_day - taken.count(day))
    assert all(got >= wish for got, wish in zip(given_out, wished, strict=True))


@given(st.lists(days, max_size=40), days, st.integers(1, 6))
def test_a_named_day_is_kept(taken: list[date], named: date, a_day: int) -> None:
    assert Spread(a_day, taken).take(named, named=True) == named


def test_twelve_people_of_one_borrel(user: User) -> None:
    people = [make_contact(user) for _ in range(12)]
    borrel = make_encounter(user, *people)
    wish, named = TODAY + timedelta(days=2), TODAY + timedelta(days=2)
    wishes = [Wish(contact, wish, named=False) for contact in people[:-1]] + [
        Wish(people[-1], named, named=True)
    ]
    nudges = raise_follow_ups(user, borrel, wishes)
    due = sorted(nudge.due for nudge in nudges)
    assert due == [wish] * 5 + [wish + timedelta(days=1)] * 5 + [wish + timedelta(days=2)] * 2
    assert next(nudge for nudge in nudges if nudge.contact == people[-1]).due == named
    raise_follow_ups(user, borrel, wishes)
    assert Nudge.objects.of(user).count() == 12
