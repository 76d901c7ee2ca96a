"""Digests that are late: they wait through quiet hours, days off and holidays, and are never doubled."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from netwerk.nudges.tasks import tick
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.sending import at_once, let_lease_run_out, waiting
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past eleven on Monday, in Amsterdam
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # Tuesday, seven o'clock


@pytest.fixture
def reader() -> User:
    """Whose Monday digest is due, with somebody in it; it is quiet from ten to seven."""
    user = make_user(quiet_from=22, quiet_until=7)
    make_nudge(user, make_contact(user, "Sanne de Vries"), due=date(2026, 11, 23))
    User.objects.filter(pk=user.pk).update(digest_at=MONDAY)
    return user


@pytest.fixture
def digest(reader: User) -> Digest:
    assert digests.raise_due(MONDAY) == 1
    return Digest.objects.get(owner=reader)


def deliver(digest: Digest) -> bool:
    return digests.deliver(Digest.objects.get(pk=digest.pk))


@pytest.mark.parametrize(
    ("chosen", "now", "until"),
    [
        ({}, NIGHT, MORNING),
        ({"digest_days": [1, 5]}, MORNING, datetime(2026, 11, 27, 6, 0, tzinfo=UTC)),
        ({"paused_until": date(2026, 12, 7)}, MONDAY, datetime(2026, 12, 7, 6, 0, tzinfo=UTC)),
        ({"time_zone": "America/New_York"}, MONDAY, datetime(2026, 11, 23, 12, 0, tzinfo=UTC)),
    ],
    ids=["quiet", "day off", "pause", "elsewhere"],
)
def test_it_waits_for_the_next_moment_at_which_it_may_go(
    office: PostOffice, digest: Digest, chosen: dict[str, Any], now: datetime, until: datetime
) -> None:
    User.objects.filter(pk=digest.owner_id).update(**chosen)
    with time_machine.travel(now, tick=False):
        assert not deliver(digest)
    mail = Mail.objects.get(digest=digest)
    assert (mail.due_at, mail.attempts, mail.lease_until, mail.state) == (until, 0, None, "due")
    assert office.messages == []
    with time_machine.travel(until, tick=False):
        assert deliver(digest)
    assert office.ids == [mail.message_id]
    assert Mail.objects.get(digest=digest).attempts == 1


def test_waiting_is_no_attempt_and_ends_no_mail(office: PostOffice, digest: Digest) -> None:
    office.say("RCPT", "450 4.2.0 Not now")
    with time_machine.travel(MONDAY, tick=False):
        assert not deliver(digest)
    for _ in range(20):
        Mail.objects.update(due_at=MONDAY)
        with time_machine.travel(NIGHT, tick=False):
            assert not deliver(digest)
    mail = Mail.objects.get(digest=digest)
    assert (mail.attempts, mail.state, mail.error) == (1, "again", "450 4.2.0 Not now")
    with time_machine.travel(MORNING, tick=False):
        assert deliver(digest)
    assert len(office.messages) == 1


def test_a_zone_that_changes_between_claim_and_sending_is_heard(office: PostOffice, digest: Digest) -> None:
    def compose() -> Content | datetime | None:
        User.objects.filter(pk=digest.owner_id).update(time_zone="America/New_York")  # one in the night
        return digests.say(digest)

    with time_machine.travel(MONDAY, tick=False):
        assert not digest.mail.deliver(compose)
        assert not deliver(digest)
    assert office.messages == []
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=False):
        assert deliver(digest)
    assert office.ids == [digest.mail.message_id]


@committed
@pytest.mark.usefixtures("eager")
def test_one_that_waited_through_the_night_gives_way_to_the_next(office: PostOffice, reader: User) -> None:
    with time_machine.travel(NIGHT, tick=False):  # the worker was away all day
        tick()
    assert office.messages == []
    with time_machine.travel(MORNING, tick=False):
        tick()
        tick()
    assert len(office.messages) == 1
    states = Digest.objects.order_by("day").values_list("day", "mail__sent_at", "mail__dropped_at")
    assert [(day.day, sent is not None, dropped is not None) for day, sent, dropped in states] == [
        (23, False, True),
        (24, True, False),
    ]


def test_one_that_goes_a_day_late_is_that_days(office: PostOffice, digest: Digest) -> None:
    """There is no other that day: one a local day, whatever happened."""
    User.objects.filter(pk=digest.owner_id).update(digest_hour=9)
    with time_machine.travel(MORNING, tick=False):
        assert deliver(digest)
    assert Digest.objects.get().day == date(2026, 11, 24)
    User.objects.update(digest_at=MORNING + timedelta(hours=2))
    assert digests.raise_due(MORNING + timedelta(hours=2)) == 0


@committed
def test_taking_over_a_day_and_raising_its_digest_do_not_cross(digest: Digest) -> None:
    User.objects.update(digest_at=MORNING)
    with transaction.atomic():
        assert digest.move_to(date(2026, 11, 24))
        assert at_once(1, lambda: digests.raise_due(MORNING)) == [0]  # passed over, for now
    assert digests.raise_due(MORNING) == 0
    assert Digest.objects.count() == 1


def test_a_day_is_not_taken_over_from_another_digest(reader: User, digest: Digest) -> None:
    User.objects.update(digest_at=MORNING)
    assert digests.raise_due(MORNING) == 1
    assert not digest.move_to(date(2026, 11, 24))
    assert Digest.objects.get(pk=digest.pk).day == date(2026, 11, 23)


def test_who_was_taken_over_does_not_come_back_when_the_other_waits(office: PostOffice) -> None:
    mail = waiting()
    first = Mail.objects.claim(mail.pk, timezone.now())
    let_lease_run_out(mail)
    second = Mail.objects.claim(mail.pk, timezone.now())
    assert first
    assert second
    second._wait(timezone.now() + timedelta(hours=8))
    assert not first._renew(subject="Hello again")
    first._postpone("450 later")
    mail.refresh_from_db()
    assert (mail.attempts, mail.lease_until, mail.error, mail.subject) == (1, None, "", "Hello")
    assert mail.due_at > timezone.now() + timedelta(hours=7)


def test_after_a_holiday_one_digest_and_not_fourteen(reader: User) -> None:
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        reader.pause(date(2026, 12, 7))
    raised = [digests.raise_due(MONDAY + timedelta(days=n)) for n in range(20)]
    assert sum(raised[:14]) == 0
    assert raised[14] == 1
    assert Digest.objects.order_by("day")[0].day == date(2026, 12, 7)


def test_ending_a_holiday_sends_what_waits_at_once(reader: User) -> None:
    with time_machine.travel(MONDAY + timedelta(hours=3), tick=False):
        reader.pause(date(2026, 12, 7))
        assert reader.is_paused
        assert digests.raise_due(timezone.now()) == 0
        reader.resume()
        assert not reader.is_paused
        assert digests.raise_due(timezone.now()) == 1


def test_the_database_keeps_the_digest_out_of_the_quiet_hours(reader: User) -> None:
    for wrong in ({"digest_hour": 23}, {"digest_hour": 6}, {"quiet_until": 8}, {"quiet_from": 24}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=reader.pk).update(**wrong)
    for right in ({"quiet_from": 1, "quiet_until": 4, "digest_hour": 4}, {"digest_hour": 0}):
        User.objects.filter(pk=reader.pk).update(**right)
