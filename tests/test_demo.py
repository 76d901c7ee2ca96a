"""The demo networks: the handwritten one, and those by dice."""

import hashlib
import sys
from datetime import date, timedelta
from io import StringIO
from urllib.parse import urlsplit

import phonenumbers
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.chains.reading import chain_of
from netwerk.contacts.models import Circle, Connection, Contact, Membership, Note, Reach, YearlyDay
from netwerk.demo import story, users
from netwerk.demo.crowd import WORDS, Crowd
from netwerk.demo.fill import fill
from netwerk.demo.tell import tell
from netwerk.encounters.models import Encounter, Participation, note_last_seen
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Match, Need, Offer, Reading
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_for
from netwerk.nudges.reminders import Reminder
from netwerk.nudges.rhythms import running
from netwerk.timeline.models import Branch, ContactMoment
from tests.factories import make_contact, make_user

MONDAY = date(2026, 11, 23)


def demo(*args: str, **options: object) -> str:
    """What the command says."""
    out = StringIO()
    call_command("demo", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def noor(db) -> User:
    user = users.ready_user(users.NOOR, None)
    tell(user)
    return user


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """A user with 300 contacts by dice. Made once, and taken back by hand."""
    with django_db_blocker.unblock():
        user = make_user()
        fill(user, Crowd(7), 300, 3000, needs=60, offers=120, favours=600, introductions=150)
        yield user
        user.delete()


def test_a_meeting_is_planned(noor, client):
    planned = Encounter.objects.of(noor).planned().get()
    assert planned.day > noor.today()
    assert [part.contact.name for part in planned.participations.all()] == ["Mehmet Aydın"]
    client.force_login(noor)
    assert "Welke leerling past bij Guus?" in client.get(planned.get_absolute_url()).content.decode()


def test_what_was_given_is_told_with_what_came_of_it(noor):
    favours, introductions = Favour.objects.of(noor), Introduction.objects.of(noor)
    assert favours.count() >= 10
    assert introductions.count() >= 8
    assert favours.promised().exists()
    assert introductions.open().exists()
    assert any(introduction.unanswered for introduction in introductions.open())
    today = noor.today()
    assert not favours.filter(day__gt=today).exists()
    assert not introductions.filter(day__gt=today).exists()
    assert max(len(chain_of(noor, given).before) for given in introductions) == 2
    met = Need.objects.of(noor).filter(met_at__isnull=False)
    assert any(introductions.meeting(need).exists() for need in met)


# The story as it is written


def test_the_story_is_long_and_never_repeats_itself():
    people, meetings = story.read()
    texts = [text for meeting in meetings for text in meeting.said.values() if text]
    assert len(people) >= 60
    assert len({person.name for person in people}) == len(people)
    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)


def test_everybody_is_introduced_before_they_are_only_present():
    people, meetings = story.read()
    known = set()
    for meeting in meetings:
        for name, text in meeting.said.items():
            assert text or name in known, f"{name} at {meeting.title}, {meeting.week} weeks ago"
        known |= set(meeting.said)
    assert known == {person.name for person in people}


def test_nobody_in_the_story_can_be_reached():
    reaches = [reach for person in story.read()[0] for reach in person.reaches]
    for kind, value, _label in reaches:
        if kind == "phone":
            assert not phonenumbers.is_valid_number(phonenumbers.parse(value, "NL")), value
        elif kind != "post":
            host = urlsplit(value).hostname or value.split("@")[-1]
            assert host.endswith(".example"), value
    assert {kind for kind, *_ in reaches} == {"email", "phone", "site", "profile", "post"}


def test_what_people_look_for_and_offer_is_said_in_a_few_words_and_once():
    said = [*(person.said for person in story.read()[0]), story.herself()]
    needs, offers = ([p for one in said for p in getattr(one, what)] for what in ("needs", "offers"))
    assert len(needs) >= 35
    assert len(offers) >= 70
    texts = [phrase.text for phrase in needs + offers]
    assert max(map(len, texts)) <= 100
    assert len({text.casefold() for text in texts}) == len(texts)
    assert sorted(phrase.end for phrase in needs if phrase.end) == ["met", "met", "met", "withdrawn"]
    assert not any(phrase.end for phrase in offers)


def test_what_people_look_for_and_offer_was_said_when_somebody_met_them():
    for person in story.read()[0]:
        met = {line.week for line in person.lines if line.what != story.NOTE}
        assert {phrase.week for phrase in person.said.needs + person.said.offers} <= met, person.name


