"""What Today proposes: good matches, three a day, and nobody again and again."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs import book, tasks
from netwerk.needs.models import GOOD, Dismissal, Match, Need, Proposal
from netwerk.needs.paths import find_paths
from netwerk.needs.proposing import A_DAY, LOOK_AGAIN, fill, propose_due
from netwerk.needs.showing import proposed
from netwerk.nudges.models import Nudge
from netwerk.pages.today import CARDS
from tests.factories import NOW, TODAY, introduce, make_contact, make_need, make_nudge, make_offer, make_user
from tests.signing import CHOSEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
WANTED = ("fiscalist", "loodgieter", "notaris", "fotograaf", "timmerman", "advocaat")


def seek(owner: User, *wanted: str) -> list[Need]:
    """Somebody for each of these, who looks for it."""
    return [make_need(make_contact(owner, f"Seeks {what}"), f"zoekt een {what}") for what in wanted]


def offer(owner: User, *offered: str) -> list[Contact]:
    """Somebody for each of these, who offers it."""
    helpers = [make_contact(owner, f"Offers {what}") for what in offered]
    for helper, what in zip(helpers, offered, strict=True):
        make_offer(helper, what)
    return helpers


def of_day(owner: User, day: date = TODAY) -> list[tuple[str, str]]:
    """Who is proposed on that day, and for what."""
    rows = Proposal.objects.of(owner).on(day).order_by("id")
    return list(rows.values_list("helper__name", "need__text"))


# ── Which, and how many ─────────────────────────────────────────────────────────────────────────────────────


def test_three_a_day_of_different_people(user: User) -> None:
    seek(user, *WANTED)
    offer(user, *WANTED, *WANTED)
    tasks.tick()
    rows = Proposal.objects.of(user).on(TODAY).select_related("need")
    assert len(rows) == A_DAY
    assert len({row.helper_id for row in rows}) == len({row.need.contact_id for row in rows}) == A_DAY


def test_one_who_seeks_much_is_helped_with_one_thing_a_day(user: User) -> None:
    sanne = make_contact(user, "Sanne")
    for what in WANTED:
        make_need(sanne, f"zoekt een {what}")
    offer(user, *WANTED)
    assert not fill(user, TODAY)
    assert len(of_day(user)) == 1


def test_only_what_fits_well(user: User) -> None:
    need, other = seek(user, "fiscalist", "notaris")
    for name, fit in {"Piet": GOOD, "Joke": GOOD - 0.01}.items():
        helper, of = make_contact(user, name), need if name == "Piet" else other
        Match.objects.create(owner=user, need=of, helper=helper, where="note", text="x", fit=fit, pairs=[])
    fill(user, TODAY)
    assert of_day(user) == [("Piet", "zoekt een fiscalist")]


def test_fresh_and_well_matched_needs_come_first(user: User) -> None:
    for days, what in enumerate(WANTED):
        make_need(make_contact(user), f"zoekt een {what}", day=TODAY - timedelta(days=200 * days))
    offer(user, *WANTED)
    fill(user, TODAY)
    assert [text for _who, text in of_day(user)] == [f"zoekt een {what}" for what in WANTED[:A_DAY]]


@pytest.mark.parametrize("why", ["dismissed", "put off", "met", "helper archived", "seeker archived"])
def test_what_is_not_shown_is_not_proposed(user: User, why: str) -> None:
    (need,), (helper,) = seek(user, "fiscalist"), offer(user, "fiscalist")
    if why in ("dismissed", "put off"):
        until = TODAY + timedelta(days=1) if why == "put off" else None
        Dismissal.objects.create(owner=user, need=need, helper=helper, until=until)
    elif why == "met":
        need.meet()
        book.write_need(need)
    else:
        (helper if "helper" in why else need.contact).archive()
    fill(user, TODAY)
    assert of_day(user) == []


# ── Over days ───────────────────────────────────────────────────────────────────────────────────────────────


def days(traveller: Any, count: int) -> list[date]:
    """The worker looks every six hours of so many days, which pass."""
    for hours in range(0, 24 * count, 6):
        traveller.move_to(NOW + timedelta(hours=hours))
        tasks.tick()
    return [TODAY + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize(("times", "proposed_for"), [(1, 1), (2, 2), (4, 4)])
def test_a_popular_helper_is_not_asked_again_and_again(
    thursday: Any, user: User, times: int, proposed_for: int
) -> None:
    User.objects.filter(pk=user.pk).update(proposals_a_month=times)
    for _ in range(12):
        seek(user, "fiscalist")
    offer(user, "fiscalist")
    month = days(thursday, 30)
    assert [len(of_day(user, day)) for day in month] == [1] * proposed_for + [0] * (30 - proposed_for)
    thursday.move_to(NOW + timedelta(days=30))
    tasks.tick()
    assert len(of_day(user, TODAY + timedelta(days=30))) == 1
    assert (
        Proposal.objects.values("need").distinct().count() == Proposal.objects.count()
    )  # not the same again


def test_the_user_may_help_every_day(thursday: Any, user: User) -> None:
    for _ in range(4):
        seek(user, "fiscalist")
    make_offer(Contact.objects.me(user), "fiscalist")
    assert [len(of_day(user, day)) for day in days(thursday, 6)] == [1, 1, 1, 1, 0, 0]


def test_the_same_pair_comes_back_after_a_month_unless_taken_up(
    thursday: Any, browser: Client, user: User
) -> None:
    need, _other = seek(user, "fiscalist", "loodgieter")
    offer(user, "fiscalist", "loodgieter")
    tasks.tick()
    assert len(of_day(user)) == 2
    match = need.matches.get()
    find_paths([match])
    introduce(browser, match)
    month = days(thursday, 31)
    assert [len(of_day(user, day)) for day in month] == [2] + [0] * 29 + [1]
    assert of_day(user, month[-1]) == [("Offers loodgieter", "zoekt een loodgieter")]


# ── When they are chosen ────────────────────────────────────────────────────────────────────────────────────


def test_the_same_three_all_day_long(thursday: Any, user: User) -> None:
    seek(user, *WANTED)
    offer(user, *WANTED)
    tasks.tick()
    before = of_day(user)
    seek(user, *WANTED)
    for hours in range(1, 14):  # at 14 a new day begins in Amsterdam
        thursday.move_to(NOW + timedelta(hours=hours))
        tasks.tick()
        propose_due(timezone.now())
    assert of_day(user) == before
    thursday.move_to(datetime(2026, 11, 19, 23, 0, tzinfo=UTC))
    tasks.tick()
    assert len(of_day(user, date(2026, 11, 20))) == A_DAY


def test_new_matches_fill_a_day_that_has_room(thursday: Any, user: User) -> None:
    tasks.tick()
    seek(user, *WANTED)
    offer(user, "fiscalist")
    thursday.move_to(NOW + LOOK_AGAIN)
    tasks.tick()
    assert of_day(user) == [("Offers fiscalist", "zoekt een fiscalist")]
    offer(user, *WANTED[1:])
    thursday.move_to(NOW + 2 * LOOK_AGAIN)
    tasks.tick()
    assert len(of_day(user)) == A_DAY


def test_what_was_acted_on_makes_no_room(thursday: Any, browser: Client, user: User) -> None:
    seek(user, *WANTED)
    offer(user, *WANTED)
    tasks.tick()
    for match in proposed(user.pk, TODAY):
        browser.post(f"/matches/{match.pk}/dismiss/")
    thursday.move_to(NOW + LOOK_AGAIN)
    tasks.tick()
    assert len(of_day(user)) == A_DAY
    assert proposed(user.pk, TODAY) == []


def test_each_user_has_a_day_of_their_own(user: User) -> None:
    tokyo = make_user(time_zone="Asia/Tokyo")
    for owner in (user, tokyo):
        seek(owner, "fiscalist")
        offer(owner, "fiscalist")
    propose_due(datetime(2026, 11, 19, 16, 0, tzinfo=UTC))
    assert len(of_day(user, TODAY)) == len(of_day(tokyo, TODAY + timedelta(days=1))) == 1


def test_who_moves_to_another_zone_is_looked_at_at_once(browser: Client, user: User) -> None:
    tasks.tick()
    browser.post("/settings/", CHOSEN)
    user.refresh_from_db()
    assert user.proposals_at == NOW


def test_who_may_not_come_in_is_left_alone(user: User) -> None:
    User.objects.update(is_active=False)
    assert propose_due(NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_whom_another_worker_has_in_hand_is_left_to_it(user: User) -> None:
    seek(user, "fiscalist")
    offer(user, "fiscalist")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM netwerk_user WHERE id = %s FOR NO KEY UPDATE", [user.pk])
        assert propose_due(NOW) == 0
        other.rollback()
    finally:
        other.close()
    assert (propose_due(NOW), propose_due(NOW)) == (1, 0)
    assert len(of_day(user)) == 1


# ── On the page ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shown(user: User) -> list[Match]:
    """What Today shows of two needs: one that the user could meet, and one for which others are needed."""
    seek(user, "fiscalist", "notaris")
    offer(user, "notaris")
    make_offer(Contact.objects.me(user), "fiscalist")
    tasks.tick()
    return proposed(user.pk, TODAY)


def test_today_shows_them_with_all_one_needs_to_act(browser: Client, shown: list[Match]) -> None:
    page = browser.get("/").content.decode()
    assert len(shown) == 2
    for said in (
        "You could do this today",
        "Seeks fiscalist",
        "zoekt een notaris",
        "Introduce Offers notaris",
    ):
        assert said in page
    mine, theirs = sorted(shown, key=lambda match: match.is_introduction)
    for act in (
        f"/matches/{mine.pk}/help/",
        f"/matches/{theirs.pk}/dismiss/",
    ):
        assert f'action="{act}"' in page
    assert theirs.introduction_query in unescape(page)
    assert "Nobody is waiting" not in page


@pytest.mark.parametrize("verb", ["help", "introduce", "dismiss", "later"])
def test_it_is_gone_once_acted_on(browser: Client, shown: list[Match], verb: str) -> None:
    match = next(match for match in shown if match.is_introduction is (verb != "help"))
    where, said = ("dismiss", {"later": 1}) if verb == "later" else (verb, {})
    if verb == "introduce":
        introduce(browser, match)
    else:
        browser.post(f"/matches/{match.pk}/{where}/", said)
    page = browser.get("/").content.decode()
    assert f'action="/matches/{match.pk}/dismiss/"' not in page
    assert page.count('<article class="match">') == 1


def test_somebody_elses_are_nobodys(client: Client, shown: list[Match]) -> None:
    client.force_login(make_user())
    assert "You could do this today" not in client.get("/").content.decode()


def test_the_gift_of_a_nudge_fits_well(browser: Client, user: User) -> None:
    (need,), (helper,) = seek(user, "vuurtoren"), [make_contact(user, "Piet")]
    Nudge.objects.create(owner=user, contact=need.contact, due=TODAY)
    fields = {"where": "note", "text": "x", "pairs": []}
    match = Match.objects.create(owner=user, need=need, helper=helper, fit=GOOD - 0.01, **fields)
    assert "Piet could help" not in browser.get("/").content.decode()
    Match.objects.filter(pk=match.pk).update(fit=GOOD)
    assert "Piet could help" in browser.get("/").content.decode()


def test_what_a_nudge_brings_is_not_proposed_as_well(browser: Client, user: User, shown: list[Match]) -> None:
    given, other = sorted(shown, key=lambda match: match.is_introduction, reverse=True)
    seeker = given.need.contact
    for _twice in range(2):
        make_nudge(user, seeker, due=TODAY)
    page = browser.get("/").content.decode()
    assert page.count(escape(given.line)) == 1
    assert f'action="/matches/{given.pk}/dismiss/"' not in page
    assert f'action="/matches/{other.pk}/dismiss/"' in page


def test_nor_one_of_a_part_that_was_scrolled_past(browser: Client, user: User, shown: list[Match]) -> None:
    given = next(match for match in shown if match.is_introduction)
    make_nudge(user, given.need.contact, due=TODAY - timedelta(days=9))
    for _other in range(CARDS):
        make_nudge(user, make_contact(user), due=TODAY)
    more = browser.get("/").context["more"]
    page = browser.get("/", {"after": more}, headers={"HX-Request": "true"}).content.decode()
    assert "You could do this today" in page
    assert f'action="/matches/{given.pk}/dismiss/"' not in page
