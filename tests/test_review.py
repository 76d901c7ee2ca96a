"""The review: who could help whom, narrowed to what one asks for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact
from netwerk.encounters.models import Encounter, Participation
from netwerk.needs import book
from netwerk.needs.matching import AMONG_BETTER
from netwerk.needs.models import Dismissal, Match, Need
from netwerk.needs.showing import Each, best_of
from netwerk.pages.review import NEEDS
from tests.factories import make_contact, make_encounter, make_need, make_offer, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_review_says_who_could_help_whom_and_why(browser: Client, user: User) -> None:
    sanne, piet = make_contact(user, "Sanne"), make_contact(user, "Piet", headline="Bakker")
    make_need(sanne, "zoekt een fiscalist")
    make_offer(piet, "belastingadviseur")
    page = browser.get("/review/").content.decode()
    for said in ("Sanne", "zoekt een fiscalist", "Piet", "belastingadviseur", "Introduce Piet", "Not a fit"):
        assert said in page
    panel = browser.get(f"/contacts/{sanne.pk}/possible/", headers=HTMX).content.decode()
    assert "Piet" in panel
    assert "<html" not in panel
    assert "Sanne" in browser.get(f"/contacts/{piet.pk}/possible/").content.decode()


Shown = Callable[..., dict[str, list[str]]]


@pytest.fixture
def shown(browser: Client) -> Shown:
    """The needs that an address of the review shows, each with who could help."""

    def ask(**asked: Any) -> dict[str, list[str]]:
        items = browser.get("/review/", asked).context["review"].slice.items
        return {need.text: [match.helper.name for match in need.best] for need in items}

    return ask


def test_it_is_narrowed_by_words_circle_place_and_whether_there_is_help(shown: Shown, user: User) -> None:
    sanne, els = make_contact(user, "Sanne", place="Utrecht"), make_contact(user, "Els")
    sanne.join_only([Circle.objects.named(user, "Padel")])
    make_need(sanne, "zoekt een fiscalist")
    make_need(els, "zoekt een vuurtoren")
    make_offer(make_contact(user, "Piet"), "belastingadviseur")
    assert shown() == {"zoekt een fiscalist": ["Piet"], "zoekt een vuurtoren": []}
    for asked in ({"q": "fiscal"}, {"q": "sanne"}, {"place": "utrecht"}, {"matched": 1}):
        assert list(shown(**asked)) == ["zoekt een fiscalist"], asked
    assert list(shown(circle=Circle.objects.get().pk)) == ["zoekt een fiscalist"]
    assert shown(q="%") == shown(place="Gouda") == {}


def test_it_is_narrowed_by_tier_to_the_needs_and_to_the_helpers(shown: Shown, user: User) -> None:
    make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    make_need(make_contact(user, "Anna", known_at=None), "zoekt een loodgieter")
    make_need(make_contact(user, "Els"), "zoekt een vuurtoren")
    make_offer(Contact.objects.me(user), "fiscalist")
    make_offer(make_contact(user, "Piet"), "fiscalist")
    make_offer(make_contact(user, "Bram"), "loodgieter")
    assert shown(tier=1) == {"zoekt een fiscalist": [Contact.objects.me(user).name]}
    assert shown(tier=2) == {"zoekt een fiscalist": ["Piet"]}
    assert shown(tier=3) == {"zoekt een loodgieter": ["Bram"]}
    assert len(shown(tier="7")) == 3


def test_of_an_evening_come_what_was_looked_for_and_what_was_offered_there(shown: Shown, user: User) -> None:
    sanne, els, piet = (make_contact(user, name) for name in ("Sanne", "Els", "Piet"))
    borrel = make_encounter(user, sanne, piet, title="Donderdagborrel")
    make_need(sanne, "zoekt een vuurtoren", encounter=borrel)
    make_need(els, "zoekt een fiscalist", day=date(2024, 1, 1))
    make_need(els, "zoekt een loodgieter")
    make_offer(piet, "belastingadviseur", encounter=borrel)
    make_offer(make_contact(user, "Joke"), "fiscalist")
    make_offer(make_contact(user, "Bram"), "loodgieter")
    assert shown(encounter=borrel.pk) == {"zoekt een fiscalist": ["Piet"], "zoekt een vuurtoren": []}
    assert shown(encounter=borrel.pk, matched=1) == {"zoekt een fiscalist": ["Piet"]}


def test_what_is_somebody_elses_is_nobodys(browser: Client) -> None:
    stranger = make_user()
    assert browser.get("/review/", {"circle": Circle.objects.named(stranger, "P").pk}).status_code == 404
    assert browser.get("/review/", {"encounter": make_encounter(stranger).pk}).status_code == 404


def test_who_fits_far_less_than_two_others_is_not_worth_a_line(user: User) -> None:
    need = make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    for name, fit in (
        ("Piet", 1.0),
        ("Joke", 0.8),
        ("Bram", 0.8 * AMONG_BETTER),
        ("Els", 0.8 * AMONG_BETTER - 0.01),
    ):
        helper = make_contact(user, name)
        Match.objects.create(owner=user, need=need, helper=helper, where="note", text="x", fit=fit, pairs=[])
    book.rank([need.pk])
    best = best_of(user.pk, Each.NEED, [need.pk], user.today(), most=9)[need.pk]
    assert [match.helper.name for match in best] == ["Piet", "Joke", "Bram"]
    assert [match.helper.name for match in Match.objects.shown(user.today()).best_first()] == [
        "Piet",
        "Joke",
        "Bram",
    ]


def test_both_ways_of_asking_show_the_same_matches(user: User) -> None:
    """What pages read by hand is what the queryset says of matches that are shown."""
    today = user.today()
    make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    make_need(make_contact(user, "Els"), "zoekt hulp met belasting").meet()
    make_need(make_contact(user, "Anna", archived_at=timezone.now()), "zoekt een boekhouder")
    for name, fields in {"Piet": {}, "Joke": {"archived_at": timezone.now()}, "Bram": {}, "Tim": {}}.items():
        make_offer(make_contact(user, name, **fields), "belastingadviseur")
    dismissed = {"Bram": None, "Tim": today}
    for match in Match.objects.filter(helper__name__in=dismissed):
        until = dismissed[match.helper.name]
        Dismissal.objects.create(owner=user, need=match.need, helper=match.helper, until=until)
    asked = Match.objects.of(user).shown(today).filter(need__in=Need.objects.open())
    assert {match.helper.name for match in asked} == {"Piet", "Tim"}
    for each, name in ((Each.NEED, "need_id"), (Each.SEEKER, "need__contact_id"), (Each.HELPER, "helper_id")):
        keys = set(Match.objects.values_list(name, flat=True))
        shown = [match for found in best_of(user.pk, each, keys, today, 99).values() for match in found]
        assert {match.pk for match in shown} == set(asked.values_list("pk", flat=True)), each


def test_the_review_comes_in_parts(browser: Client, user: User) -> None:
    contact = make_contact(user, "Sanne")
    for n in range(2 * NEEDS):
        make_need(contact, f"zoekt een fiscalist {n:02}", day=date(2026, 11, 1) + timedelta(days=n))
    response = browser.get("/review/")
    rest = browser.get(
        "/review/", {"after": response.context["review"].slice.next}, headers=HTMX
    ).content.decode()
    assert "<html" not in rest
    assert rest.count('<li class="need">') == NEEDS
    assert "fiscalist 00" in rest


class TestWhatSomebodyIs:
    """An evening's review: also what came up because of what somebody of that evening does."""

    @pytest.fixture
    def borrel(self, user: User) -> Encounter:
        make_need(make_contact(user, "Sanne"), "een notaris")
        guest, away = (make_contact(user, name, headline="notaris") for name in ("Piet", "Els"))
        book.catch_up(user)
        assert {match.helper for match in Match.objects.all()} == {guest, away}
        return make_encounter(user, guest, title="Donderdagborrel")

    def test_it_is_of_that_evening(self, browser: Client, borrel: Encounter) -> None:
        review = browser.get("/review/", {"encounter": borrel.pk}).context["review"]
        assert [[match.helper.name for match in need.best] for need in review.slice.items] == [["Piet"]]

    def test_what_is_still_read_is_waited_for(self, browser: Client, user: User, borrel: Encounter) -> None:
        new = make_contact(user, "Wim", headline="notaris")
        Participation.objects.create(owner=user, encounter=borrel, contact=new, day=borrel.day)
        asked = {"encounter": str(borrel.pk), "ready": "1"}
        assert "still being read" in browser.get("/review/", {"encounter": borrel.pk}).content.decode()
        assert browser.get("/review/", asked, headers={"HX-Request": "true"}).status_code == 204
        book.catch_up(user)
        text = browser.get("/review/", asked, headers={"HX-Request": "true"}).content.decode()
        assert "Wim" in text
        assert 'hx-trigger="every' not in text

    def test_the_page_of_the_evening_shows_it(self, browser: Client, user: User, borrel: Encounter) -> None:
        assert f"/review/?encounter={borrel.pk}" in browser.get(borrel.get_absolute_url()).content.decode()
        asked = {"encounter": str(borrel.pk), "matched": "1", "ready": "beside"}
        headers = {"HX-Request": "true"}
        text = browser.get("/review/", asked, headers=headers).content.decode()
        assert "Who could help whom</h2>" in text
        assert "Piet" in text
        quiet = make_encounter(user, make_contact(user, "Jo"))
        book.catch_up(user)
        text = browser.get("/review/", asked | {"encounter": str(quiet.pk)}, headers=headers).content.decode()
        assert "<h2>" not in text
        assert "button" not in text