@pytest.mark.parametrize("weekday", range(7))
def test_the_story_ends_just_before_today(weekday):
    today = MONDAY + timedelta(days=weekday)
    days = [story.day_of(meeting.week, meeting.weekday, today) for meeting in story.read()[1]]
    assert today - timedelta(days=14) < max(days) < today
    assert days == sorted(days)
    assert [day.isoweekday() for day in days] == [meeting.weekday for meeting in story.read()[1]]


# The story as a user's network


def test_noor_has_a_network_of_five_years(noor):
    contacts = Contact.objects.of(noor)
    assert noor.language == "nl"
    assert contacts.current().count() >= 60
    assert contacts.archived().count() == 3
    assert contacts.exclude(met_through=None).exists()
    assert Note.objects.of(noor).exists()
    days = Encounter.objects.of(noor).newest_first().values_list("day", flat=True)
    assert days.last() < noor.today() - timedelta(days=4.9 * 365)
    assert not any(
        encounter.created_at.date() < encounter.day
        for encounter in Encounter.objects.of(noor).filter(planned_at=None)
    )


def test_birthdays_come_in_all_three_forms(noor):
    forms = {(c.birth_day is None, c.birth_year is None) for c in Contact.objects.of(noor)}
    assert forms == {(False, False), (False, True), (True, False), (True, True)}


def test_noor_has_something_to_do_today_but_not_too_much(noor):
    due = Nudge.objects.of(noor).due(noor.today())
    assert 5 <= due.count() <= 9
    assert due.filter(due__lt=noor.today()).exists()
    assert Nudge.objects.of(noor).open().filter(due__gt=noor.today()).count() > 10
    assert not Nudge.objects.of(noor).filter(cause=Nudge.Cause.FOLLOW_UP, why="").exists()


def test_noor_keeps_in_touch(noor):
    assert Reminder.objects.of(noor).coming().count() == 2
    assert YearlyDay.objects.of(noor).exists()
    assert len(running(noor, Contact.objects.of(noor).values_list("pk", flat=True))) > 8
    raised = Nudge.objects.of(noor).filter(cause__in=[Nudge.Cause.RHYTHM, Nudge.Cause.BIRTHDAY])
    assert raised.exists()
    assert raise_for(noor, noor.today()) == 0


def test_noor_finds_people_by_accents_and_circles(noor):
    assert [c.name for c in Contact.objects.matching(noor, "yilmaz")] == ["Elif Yılmaz"]
    assert Contact.objects.matching(noor, "maasbor").count() >= 9


def test_noor_wrote_down_whom_people_could_help(noor):
    needs, offers = Need.objects.of(noor), Offer.objects.of(noor)
    assert needs.count() >= 35
    assert offers.count() >= 70
    for heard in (*needs.filter(contact__self_of=None), *offers.filter(contact__self_of=None)):
        there = Participation.objects.get(encounter=heard.encounter_id, contact=heard.contact_id)
        assert heard.day == there.day
    assert sum(need.is_old for need in needs.open()) == 3
    over = needs.exclude(met_at=None, withdrawn_at=None)
    assert over.count() == 4
    assert all(need.day < (need.met_at or need.withdrawn_at).date() < noor.today() for need in over)


def test_noor_looks_for_something_herself_and_helps_others(noor):
    me = Contact.objects.me(noor)
    assert Need.objects.of(noor).filter(contact=me).count() == 2
    assert Offer.objects.of(noor).filter(contact=me).count() == 4
    assert not Offer.objects.of(noor).filter(day__gte=noor.today()).exists()
    assert Match.objects.of(noor).filter(helper=me).exists()


