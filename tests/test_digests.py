"""Who gets a digest when, and what it says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import settings as under
from hypothesis import strategies as st

from netwerk.accounts.clock import next_digest
from netwerk.accounts.models import User
from netwerk.celery import app
from netwerk.contacts.models import Note, Reach
from netwerk.encounters.models import Encounter
from netwerk.mail.models import Content, Mail
from netwerk.nudges import digests
from netwerk.nudges.models import Digest, Nudge
from netwerk.nudges.tasks import tick
from tests.factories import make_contact, make_encounter, make_nudge, make_user
from tests.smtp import PostOffice, post_office

GOLDEN = Path(__file__).parent / "golden"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven o'clock in Amsterdam


# ── The clock ───────────────────────────────────────────────────────────────────────────────────────────────

# Zones whose clocks jump at different hours, by half an hour, over midnight, and twice around Ramadan.
ZONES = [
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
    "America/Nuuk",
    "America/Scoresbysund",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Apia",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
some_days = st.sets(st.integers(1, 7), min_size=1)
hours = st.integers(0, 23)


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
@example(datetime(2026, 3, 28, 7, tzinfo=UTC), AMSTERDAM, {7}, 2)  # the hour that is skipped
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), AMSTERDAM, {7}, 2)  # the hour that comes twice
@example(
    datetime(2026, 3, 28, 12, tzinfo=UTC), ZoneInfo("America/Scoresbysund"), {6}, 23
)  # skipped over midnight
def test_the_next_digest_is_later_and_on_the_first_chosen_day(
    after: datetime, zone: ZoneInfo, days: set[int], hour: int
) -> None:
    moment = next_digest(after, zone, days, hour)
    assert moment
    assert moment > after
    local, now = moment.astimezone(zone), after.astimezone(zone)
    assert local.isoweekday() in days
    between = [now.date() + timedelta(days=n) for n in range((local.date() - now.date()).days)]
    skipped = [day for day in between if day.isoweekday() in days]
    assert skipped in ([], [now.date()])
    if skipped:  # today's had been
        assert (
            next_digest(
                datetime.combine(now.date(), datetime.min.time(), zone) - timedelta(seconds=1),
                zone,
                days,
                hour,
            )
            <= after
        )


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
@example(datetime(2026, 10, 24, 12, tzinfo=UTC), AMSTERDAM, {1, 2, 3, 4, 5, 6, 7}, 2)
@example(datetime(2026, 3, 28, 1, tzinfo=UTC), ZoneInfo("America/Scoresbysund"), {1, 2, 3, 4, 5, 6, 7}, 23)
def test_every_chosen_day_has_one_digest(after: datetime, zone: ZoneInfo, days: set[int], hour: int) -> None:
    seen: list[date] = []
    for _ in range(9):
        moment = next_digest(after, zone, days, hour)
        assert moment
        seen.append(moment.astimezone(zone).date())
        after = moment
    assert len(set(seen)) == len(seen)
    wanted = [seen[0] + timedelta(days=n) for n in range((seen[-1] - seen[0]).days + 1)]
    assert seen == [day for day in wanted if day.isoweekday() in days]


@under(deadline=None)  # a busy machine is no error
@given(moments, zones, some_days, hours)
def test_at_the_chosen_hour_unless_the_clock_skips_it(
    after: datetime, zone: ZoneInfo, days: set[int], hour: int
) -> None:
    moment = next_digest(after, zone, days, hour)
    assert moment
    local = moment.astimezone(zone)
    exists = local.replace(hour=hour, minute=0).astimezone(UTC).astimezone(zone).hour == hour
    assert not exists or (local.hour, local.minute) == (hour, 0)


def test_no_days_no_digest() -> None:
    assert next_digest(MONDAY, AMSTERDAM, [], 7) is None


# ── Raising ─────────────────────────────────────────────────────────────────────────────────────────────────


def due_user(at: datetime = MONDAY, **fields: Any) -> User:
    """A user whose hour has come, with somebody to get in touch with."""
    user = make_user(**fields)
    make_nudge(user, make_contact(user, "Sanne de Vries"), due=user.today(at))
    User.objects.filter(pk=user.pk).update(digest_at=at)
    return user


@pytest.mark.django_db
def test_a_digest_is_written_with_its_mail_and_the_next_hour() -> None:
    user = due_user()
    assert digests.raise_due(MONDAY + timedelta(seconds=30)) == 1
    digest = Digest.objects.select_related("mail").get(owner=user)
    assert digest.day == date(2026, 11, 23)
    assert (digest.mail.kind, digest.mail.to, digest.mail.owner, digest.mail.state) == (
        "digest",
        user.email,
        user,
        "due",
    )
    user.refresh_from_db()
    assert user.digest_at == MONDAY + timedelta(days=1)


@pytest.mark.django_db
def test_nothing_before_the_hour() -> None:
    due_user()
    assert digests.raise_due(MONDAY - timedelta(seconds=1)) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["done", "dropped", "snoozed", "archived", "inactive"])
def test_nothing_due_no_digest_but_the_next_hour(case: str) -> None:
    user = due_user()
    nudge = Nudge.objects.select_related("contact").get(owner=user)
    match case:
        case "done":
            nudge.done()
        case "dropped":
            nudge.drop()
        case "snoozed":
            nudge.snooze(date(2026, 11, 24))
        case "archived":
            nudge.contact.archive()
        case "inactive":
            User.objects.filter(pk=user.pk).update(is_active=False)
    assert digests.raise_due(MONDAY) == 0
    assert not Mail.objects.exists()
    user.refresh_from_db()
    assert user.digest_at == MONDAY + timedelta(days=1)


@pytest.mark.django_db
def test_the_worker_was_away_for_days_and_sends_one() -> None:
    user = due_user()
    back = MONDAY + timedelta(days=9, hours=3)
    assert [digests.raise_due(back), digests.raise_due(back)] == [1, 0]
    assert Digest.objects.get(owner=user).day == date(2026, 12, 2)
    user.refresh_from_db()
    assert user.digest_at == MONDAY + timedelta(days=10)


@pytest.mark.django_db
def test_one_a_local_day_also_when_the_hour_is_moved() -> None:
    user = due_user()
    digests.raise_due(MONDAY)
    evening = MONDAY + timedelta(hours=12)
    User.objects.filter(pk=user.pk).update(digest_hour=19, digest_at=evening)
    assert digests.raise_due(evening) == 0
    user.refresh_from_db()
    assert user.digest_at == evening + timedelta(days=1)


@pytest.mark.django_db
def test_due_is_what_is_due_where_the_user_is() -> None:
    """One moment, two days: it is Tuesday in Auckland already."""
    at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    auckland, amsterdam = due_user(at, time_zone="Pacific/Auckland"), due_user(at)
    assert digests.raise_due(at) == 2
    days = dict(Digest.objects.values_list("owner", "day"))
    assert days == {auckland.pk: date(2026, 11, 24), amsterdam.pk: date(2026, 11, 23)}


@pytest.mark.django_db
def test_a_zone_that_is_no_more_stops_nobody_else() -> None:
    """Its users get ours, until they choose another."""
    lost, _other = due_user(), due_user()
    User.objects.filter(pk=lost.pk).update(time_zone="Europe/Atlantis")
    assert digests.raise_due(MONDAY) == 2
    client = Client()
    client.force_login(lost)
    assert client.get("/settings/").status_code == 200


@pytest.mark.django_db
def test_all_batches_are_raised_in_few_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    for _ in range(7):
        due_user()
    monkeypatch.setattr(digests, "BATCH", 3)
    with django_assert_max_num_queries(3 * 7 + 3):
        assert digests.raise_due(MONDAY) == 7


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_raise_one_digest_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the users in the hands of the first, and neither waits nor does it again."""
    users = [due_user() for _ in range(3)]
    at_work, go_on, raised = Event(), Event(), []
    choose = digests._with_something_due

    def stop_here(days: dict[User, date]) -> list[User]:
        at_work.set()
        assert go_on.wait(30)
        return choose(days)

    def first_tick() -> None:
        try:
            raised.append(digests.raise_due(MONDAY))
        finally:
            connections.close_all()

    monkeypatch.setattr(digests, "_with_something_due", stop_here)
    thread = Thread(target=first_tick)
    thread.start()
    assert at_work.wait(30)
    monkeypatch.setattr(digests, "_with_something_due", choose)
    assert digests.raise_due(MONDAY) == 0
    go_on.set()
    thread.join()
    assert raised == [len(users)]
    assert Digest.objects.count() == Mail.objects.count() == len(users)


