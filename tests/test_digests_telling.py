"""What a digest tells: until which day, how often, what quietly, and when it says nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from tests.factories import MONDAY, make_contact, make_nudge, make_user

pytestmark = pytest.mark.django_db
FIRST = MONDAY.date()
LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)


def send(user: User, day: date) -> Content | None:
    """The digest of `day`, composed then and sent, or None."""
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    digest = Digest.objects.create(owner=user, day=day, mail=mail)
    with time_machine.travel(datetime.combine(day, MONDAY.timetz()), tick=False):
        content = digests.compose(digest)
        at = timezone.now()
        Mail.objects.filter(pk=mail.pk).update(**{"sent_at" if content else "dropped_at": at})
    return content


def nudge(user: User, name: str, due: date = FIRST, **fields: Any) -> Nudge:
    return make_nudge(user, make_contact(user, name), due=due, **({"created_at": LONG_AGO} | fields))


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(count)]


# ── Until which day ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("chosen", "day", "told"),
    [
        ([1], FIRST, ["Mon", "Wed", "Fri", "Sat", "Sun"]),
        ([1, 2, 3, 4, 5], date(2026, 11, 27), ["Mon", "Wed", "Fri", "Sat", "Sun"]),
        ([1, 4], FIRST, ["Mon", "Wed"]),
        ([1, 2, 3, 4, 5, 6, 7], FIRST, ["Mon"]),
    ],
    ids=["weekly", "working days", "twice a week", "daily"],
)
def test_it_tells_what_becomes_due_before_the_next(chosen: list[int], day: date, told: list[str]) -> None:
    user = make_user(digest_days=chosen)
    for name, ahead in (("Mon", 0), ("Wed", 2), ("Fri", 4), ("Sat", 5), ("Sun", 6), ("Next", 7)):
        nudge(user, name, FIRST + timedelta(days=ahead))
    content = send(user, day)
    assert content
    assert [
        name for name in ("Mon", "Wed", "Fri", "Sat", "Sun", "Next") if f"\n{name}\n" in content.text
    ] == told


def test_a_day_to_come_is_named_and_one_that_is_over_counted() -> None:
    user = make_user(digest_days=[1])
    nudge(user, "Noor", date(2026, 11, 25), why="Her birthday")
    nudge(user, "Piet", date(2026, 11, 21), why="The article")
    nudge(user, "Anna", FIRST, why="The book")
    content = send(user, FIRST)
    assert content
    assert "Her birthday (Wednesday 25 November)\n" in content.text
    assert "The article (2 days late)\n" in content.text
    assert "The book\n" in content.text
    assert "Wednesday 25 November" in content.html


def test_who_lives_a_day_twice_is_told_what_it_was_about() -> None:
    """Raised in Auckland on Tuesday, sent when the user is in Los Angeles, on Monday."""
    user = make_user(time_zone="America/Los_Angeles")
    nudge(user, "Noor", date(2026, 11, 24))
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    digest = Digest.objects.create(owner=user, day=date(2026, 11, 24), mail=mail)
    with time_machine.travel(datetime(2026, 11, 23, 20, tzinfo=UTC), tick=False):
        content = digests.compose(digest)
    assert content
    assert "Noor" in content.text


# ── Quietly after the third time ────────────────────────────────────────────────────────────────────────────

QUIET = "Told before, and still open:"


def test_three_times_in_full_and_then_quietly_at_the_end() -> None:
    user = make_user()
    nudge(user, "Sanne de Vries", why="The article")
    for day in days(6):
        nudge(user, f"Somebody new {day.day}", day, created_at=MONDAY)
    contents = [send(user, day) for day in days(6)]
    texts = [content.text for content in contents if content]
    assert ["\nSanne de Vries\n" in text for text in texts] == [True] * 3 + [False] * 3
    assert [f"{QUIET}\n  Sanne de Vries: The article" in text for text in texts] == [False] * 3 + [True] * 3
    assert "Sanne" not in str(contents[3] and contents[3].subject)
    assert "/n/" in texts[3].split(QUIET)[1]  # it can be acted on there, too
    assert contents[3]
    assert QUIET in contents[3].html


def test_old_ones_alone_are_worth_a_mail_once_a_week() -> None:
    user = make_user()
    nudge(user, "Sanne de Vries")
    sent = [day.day for day in days(18) if send(user, day)]
    assert sent == [23, 24, 25, 2, 9]
    assert send(user, FIRST + timedelta(days=23)).subject == "Still open: Sanne de Vries"  # type: ignore[union-attr]


def test_a_weekly_reader_is_reminded_every_week() -> None:
    user = make_user(digest_days=[1])
    nudge(user, "Sanne de Vries")
    contents = [send(user, FIRST + timedelta(weeks=n)) for n in range(5)]
    assert [content is not None and QUIET in content.text for content in contents] == [False] * 3 + [True] * 2


def test_one_that_was_put_off_or_is_new_begins_anew() -> None:
    user = make_user()
    late = nudge(user, "Sanne de Vries")
    for day in days(3):
        send(user, day)
    with time_machine.travel(MONDAY + timedelta(days=2)):
        late.snooze(date(2026, 11, 27))
        nudge(user, "Mehmet", FIRST, created_at=timezone.now())  # of a meeting that was written down late
    content = send(user, date(2026, 11, 27))
    assert content
    assert "\nSanne de Vries\n" in content.text
    assert "\nMehmet\n" in content.text
    assert QUIET not in content.text


def test_only_what_was_sent_counts() -> None:
    user = make_user()
    nudge(user, "Sanne de Vries")
    for day in days(3):
        send(user, day)
    Mail.objects.update(sent_at=None, failed_at=MONDAY)
    content = send(user, FIRST + timedelta(days=3))
    assert content
    assert "\nSanne de Vries\n" in content.text


def test_what_was_acted_on_is_not_told_again() -> None:
    user = make_user()
    old = nudge(user, "Sanne de Vries")
    for day in days(3):
        send(user, day)
    old.done()
    assert send(user, FIRST + timedelta(days=30)) is None


def test_many_old_ones_are_counted() -> None:
    user = make_user()
    for n in range(14):
        nudge(user, f"Piet{n}")
    for day in days(3):
        send(user, day)
    content = send(user, FIRST + timedelta(days=9))
    assert content
    assert content.text.count("/n/") == 10
    assert "And 4 more on Today" in content.text


# ── One person, one entry ───────────────────────────────────────────────────────────────────────────────────


def test_all_about_one_person_stands_together_each_with_its_own_link() -> None:
    user = make_user()
    sanne = make_contact(user, "Sanne de Vries")
    for why, late in (("The article", 1), ("Her birthday", 0)):
        make_nudge(user, sanne, due=FIRST - timedelta(days=late), why=why)
    nudge(user, "Mehmet")
    content = send(user, FIRST)
    assert content
    assert content.text.count("Sanne de Vries") == 1
    assert content.html.count("<h2") == 2
    assert content.text.count("/n/") == 3
    assert content.subject == "Sanne and Mehmet"