def test_somebody_in_noors_network_can_meet_many_needs_but_not_all(noor):
    found = Match.objects.of(noor).shown(noor.today()).values("need")
    is_open = Need.objects.of(noor).open()
    assert is_open.filter(pk__in=found).count() >= 25
    assert is_open.exclude(pk__in=found).count() >= 3
    assert Reading.objects.of(noor).filter(where="headline").exists()
    assert not Contact.objects.of(noor).filter(unread_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("need", "helper"),
    [
        ("een tolk Pools voor haar spreekuur", "Agnieszka Nowak"),
        ("een constructeur die veertig woningen narekent", "Milan Petrović"),
        ("iemand die alles weet van toegankelijke websites", "Daan Kuipers"),
        ("a nurse who wants to do a PhD", "Paulien Smit"),
        ("someone to translate his menu into proper Dutch", "Agnieszka Nowak"),
        ("een website waar mensen zich aanmelden voor het spreekuur", "Chidi Okafor"),
        ("iemand die muziek maakt met bewoners, geen kinderliedjes", "Tariq Mahmoud"),
    ],
)
def test_the_best_match_is_whom_noor_had_in_mind_also_in_the_other_language(noor, need, helper):
    assert Match.objects.of(noor).filter(need__text=need).best_first()[0].helper.name == helper


