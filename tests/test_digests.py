"""Raising digests, and their way from the tick to the mailbox."""

from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.test import Client

from netwerk.accounts.models import User
from netwerk.mail.models import Mail
from netwerk.nudges import digests, due
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.tasks import tick
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.smtp import PostOffice

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
    monkeypatch.setattr(due, "BATCH", 3)
    with django_assert_max_num_queries(4 * 2):
        assert digests.raise_due(MONDAY) == 7


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_raise_one_digest_each() -> None:
    """The second finds the users in the hands of the first, and neither waits nor does it again."""
    users = [due_user() for _ in range(3)]
    at_work, go_on, raised = Event(), Event(), []

    def first_tick() -> None:
        try:
            with transaction.atomic():
                raised.append(digests.raise_due(MONDAY))
                at_work.set()
                assert go_on.wait(30)
        finally:
            connections.close_all()

    thread = Thread(target=first_tick)
    thread.start()
    assert at_work.wait(30)
    assert digests.raise_due(MONDAY) == 0
    go_on.set()
    thread.join()
    assert raised == [len(users)]
    assert Digest.objects.count() == Mail.objects.count() == len(users)


# ── From the tick to the mailbox ────────────────────────────────────────────────────────────────────────────


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
def test_while_the_mail_server_is_away_no_attempt_is_lost(settings: Any) -> None:
    due_user()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with time_machine.travel(MONDAY):
        digests.raise_due(MONDAY)
        digests.deliver_all(list(Digest.objects.values_list("pk", flat=True)))
    mail = Mail.objects.get()
    assert (mail.state, mail.attempt, mail.due_at) == ("due", 0, MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", ["", "hung up", "refused"])
def test_many_over_one_line(office: PostOffice, trouble: str) -> None:
    """A server that hangs up after the first, or refuses it, gets the others over a new line."""
    for _ in range(3):
        due_user()
    match trouble:
        case "hung up":
            office.hang_up()
        case "refused":
            office.say("RCPT", "450 4.2.0 Not now")
    with time_machine.travel(MONDAY, tick=False):
        digests.raise_due(MONDAY)
        digests.deliver_all(list(Digest.objects.values_list("pk", flat=True)))
    states = sorted(mail.state for mail in Mail.objects.all())
    assert states == (["again", "sent", "sent"] if trouble == "refused" else ["sent"] * 3)
    assert len(office.ids) == len(set(office.ids)) == states.count("sent")


@pytest.mark.django_db
def test_a_digest_that_can_not_be_written_stops_no_other(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = due_user(), due_user()
    write = digests.letter.write

    def failing(owner: User, *args: Any, **kwargs: Any) -> Any:
        if owner == broken:
            raise ZeroDivisionError
        return write(owner, *args, **kwargs)

    monkeypatch.setattr(digests.letter, "write", failing)
    with time_machine.travel(MONDAY, tick=False):
        digests.raise_due(MONDAY)
        digests.deliver_all(list(Digest.objects.values_list("pk", flat=True)))
    assert [message["To"] for message in office.messages] == [other.email]
    assert [digest.mail.state for digest in Digest.objects.order_by("owner")] == ["again", "sent"]


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
