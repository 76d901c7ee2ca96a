"""What raises nudges by itself: rhythms, yearly days, reminders, old ties and needs; and how many of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Value
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Membership, YearlyDay
from netwerk.encounters.models import note_last_seen
from netwerk.nudges import raising
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_for, raise_waiting
from netwerk.nudges.rhythms import of_contact, running, with_rhythm
from tests.factories import (
    NOW,
    TODAY,
    make_contact,
    make_encounter,
    make_need,
    make_nudge,
    make_offer,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
DAY = timedelta(days=1)
LONG_AGO = datetime(2020, 1, 6, 12, 0, tzinfo=UTC)


def seen(owner: User, days: int, rhythm: int | None = 30, name: str = "", **fields: Any) -> Contact:
    """A contact who was last met so many days ago, with a rhythm that was chosen long ago."""
    since = None if rhythm is None else LONG_AGO.date()
    contact = make_contact(owner, name, rhythm=rhythm, rhythm_since=since, created_at=LONG_AGO, **fields)
    make_encounter(owner, contact, day=TODAY - days * DAY)
    return contact


def due(owner: User, day: date = TODAY) -> list[tuple[str, str]]:
    """What is open on that day: of whom, and why."""
    nudges = Nudge.objects.of(owner).due(day).with_people()
    return [(nudge.contact.name, nudge.reason) for nudge in nudges]


# ── Rhythms ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_raised_when_it_has_run_out(user: User) -> None:
    seen(user, 41, 42, "Not yet")
    seen(user, 42, 42, "Anna")
    seen(user, 51, 42, "Piet")
    seen(user, 900, None, "Without")
    assert raise_for(user, TODAY) == 2
    assert sorted(due(user)) == [
        ("Anna", "Every 6 weeks"),
        ("Piet", "Every 6 weeks; 9 days past it"),
    ]
    assert raise_for(user, TODAY) == 0


def test_nobody_is_raised_who_is_not_there(user: User) -> None:
    seen(user, 90, name="Archived", archived_at=NOW)
    seen(user, 90, name="Heard of", known_at=None)
    me = Contact.objects.me(user)
    Contact.objects.filter(pk=me.pk).update(rhythm=7, rhythm_since=LONG_AGO.date(), created_at=LONG_AGO)
    assert raise_for(user, TODAY) == 0


def test_an_encounter_silences_it_and_deleting_that_brings_it_back(user: User) -> None:
    anna = seen(user, 40, name="Anna")
    raise_for(user, TODAY)
    call = make_encounter(user, anna, day=TODAY - DAY)
    assert due(user) == []
    assert raise_for(user, TODAY) == 0
    call.delete()
    note_last_seen(user, [anna.pk])
    assert due(user) == [("Anna", "Every month; 10 days past it")]


def test_after_an_encounter_the_next_one_comes_a_rhythm_later(user: User, thursday: Any) -> None:
    anna = seen(user, 40, name="Anna")
    raise_for(user, TODAY)
    make_encounter(user, anna)
    raised = []
    for ahead in range(1, 40):
        thursday.move_to(NOW + ahead * DAY)
        raised += [ahead] * raise_for(user, TODAY + ahead * DAY)
    assert raised == [30]
    assert due(user, TODAY + 40 * DAY) == [("Anna", "Every month; 9 days past it")]


@pytest.mark.parametrize("verb", ["done", "drop"])
def test_without_an_encounter_it_comes_back_a_rhythm_after_it_ended(
    user: User, thursday: Any, verb: str
) -> None:
    seen(user, 40, 7)
    raise_for(user, TODAY)
    getattr(Nudge.objects.get(), verb)()
    raised = []
    for ahead in range(10):
        thursday.move_to(NOW + ahead * DAY)
        raised += [ahead] * raise_for(user, TODAY + ahead * DAY)
    assert raised == [7]


def test_one_that_is_taken_back_beside_a_new_one_is_one(user: User, thursday: Any) -> None:
    seen(user, 40, 7)
    raise_for(user, TODAY)
    first = Nudge.objects.get()
    first.done()
    thursday.move_to(NOW + 8 * DAY)
    raise_for(user, TODAY + 8 * DAY)
    first.undo()
    raise_for(user, TODAY + 8 * DAY)
    assert len(due(user, TODAY + 8 * DAY)) == 1


def test_never_met_it_runs_from_the_choice_or_the_contact(user: User) -> None:
    old, new = make_contact(user, created_at=LONG_AGO), make_contact(user, created_at=NOW - 3 * DAY)
    for contact in (old, new):
        contact.choose_rhythm(7, TODAY - 5 * DAY)
    assert {pk: rhythm.start for pk, rhythm in running(user, [old.pk, new.pk]).items()} == {
        old.pk: TODAY - 5 * DAY,
        new.pk: TODAY - 3 * DAY,
    }


def test_of_circles_the_shortest_counts_and_their_own_goes_first(user: User) -> None:
    circles = [Circle.objects.create(owner=user, name=name) for name in ("Year", "Month", "None")]
    for circle, days in zip(circles, (365, 30, None), strict=True):
        circle.choose_rhythm(days, LONG_AGO.date())
    people = [seen(user, 50, rhythm) for rhythm in (None, 7, 0)]
    Membership.objects.bulk_create(
        Membership(owner=user, contact=contact, circle=circle) for contact in people for circle in circles
    )
    days = {pk: rhythm.days for pk, rhythm in running(user, [contact.pk for contact in people]).items()}
    assert days == {people[0].pk: 30, people[1].pk: 7}


def test_read_one_by_one_or_all_at_once_a_rhythm_is_the_same(user: User) -> None:
    circle = Circle.objects.create(owner=user, name="Month", rhythm=30, rhythm_since=TODAY - 9 * DAY)
    people = [seen(user, 50, rhythm) for rhythm in (None, 7, 0)]
    people += [make_contact(user, created_at=NOW - ago * DAY) for ago in (3, 90)]
    for contact in people:
        Membership.objects.create(owner=user, contact=contact, circle=circle)
    raise_for(user, TODAY)
    Nudge.objects.order_by("id")[0].done()
    found = running(user, [contact.pk for contact in people])
    for contact in with_rhythm(Contact.objects.of(user), Value(user.zone.key)):
        assert of_contact(contact) == found.get(contact.pk)


def test_an_open_one_follows_the_rhythm(user: User) -> None:
    anna = seen(user, 40, name="Anna")
    raise_for(user, TODAY)
    anna.choose_rhythm(14, TODAY)
    raise_for(user, TODAY)
    assert due(user) == [("Anna", "Every 2 weeks; 26 days past it")]
    anna.choose_rhythm(0, TODAY)
    raise_for(user, TODAY)
    assert due(user) == []


# ── Few ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_surplus_waits_in_the_order_of_worth(user: User, thursday: Any) -> None:
    User.objects.filter(pk=user.pk).update(nudges_a_day=2, nudges_a_week=5)
    user.refresh_from_db()
    for days in (31, 45, 90, 38, 59, 33, 52):
        seen(user, days, name=f"{days} days")
    gift = seen(user, 30, name="Gift")
    make_need(gift, "zoekt een fiscalist")
    make_offer(make_contact(user, "Helper"), "fiscalist")
    raised = []
    for ahead in range(5):
        thursday.move_to(NOW + ahead * DAY)
        raise_for(user, TODAY + ahead * DAY)
        day = Nudge.objects.of(user).filter(due=TODAY + ahead * DAY).order_by("id")
        raised.append([nudge.contact.name for nudge in day])
        for nudge in day:
            nudge.done()
    # From Thursday to Sunday a week has room for five; on Monday a new one begins.
    assert raised == [["90 days", "Gift"], ["59 days", "52 days"], ["45 days"], [], ["38 days", "33 days"]]


def test_what_there_is_already_takes_its_place_and_a_heap_stays_small(user: User, thursday: Any) -> None:
    for number in range(30):
        seen(user, 40 + number)
    for _ in range(3):
        make_nudge(user, make_contact(user), due=TODAY)
    raise_for(user, TODAY)
    assert len(due(user)) == 5
    for ahead in range(1, 40):
        thursday.move_to(NOW + ahead * DAY)
        raise_for(user, TODAY + ahead * DAY)
    assert Nudge.objects.open().filter(cause=Nudge.Cause.RHYTHM).count() == user.nudges_a_week


def test_what_has_a_date_is_never_held_back(user: User) -> None:
    for _ in range(9):
        make_contact(user, birth_day=19, birth_month=11)
    assert raise_for(user, TODAY) == 9


# ── Old ties and needs ──────────────────────────────────────────────────────────────────────────────────────


def old_tie(owner: User, name: str, meetings: int = 4, days: int = 600) -> Contact:
    contact = seen(owner, days, None, name)
    for number in range(meetings - 1):
        make_encounter(owner, contact, day=TODAY - (days + 9 * number) * DAY)
    make_need(contact, "zoekt een fiscalist")
    return contact


def test_an_old_tie_is_woken_when_there_is_a_match(user: User) -> None:
    old_tie(user, "Once close")
    assert raise_for(user, TODAY) == 0
    make_offer(make_contact(user, "Helper"), "fiscalist")
    old_tie(user, "Met twice", meetings=2)
    old_tie(user, "Met lately", days=500)
    assert raise_for(user, TODAY) == 1
    assert due(user) == [("Once close", "You met often, and last in March 2025: a tie worth waking")]


def test_a_few_old_ties_a_month_and_each_once(user: User, thursday: Any) -> None:
    make_offer(make_contact(user, "Helper"), "fiscalist")
    for number in range(5):
        old_tie(user, f"Old {number}")
    raised = []
    for ahead in range(0, 75, 5):
        thursday.move_to(NOW + ahead * DAY)
        raised += [ahead] * raise_for(user, TODAY + ahead * DAY)
        for nudge in Nudge.objects.unended():
            nudge.drop()
    assert raised == [0, 0, 30, 30, 60]


def test_a_need_is_asked_about_once_and_answering_closes_it(user: User) -> None:
    anna = make_contact(user, "Anna")
    need = make_need(anna, "zoekt een fiscalist", day=date(2025, 11, 18))
    make_need(anna, "zoekt een notaris", day=date(2025, 11, 19))
    make_need(Contact.objects.me(user), "zoekt een tuinman", day=date(2020, 1, 1))
    assert raise_for(user, TODAY) == 1
    assert due(user) == [("Anna", "Does it still stand? “zoekt een fiscalist”, in November 2025")]
    for answer, back in ((need.meet, need.reopen), (need.withdraw, need.reopen)):
        answer()
        assert due(user) == []
        back()
        assert len(due(user)) == 1
    need.stand(TODAY)
    assert due(user) == []
    assert raise_for(user, TODAY) == 0


# ── The worker ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_looks_at_whoever_has_a_new_day(user: User) -> None:
    seen(user, 30)
    later = make_user(nudges_at=NOW + DAY)
    assert raise_waiting(NOW) == 1
    user.refresh_from_db()
    assert user.nudges_at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert raise_waiting(NOW) == 0
    later.raise_soon()
    assert raise_waiting(NOW) == 1


def test_away_for_days_it_raises_once_and_late(user: User, thursday: Any) -> None:
    for day in (10, 15, 19, 20, 21):
        make_contact(user, f"{day}", birth_day=day, birth_month=11)
    party = make_contact(user, "Party")
    YearlyDay.objects.create(owner=user, contact=party, label="Party", day=16, month=11)
    User.objects.filter(pk=user.pk).update(nudges_at=datetime(2026, 11, 14, 23, 0, tzinfo=UTC))
    assert raise_waiting(NOW) == 1
    assert [name for name, _why in due(user)] == ["15", "Party", "19", "20"]
    User.objects.filter(pk=user.pk).update(nudges_at=datetime(2026, 11, 14, 23, 0, tzinfo=UTC))
    raise_waiting(NOW)
    assert Nudge.objects.count() == 4


def test_what_goes_wrong_for_one_keeps_nobody_waiting(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_user(nudges_at=NOW - timedelta(hours=1))
    seen(user, 30)
    real = raising.raise_for

    def raise_or_fail(owner: User, today: date) -> int:
        if owner == other:
            raise ValueError
        return real(owner, today)

    monkeypatch.setattr(raising, "raise_for", raise_or_fail)
    assert raise_waiting(timezone.now()) == 1
    assert len(due(user)) == 1
    other.refresh_from_db()
    assert other.nudges_at < NOW
