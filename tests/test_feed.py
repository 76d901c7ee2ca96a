"""The calendar feed, read by vobject: another library than the one that wrote it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, YearlyDay
from netwerk.encounters.models import Encounter
from netwerk.feed.ics import Entry, written
from netwerk.feed.models import Feed
from netwerk.feed.yearly import rule
from netwerk.nudges.models import Nudge
from netwerk.nudges.yearly import LEAP_DAY, kept_on
from tests.factories import NOW, TODAY, make_contact, make_encounter, make_nudge, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
PAGE = "/settings/calendar/"


def get(user: User, **headers: str) -> Any:
    """The answer to a calendar program, which has no cookie."""
    key = Feed.objects.make(user).key
    return Client().get(f"/calendar/{key}.ics", headers=headers)


def events(user: User) -> list[Any]:
    return list(getattr(vobject.readOne(get(user).content.decode()), "vevent_list", []))


def only(user: User) -> Any:
    (event,) = events(user)
    return event


def plan(user: User, *contacts: Contact, **fields: Any) -> Encounter:
    return make_encounter(user, *contacts, **{"kind": "coffee", "planned_at": NOW} | fields)


# ── What it holds ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_open_nudge_is_a_day_with_its_reason_and_the_way_to_the_contact(user: User, nudge: Nudge) -> None:
    event = only(user)
    link = f"http://localhost:8000/contacts/{nudge.contact_id}/"
    assert event.dtstart.value == TODAY  # a date: the whole day
    assert event.summary.value == "Sanne de Vries: Send the article"
    assert event.description.value == f"Send the article\n{link}"
    assert (event.url.value, event.transp.value) == (link, "TRANSPARENT")


def test_what_asks_for_nothing_is_not_in_it(user: User, nudge: Nudge) -> None:
    nudge.drop()
    make_nudge(user, make_contact(user, archived_at=NOW))
    make_contact(user, birth_day=1, birth_month=5, archived_at=NOW)
    make_contact(user, birth_day=1, birth_month=5, known_at=None)
    make_contact(user, birth_year=1980)
    make_contact(user, birth_day=30, birth_month=2)  # the column takes it, no year has it
    make_encounter(user, nudge.contact)  # logged, not planned
    plan(user, nudge.contact, day=TODAY - timedelta(days=32))
    assert events(user) == []


def test_no_more_is_told_than_is_needed(user: User) -> None:
    secret = "Zwaluwenberg"
    anna = make_contact(
        user, "Anna", headline=secret, notes=secret, drives=secret, birth_day=1, birth_month=5, how_met=secret
    )
    coffee = plan(user, anna, day=TODAY, note=secret)
    coffee.participations.update(note=secret)
    make_nudge(user, anna)
    assert len(events(user)) == 3
    assert secret not in get(user).content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Anna Bos’s birthday"), ("nl", "Verjaardag van Anna Bos")]
)
def test_a_birthday_comes_back_every_year(language: str, words: str) -> None:
    user = make_user(language=language)
    make_contact(user, "Anna Bos", birth_day=7, birth_month=3, birth_year=1980)
    event = only(user)
    assert (event.summary.value, event.dtstart.value) == (words, date(1980, 3, 7))
    assert "1980" in event.description.value
    assert days(event, 2026, 2028) == [date(year, 3, 7) for year in (2026, 2027, 2028)]


def test_without_a_year_it_comes_back_as_well(user: User) -> None:
    make_contact(user, "Anna Bos", birth_day=7, birth_month=3)
    event = only(user)
    assert not hasattr(event, "description")
    assert days(event, 2026, 2029) == [date(year, 3, 7) for year in (2026, 2027, 2028, 2029)]


@pytest.mark.parametrize("year", [None, 1980, 1981])  # 1981 had no such day: nobody checks when it is typed
@pytest.mark.parametrize(
    ("leap_day", "kept"),
    [
        (date(2001, 2, 28), ["02-28", "02-28", "02-29"]),
        (date(2001, 3, 1), ["03-01", "03-01", "02-29"]),
    ],
)
def test_a_leap_day_is_kept_every_year(year: int | None, leap_day: date, kept: list[str]) -> None:
    starts = kept_on(LEAP_DAY, year or 2026, leap_day)
    entry = Entry(uid="1@x", summary="x", url="x", starts=starts, revised=NOW, rule=rule(LEAP_DAY, leap_day))
    event = vobject.readOne(written("Netwerk", [entry]).decode()).vevent
    assert [f"{day:%m-%d}" for day in days(event, 2026, 2028)] == kept
    assert days(event, starts.year, starts.year) == [starts]


def test_a_leap_day_is_kept_on_28_february_in_the_feed(user: User) -> None:
    make_contact(user, "Anna Bos", birth_day=29, birth_month=2)
    assert days(only(user), 2027, 2028) == [date(2027, 2, 28), date(2028, 2, 29)]


def test_or_on_1_march_by_choice(user: User) -> None:
    user.leap_day = User.LeapDay.MARCH
    user.save()
    make_contact(user, "Anna Bos", birth_day=29, birth_month=2)
    assert days(only(user), 2027, 2028) == [date(2027, 3, 1), date(2028, 2, 29)]


def test_other_yearly_days_come_back_too(user: User) -> None:
    anna, gone = make_contact(user, "Anna Bos"), make_contact(user, archived_at=NOW)
    YearlyDay.objects.create(owner=user, contact=anna, label="Wedding", day=5, month=9, year=2015)
    YearlyDay.objects.create(owner=user, contact=gone, label="Wedding", day=5, month=9)
    event = only(user)
    assert (event.summary.value, event.dtstart.value) == ("Anna Bos: Wedding", date(2015, 9, 5))
    assert days(event, 2026, 2027) == [date(2026, 9, 5), date(2027, 9, 5)]


def days(event: Any, first: int, last: int) -> list[date]:
    """The days on which it comes back in these years."""
    found = event.getrruleset().between(datetime(first, 1, 1), datetime(last, 12, 31), inc=True)  # noqa: DTZ001
    return [moment.date() for moment in found]


def test_a_meeting_without_an_hour_takes_the_day(user: User) -> None:
    anna, piet = make_contact(user, "Anna Bos"), make_contact(user, "Piet Vos")
    meeting = plan(user, anna, piet, day=TODAY + timedelta(days=3), place="Café De Brug")
    event = only(user)
    assert event.dtstart.value == TODAY + timedelta(days=3)
    assert event.summary.value == "Coffee with Anna Bos, Piet Vos"
    assert event.location.value == "Café De Brug"
    assert event.url.value == f"http://localhost:8000/encounters/{meeting.pk}/"


def test_a_meeting_of_many_names_the_first_of_them(user: User) -> None:
    plan(user, *(make_contact(user, f"Anna {n}") for n in range(7)), day=TODAY, title="Borrel")
    assert only(user).summary.value == "Borrel with Anna 0, Anna 1, Anna 2, Anna 3 and 3 others"


def test_a_meeting_stays_for_a_while_after_its_day(user: User) -> None:
    plan(user, make_contact(user), day=TODAY - timedelta(days=31), told_at=NOW)
    assert only(user)


# ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────

AMSTERDAM, NEW_YORK, LORD_HOWE = "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("zone", "local", "in_utc"),
    [
        (AMSTERDAM, "2027-03-27 10:00", "2027-03-27 09:00"),
        (AMSTERDAM, "2027-03-28 01:30", "2027-03-28 00:30"),
        (AMSTERDAM, "2027-03-28 02:30", "2027-03-28 01:30"),  # not on any clock: half past three
        (AMSTERDAM, "2027-03-28 10:00", "2027-03-28 08:00"),
        (AMSTERDAM, "2027-10-31 02:30", "2027-10-31 00:30"),  # twice: the first
        (AMSTERDAM, "2027-10-31 10:00", "2027-10-31 09:00"),
        (NEW_YORK, "2027-03-14 02:30", "2027-03-14 07:30"),
        (NEW_YORK, "2027-03-14 10:00", "2027-03-14 14:00"),
        (NEW_YORK, "2027-11-07 01:30", "2027-11-07 05:30"),
        (NEW_YORK, "2027-11-07 23:30", "2027-11-08 04:30"),
        (LORD_HOWE, "2027-04-04 01:45", "2027-04-03 14:45"),  # half an hour back
        (LORD_HOWE, "2027-04-04 10:00", "2027-04-03 23:30"),
        (LORD_HOWE, "2027-10-03 02:15", "2027-10-02 15:45"),
        (LORD_HOWE, "2027-10-03 10:00", "2027-10-02 23:00"),
    ],
)
def test_an_hour_is_that_of_the_user(zone: str, local: str, in_utc: str) -> None:
    user, at = make_user(time_zone=zone), datetime.fromisoformat(local)
    plan(user, make_contact(user), day=at.date(), time=at.time())
    event = only(user)
    assert event.dtstart.value.astimezone(UTC) == datetime.fromisoformat(in_utc).replace(tzinfo=UTC)
    assert event.duration.value == timedelta(hours=1)
    assert not hasattr(event, "transp")


@pytest.mark.parametrize("zone", [AMSTERDAM, NEW_YORK, LORD_HOWE])
def test_a_day_is_the_same_day_everywhere(zone: str) -> None:
    user = make_user(time_zone=zone)
    make_nudge(user, make_contact(user), due=date(2027, 3, 28))
    assert only(user).dtstart.value == date(2027, 3, 28)


# ── How it is written ───────────────────────────────────────────────────────────────────────────────────────

AWKWARD = [
    "Bos, Anna; \\ of the \"Brug\": 'x'",
    "שרה כהן, \u202bתל אביב\u202c",
    "محمد، الرباط",
    "👩🏽‍🚀" * 30,
    "Ж" * 50,  # fits by its letters, not by its bytes
    "Ж" * 110,
    "x" * 120,
    "BEGIN:VEVENT",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_any_name_comes_through_whole(user: User, name: str) -> None:
    name = name[:120]
    make_nudge(user, make_contact(user, name), why="One,\ntwo; three\\four")
    event = only(user)
    assert event.summary.value == f"{name}: One,\ntwo; three\\four"
    assert event.description.value.startswith("One,\ntwo; three\\four\nhttp")


@pytest.mark.parametrize("name", AWKWARD)
def test_lines_are_folded_and_end_as_they_should(user: User, name: str) -> None:
    plan(user, make_contact(user, name[:120]), day=TODAY, time=time(10), place=name[:120])
    text = get(user).content
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode() is not None  # never cut within a character


def test_what_no_calendar_can_hold_becomes_a_space(user: User) -> None:
    make_contact(user, "An\x0bna\x85Bos\u2028x", birth_day=1, birth_month=5)
    assert only(user).summary.value == "An na Bos x’s birthday"


def test_an_empty_calendar_is_one(user: User) -> None:
    calendar = vobject.readOne(get(user).content.decode())
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    assert events(user) == []


def test_the_name_of_an_entry_stays_and_its_revision_grows(
    browser: Client, user: User, thursday: Any
) -> None:
    anna = make_contact(user, "Anna", birth_day=1, birth_month=5)
    meeting, nudge = plan(user, anna, day=TODAY + timedelta(days=2)), make_nudge(user, anna)
    before = {event.uid.value: event for event in events(user)}
    thursday.shift(timedelta(hours=1))
    nudge.snooze(TODAY + timedelta(days=3))
    guest = meeting.participations.get()
    sent = {"day": "2026-11-25", "time": "15:00", "kind": "coffee", f"note-{guest.pk}": ""}
    sent |= {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    sent |= {"people-TOTAL_FORMS": "0", "people-INITIAL_FORMS": "0"}
    assert browser.post(f"/encounters/{meeting.pk}/edit/", sent).status_code == 302
    after = {event.uid.value: event for event in events(user)}
    assert after.keys() == before.keys()
    assert all(uid.endswith("@localhost") for uid in after)
    coffee = f"encounter-{meeting.pk}@localhost"
    assert [int(each[coffee].sequence.value) for each in (before, after)] == [0, 3600]
    assert after[coffee].dtstamp.value == after[coffee].last_modified.value == NOW + timedelta(hours=1)
    follow_up = f"nudge-{nudge.pk}@localhost"
    assert [int(each[follow_up].sequence.value) for each in (before, after)] == [0, 3]


# ── The link ────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_needs_no_cookie_and_leaves_no_trace(user: User, nudge: Nudge) -> None:
    response = get(user)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_asking_again_is_answered_briefly_until_something_changes(user: User, nudge: Nudge) -> None:
    etag = get(user)["ETag"]
    again = get(user, if_none_match=etag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "private, no-cache"
    Contact.objects.update(name="Somebody Else")
    assert get(user, if_none_match=etag).status_code == 200


def test_a_link_is_made_once_and_shown(browser: Client, user: User) -> None:
    assert "webcal:" not in browser.get(PAGE).content.decode()
    for _ in range(2):
        browser.post(f"{PAGE}make/")
    key = Feed.objects.get(owner=user).key
    assert len(key) == 43
    response = browser.get(PAGE)
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert f'value="http://localhost:8000/calendar/{key}.ics"' in page
    assert f'href="webcal://localhost:8000/calendar/{key}.ics"' in page


def test_two_links_have_nothing_in_common(user: User) -> None:
    assert Feed.objects.make(user).key != Feed.objects.make(make_user()).key


@pytest.mark.parametrize("verb", ["renew", "withdraw"])
def test_a_link_that_was_replaced_or_withdrawn_opens_nothing(browser: Client, user: User, verb: str) -> None:
    before = Feed.objects.make(user).key
    other = Feed.objects.make(make_user()).key
    browser.post(f"{PAGE}{verb}/")
    now = Feed.objects.filter(owner=user).values_list("key", flat=True).first()
    assert Client().get(f"/calendar/{before}.ics").status_code == 404
    assert Client().get(f"/calendar/{other}.ics").status_code == 200
    assert (now is None) == (verb == "withdraw")
    if now:
        assert Client().get(f"/calendar/{now}.ics").status_code == 200


@pytest.mark.parametrize("key", ["x", "None", "A" * 43, "a" * 10_000, "%00", "é", "../../etc", "' OR 1=1 --"])
def test_any_other_link_opens_nothing(user: User, key: str) -> None:
    Feed.objects.make(user)
    assert Client().get(f"/calendar/{key}.ics").status_code == 404


def test_who_may_not_sign_in_has_no_calendar(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert get(user).status_code == 404


def test_it_takes_no_verb(user: User) -> None:
    assert Client().post(f"/calendar/{Feed.objects.make(user).key}.ics").status_code == 405


def test_it_is_in_its_owner_s_language_whoever_asks(browser: Client) -> None:
    dutch = make_user(language="nl")
    plan(dutch, make_contact(dutch, "Anna"), day=TODAY, kind="call")
    response = browser.get(f"/calendar/{Feed.objects.make(dutch).key}.ics")  # signed in as somebody else
    assert response["Content-Language"] == "nl"
    assert "Telefoontje met Anna" in response.content.decode()


def test_a_deleted_user_leaves_no_link(user: User) -> None:
    key = Feed.objects.make(user).key
    user.delete()
    assert Client().get(f"/calendar/{key}.ics").status_code == 404