def test_noor_signs_in_also_where_addresses_are_verified(noor, client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    answer = client.post(reverse("account_login"), {"login": users.NOOR, "password": users.PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("pages.today")


def test_last_seen_is_what_the_app_makes_of_it(noor):
    assert_last_seen_is_right(noor)


# The command


@pytest.mark.django_db
def test_a_second_run_leaves_everything_and_offers_a_fresh_one():
    assert users.PASSWORD in demo()
    first = set(Contact.objects.values_list("pk", flat=True))
    assert "--fresh" in demo()
    assert set(Contact.objects.values_list("pk", flat=True)) == first


@pytest.mark.django_db
def test_fresh_deletes_the_demo_user_only():
    demo()
    gone = set(Contact.objects.values_list("pk", flat=True))
    other = make_contact(make_user())
    demo(fresh=True)
    assert not Contact.objects.filter(pk__in=gone).exists()
    assert Contact.objects.exclude(pk=other.pk).count() == len(gone)
    assert Contact.objects.filter(pk=other.pk).exists()


@pytest.mark.django_db
def test_fresh_never_deletes_somebody_elses_account():
    user = make_user("piet@elsewhere.example")
    with pytest.raises(CommandError, match="--fresh"):
        demo(email=user.email, fresh=True)
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_a_network_by_dice_is_not_poured_into_one_that_there_is():
    contact = make_contact(make_user("piet@elsewhere.example"))
    with pytest.raises(CommandError, match="already"):
        demo(email="Piet@elsewhere.example", contacts=5)
    assert list(Contact.objects.all()) == [contact]


@pytest.mark.django_db
def test_the_known_password_opens_nothing_that_others_can_reach(settings):
    settings.SITE_URL = "https://netwerk.example"
    with pytest.raises(CommandError, match="--password"):
        demo()
    with pytest.raises(CommandError, match="too short"):
        demo(password="12345")
    assert not User.objects.exists()
    demo(password="langs-de-gracht-88")
    with pytest.raises(CommandError, match="--password"):
        demo(fresh=True)
    user = User.objects.get()
    assert user.check_password("langs-de-gracht-88")
    assert user.digest_days == []


@pytest.mark.django_db
def test_by_dice_it_makes_as_many_as_asked(capsys):
    assert users.CROWD in demo(contacts=20, moments=70)
    user = User.objects.get()
    assert Contact.objects.of(user).count() == 20
    assert ContactMoment.objects.of(user).count() == 70


@pytest.mark.django_db
def test_by_dice_it_makes_as_many_needs_and_offers_as_asked(capsys):
    demo(contacts=20, moments=70, needs=15, offers=40, connections=50)
    user = User.objects.get()
    assert Need.objects.of(user).count() == 15
    assert Offer.objects.of(user).count() == 40
    assert Connection.objects.of(user).count() == 50
    assert Match.objects.of(user).exists()


@pytest.mark.django_db
def test_without_faker_it_says_so_and_leaves_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker.providers.person.nl_NL", None)
    kept = make_user(users.CROWD)
    with pytest.raises(CommandError, match="Faker, which is not installed"):
        demo(contacts=5, fresh=True)
    assert list(User.objects.all()) == [kept]


# Networks by dice


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_network():
    first, second, other = make_user(), make_user(), make_user()
    for user, seed in ((first, 1), (second, 1), (other, 2)):
        fill(user, Crowd(seed), 80, 800, needs=20, offers=40)
    assert digest(first) == digest(second)
    assert digest(first) != digest(other)


def test_some_are_met_often_and_evenings_have_many(crowd):
    moments = ContactMoment.objects.of(crowd).filter(branch__in=(Branch.ENCOUNTER, Branch.NOTE))
    assert moments.count() == 3000
    assert moments.values("contact").annotate(n=Count("pk")).filter(n__gt=60).exists()
    sizes = Participation.objects.of(crowd).values("encounter").annotate(n=Count("pk"))
    found = set(sizes.values_list("n", flat=True))
    assert min(found) == 1
    assert 20 < max(found) <= 40
    days = Encounter.objects.of(crowd).newest_first().values_list("day", flat=True)
    assert days.first() < crowd.today()
    assert days.last() < crowd.today() - timedelta(days=5 * 365)


def test_favours_and_introductions_by_dice(crowd):
    favours, introductions = Favour.objects.of(crowd), Introduction.objects.of(crowd)
    assert (favours.count(), introductions.count()) == (600, 150)
    assert favours.promised().exists()
    assert favours.filter(came_of_favour__isnull=False).count() == 60
    assert introductions.open().exists()
    assert len({each.told for each in introductions.with_faces()}) > 4
    assert not introductions.filter(met_on__gt=crowd.today()).exists()


@pytest.mark.django_db
def test_the_command_takes_favours_and_introductions():
    with pytest.raises(CommandError, match="3 or more"):
        demo(contacts=2, favours=1)
    demo(contacts=5, moments=5, favours=7, introductions=4, password="gezellig-borrelen-26")
    assert (Favour.objects.count(), Introduction.objects.count()) == (7, 4)


def test_phrases_by_dice_are_many_and_short():
    needs, offers = WORDS["needs"], WORDS["offers"]
    assert len(set(needs)) == len(needs) >= 120
    assert len(set(offers)) == len(offers) >= 200
    assert not set(needs) & set(offers)
    besides = [*WORDS["besides"]["nl"], *WORDS["besides"]["en"]]
    assert max(map(len, needs + offers)) + len(", ") + max(map(len, besides)) <= 100


def test_needs_and_offers_by_dice_are_of_a_day_when_they_were_said(crowd):
    for model, count in ((Need, 60), (Offer, 120)):
        heard = list(model.objects.of(crowd).select_related("encounter"))
        assert len(heard) == count
        assert all(one.day < crowd.today() for one in heard)
        assert all(one.encounter is None or one.day == one.encounter.day for one in heard)
        assert 0 < sum(one.encounter is not None for one in heard) < count


def test_fifteen_nudges_are_due(crowd):
    assert Nudge.objects.of(crowd).due(crowd.today()).count() == 15


def test_rows_by_dice_are_as_the_app_saves_them(crowd):
    kept = ("sort_name", "place_key", "search")
    for contact in Contact.objects.of(crowd):
        before = [getattr(contact, name) for name in kept]
        contact.save()
        contact.refresh_from_db()
        assert [getattr(contact, name) for name in kept] == before
    for model, column in ((Reach, "key"), (Circle, "key")):
        for row in model.objects.of(crowd):
            before = getattr(row, column)
            row.save()
            assert getattr(row, column) == before != ""
    assert_last_seen_is_right(crowd)


def assert_last_seen_is_right(user: User) -> None:
    contacts = Contact.objects.of(user).order_by("pk")
    before = list(contacts.values_list("pk", "last_seen"))
    note_last_seen(user, [pk for pk, _ in before])
    assert list(contacts.values_list("pk", "last_seen")) == before
    assert any(day for _, day in before)


def digest(user: User) -> str:
    """Everything `user` has, but for ids: they differ from one user to the next."""
    columns = {
        Contact: [
            "name",
            "headline",
            "organisation",
            "place",
            "drives",
            "birth_day",
            "birth_year",
            "last_seen",
        ],
        Reach: ["contact__name", "kind", "value", "key"],
        Membership: ["contact__name", "circle__name"],
        Encounter: ["kind", "title", "day", "place", "draft", "created_at"],
        Participation: ["encounter__draft", "contact__name", "day", "note"],
        Note: ["contact__name", "day", "text", "draft"],
        Nudge: ["contact__name", "encounter__draft", "due", "why"],
        Need: ["contact__name", "encounter__draft", "day", "text", "created_at"],
        Offer: ["contact__name", "encounter__draft", "day", "text", "created_at"],
    }
    rows = [
        list(model.objects.of(user).order_by("pk").values_list(*names)) for model, names in columns.items()
    ]
    assert all(rows)
    return hashlib.sha256(repr(rows).encode()).hexdigest()