# ── From the tick to the mailbox ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office(settings) as office:
        yield office


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are called, instead of in a worker."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("eager")
def test_the_tick_delivers(office: PostOffice) -> None:
    user = due_user()
    with time_machine.travel(MONDAY):
        tick()
        tick()
    assert [message["To"] for message in office.messages] == [user.email]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("eager")
def test_a_later_digest_replaces_one_that_could_not_be_sent(office: PostOffice) -> None:
    due_user()
    office.say("RCPT", "450 4.2.0 Not now")
    with time_machine.travel(MONDAY):
        tick()
    assert office.messages == []
    with time_machine.travel(MONDAY + timedelta(days=1)):
        tick()
        tick()
    assert len(office.messages) == 1
    assert [digest.mail.state for digest in Digest.objects.order_by("day")] == ["dropped", "sent"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["stopped", "inactive"])
def test_a_digest_that_nobody_wants_any_more_is_not_sent(case: str) -> None:
    user = due_user()
    digests.raise_due(MONDAY)
    User.objects.filter(pk=user.pk).update(
        **({"digest_days": []} if case == "stopped" else {"is_active": False})
    )
    with time_machine.travel(MONDAY):
        assert digests.compose(Digest.objects.get(owner=user)) is None


# ── What it says ────────────────────────────────────────────────────────────────────────────────────────────


