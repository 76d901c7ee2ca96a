"""Mails that are delivered by the handful: one line, one claim, and every mail for itself."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from netwerk.mail import hand
from netwerk.mail.content import Content
from netwerk.mail.models import ATTEMPTS, Mail
from netwerk.nudges import digests
from netwerk.nudges.mailed import Digest
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.sending import HELLO, at_once, let_lease_run_out, waiting
from tests.smtp import PostOffice

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # other threads see the rows


def hello(mails: Sequence[Mail]) -> dict[int, Content]:
    return {mail.pk: HELLO for mail in mails}


def handful(count: int = 3) -> list[Mail]:
    return [waiting() for _ in range(count)]


def deliver(mails: Sequence[Mail]) -> None:
    hand.deliver_all([mail.pk for mail in mails], hello)


def test_one_that_kills_its_workers_uses_up_no_attempts_of_its_neighbours(office: PostOffice) -> None:
    mails = handful()
    pks = [mail.pk for mail in mails]
    assert len(Mail.objects.claim_all(pks, timezone.now())) == 3
    for _ in range(1, ATTEMPTS):  # killed, with whatever it had in hand
        for mail in mails:
            let_lease_run_out(mail)
        (poison,) = Mail.objects.claim_all(pks, timezone.now())
        assert poison == mails[0]
    let_lease_run_out(mails[0])
    deliver(mails)
    assert [mail.attempt for mail in Mail.objects.order_by("pk")] == [ATTEMPTS, 2, 2]
    assert [mail.state for mail in Mail.objects.order_by("pk")] == ["failed", "sent", "sent"]


@committed
def test_one_that_was_taken_over_while_in_hand_is_not_sent(office: PostOffice) -> None:
    mails = handful()
    office.hang("DATA")
    thread = Thread(target=at_once, args=(1, lambda: deliver(mails)))
    thread.start()
    assert office.arrived.wait(10)
    Mail.objects.filter(pk=mails[1].pk).update(attempt=F("attempt") + 1)
    office.release()
    thread.join()
    assert office.ids == [mails[0].message_id, mails[2].message_id]
    assert Mail.objects.get(pk=mails[1].pk).state == "sending"  # by whoever has it now


@committed
def test_what_waits_in_hand_is_held_on_to(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server thinks about the first for longer than a lease lasts; nobody else sends the others."""
    monkeypatch.setattr("netwerk.mail.lease.LEASE", timedelta(seconds=1))
    mails = handful()
    office.hang("DATA")
    thread = Thread(target=at_once, args=(1, lambda: deliver(mails)))
    thread.start()
    assert office.arrived.wait(10)
    first = Mail.objects.get(pk=mails[2].pk).lease_until
    assert first
    while timezone.now() <= first + timedelta(seconds=1):
        assert at_once(1, mails[2].deliver) == [False]
    office.release()
    thread.join()
    assert office.ids == [mail.message_id for mail in mails]


def test_a_server_that_goes_away_costs_the_rest_no_attempt(office: PostOffice) -> None:
    mails = handful()
    office.hang_up(for_good=True)
    deliver(mails)
    first, *rest = Mail.objects.order_by("pk")
    assert first.state == "sent"
    assert [(mail.state, mail.attempts) for mail in rest] == [("due", 0)] * 2
    assert [mail.due_at for mail in rest] == [mail.due_at for mail in mails[1:]]
    office.troubles.clear()
    deliver(mails)
    assert office.ids == [mail.message_id for mail in mails]


@committed
def test_what_the_ledger_can_not_take_harms_no_other(office: PostOffice) -> None:
    mails = handful()

    def compose(some: Sequence[Mail]) -> dict[int, Content]:
        return hello(some) | {mail.pk: Content("\0", "") for mail in some if mail == mails[1]}

    hand.deliver_all([mail.pk for mail in mails], compose)
    assert [mail.state for mail in Mail.objects.order_by("pk")] == ["sent", "again", "sent"]


def test_each_digest_costs_a_look_at_its_lease_and_its_settling(office: PostOffice) -> None:
    counts = []
    for size in (2, 20):
        for _ in range(size):
            user = make_user(nudges_at=MONDAY + timedelta(days=1))
            make_nudge(user, make_contact(user, "Sanne de Vries"), due=MONDAY.date(), created_at=MONDAY)
            mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email, due_at=MONDAY)
            Digest.objects.create(owner=user, day=MONDAY.date(), mail=mail)
        new = list(Digest.objects.filter(mail__sent_at=None).values_list("pk", flat=True))
        with time_machine.travel(MONDAY, tick=False), CaptureQueriesContext(connection) as queries:
            digests.deliver_all(new)
        counts.append(len(queries))
    assert len(office.ids) == 22
    assert counts[1] - counts[0] == 2 * 18
    assert counts[0] <= 2 * 2 + 16