def digest_of(user: User) -> Digest:
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to="old@netwerk.example", due_at=MONDAY)
    return Digest.objects.create(owner=user, day=date(2026, 11, 23), mail=mail)


def written(user: User) -> Content:
    with time_machine.travel(MONDAY):
        content = digests.compose(digest_of(user))
    assert content
    return content


def an_evening(user: User) -> None:
    """Three to get in touch with, each with something of their own."""
    sanne = make_contact(user, "Sanne de Vries", headline="Fiscalist", organisation="Bos & Co")
    mehmet, anna = (
        make_contact(user, "Mehmet Yılmaz"),
        make_contact(user, "Anna Bos", organisation="<Studio>"),
    )
    borrel = make_encounter(user, sanne, mehmet, title="Borrel at De Zaak", day=date(2026, 11, 19))
    borrel.participations.filter(contact=sanne).update(note="Looks for an office\nwith a garden.")
    Note.objects.create(owner=user, contact=anna, day=date(2026, 10, 1), text="Moved to <Ghent>.")
    Reach.objects.create(owner=user, contact=sanne, kind=Reach.Kind.PHONE, value="06 12345678")
    Reach.objects.create(owner=user, contact=sanne, kind=Reach.Kind.EMAIL, value="sanne@netwerk.example")
    make_nudge(user, sanne, due=date(2026, 11, 21), encounter=borrel)
    make_nudge(user, mehmet, due=date(2026, 11, 23), why="Send him the article on box 3")
    make_nudge(user, anna, due=date(2026, 11, 23))
    make_nudge(user, make_contact(user, "Not yet"), due=date(2026, 11, 24))


def squeezed(html: str) -> str:
    """The body of an HTML mail without empty lines."""
    return "\n".join(line for line in html[html.index("<body>") :].splitlines() if line.strip()) + "\n"


@pytest.fixture
def plain_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "netwerk.nudges.signed.token", lambda nudge: f"key-of-{nudge.contact.name.split()[0]}"
    )
    monkeypatch.setattr("netwerk.nudges.signed.stop_token", lambda user: "key-of-the-user")


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_tokens")
@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Sanne, Mehmet and Anna"), ("nl", "Sanne, Mehmet en Anna")]
)
def test_the_text_as_the_reader_sees_it(language: str, subject: str) -> None:
    user = make_user(name="Bart", language=language)
    an_evening(user)
    content = written(user)
    assert content.subject == subject
    assert content.text == (GOLDEN / f"digest.{language}.txt").read_text()
    assert squeezed(content.html) == (GOLDEN / f"digest.{language}.html").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "subject"),
    [
        (["Sanne de Vries"], "Sanne de Vries"),
        (["Sanne de Vries", "Mehmet Yılmaz"], "Sanne and Mehmet"),
        (["Sanne", "Mehmet", "Anna"], "Sanne, Mehmet and Anna"),
        (["Sanne", "Mehmet", "Anna", "Piet"], "Sanne, Mehmet and 2 others"),
        ([f"Piet{n} Jansen" for n in range(25)], "Piet0, Piet1 and 23 others"),
    ],
)
def test_the_subject_says_who(people: list[str], subject: str) -> None:
    user = make_user()
    for name in people:
        make_nudge(user, make_contact(user, name), due=date(2026, 11, 23))
    assert written(user).subject == subject


@pytest.mark.django_db
def test_two_nudges_about_one_person_name_them_once() -> None:
    user = make_user()
    sanne = make_contact(user, "Sanne de Vries")
    for why in ("the article", "her birthday"):
        make_nudge(user, sanne, due=date(2026, 11, 23), why=why)
    assert written(user).subject == "Sanne de Vries"


@pytest.mark.django_db
def test_a_long_digest_counts_the_rest() -> None:
    user = make_user()
    for n in range(23):
        make_nudge(user, make_contact(user, f"Piet{n}"), due=date(2026, 11, 23))
    content = written(user)
    assert content.text.count("/n/") == digests.NAMED == 20
    assert "And 3 more on Today: http://localhost:8000/" in content.text
    assert "And 3 more on Today" in content.html


@pytest.mark.django_db
def test_queries_do_not_grow_with_nudges() -> None:
    counts = []
    for size in (2, 12):
        user = make_user()
        for n in range(size):
            contact = make_contact(user, f"Piet {n}")
            make_encounter(user, contact).participations.update(note="Hello")
            Reach.objects.create(owner=user, contact=contact, value="piet@netwerk.example")
            make_nudge(user, contact, due=date(2026, 11, 23))
        digest = digest_of(user)
        with time_machine.travel(MONDAY), CaptureQueriesContext(connection) as queries:
            assert digests.compose(digest)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


@pytest.mark.django_db(transaction=True)
def test_the_mail_as_it_arrives(office: PostOffice) -> None:
    user = make_user(name="Bart", language="en")
    an_evening(user)
    digest = digest_of(user)
    with time_machine.travel(MONDAY):
        assert digests.deliver(digest)
    (message,) = office.messages
    assert isinstance(message, EmailMessage)
    assert message["To"] == user.email  # the address of now, not the one of when it was raised
    assert message["Subject"] == "Sanne, Mehmet and Anna"
    assert message["Message-ID"] == digest.mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    stop = str(message["List-Unsubscribe"]).strip()  # a long header begins on its second line
    assert stop.startswith("<http://localhost:8000/digest/")
    assert stop.endswith("/stop/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert "Sanne de Vries (Fiscalist, Bos & Co)" in plain.get_content()
    assert "Bos &amp; Co" in html.get_content()
    assert 'href="tel:+31612345678"' in html.get_content()
    digest.mail.refresh_from_db()
    assert digest.mail.to == user.email
    assert digest.mail.text.splitlines() == plain.get_content().splitlines()


@pytest.mark.django_db
def test_no_picture_and_nothing_that_tells_who_read_it() -> None:
    user = make_user()
    an_evening(user)
    html = written(user).html
    assert "<img" not in html
    assert "url(" not in html
    assert "<script" not in html


@pytest.mark.django_db
def test_an_encounter_without_a_title_is_named_in_the_readers_language() -> None:
    user = make_user(language="nl")
    anna = make_contact(user, "Anna Bos")
    call = make_encounter(user, anna, kind=Encounter.Kind.CALL, day=date(2026, 11, 19))
    call.participations.update(note="Verhuist naar Gent.")
    make_nudge(user, anna, due=date(2026, 11, 23), encounter=call)
    text = written(user).text
    assert "Telefoontje, do 19 nov 2026: Verhuist naar Gent." in text
    assert "Call" not in text
