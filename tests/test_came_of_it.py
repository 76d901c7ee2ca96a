"""From a favour or an introduction to what came of it, and from a match to either: nothing is typed twice."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.chains.models import Given
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Match
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_offer,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


@pytest.fixture
def piet(user: User) -> Contact:
    return make_contact(user, "Piet Kok")


@pytest.fixture
def favour(user: User, anna: Contact) -> Favour:
    return make_favour(Contact.objects.me(user), anna, "The article")


@pytest.fixture
def introduction(anna: Contact, piet: Contact) -> Introduction:
    return make_introduction(anna, piet)


def follow(browser: Client, page: str, link: str) -> tuple[str, Any]:
    """Where a link with this text leads, and the form that stands there."""
    text = unescape(browser.get(page).content.decode())
    url = next(part for part in text.split('href="')[1:] if link in part.split("</a>")[0]).split('"')[0]
    return url, browser.get(url).context["form"]


def send(browser: Client, url: str, form: Any, **typed: str) -> None:
    filled = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in filled.items() if value not in (None, False)} | typed
    assert browser.post(url, sent).status_code == 302


@pytest.mark.parametrize("earlier", ["favour", "introduction"])
class TestFromTheEarlierOne:
    @pytest.fixture
    def thing(self, earlier: str, request: pytest.FixtureRequest) -> Given:
        found: Given = request.getfixturevalue(earlier)
        return found

    def test_a_favour_came_of_it(self, browser: Client, thing: Given) -> None:
        url, form = follow(browser, thing.get_absolute_url(), "A favour came of it")
        send(browser, url, form, what="Doing the books")
        later = Favour.objects.exclude(what="The article").get()
        assert later.cause == thing
        assert "Doing the books" in browser.get(thing.get_absolute_url()).content.decode()
        assert thing.get_absolute_url() in browser.get(later.get_absolute_url()).content.decode()

    def test_an_introduction_came_of_it(self, browser: Client, user: User, thing: Given) -> None:
        make_contact(user, "Els")
        url, form = follow(browser, thing.get_absolute_url(), "An introduction came of it")
        send(browser, url, form, second="Els")
        later = Introduction.objects.latest("pk")
        assert later.cause == thing
        assert "→ Els" in browser.get(thing.get_absolute_url()).content.decode()
        assert thing.get_absolute_url() in browser.get(later.get_absolute_url()).content.decode()


class TestOfAnIntroduction:
    def sent(self, user: User, **typed: str) -> dict[str, str]:
        return {"first": "Anna Bos", "second": "Piet Kok", "day": str(user.today())} | typed

    def test_what_led_to_it_is_chosen(
        self, browser: Client, user: User, favour: Favour, piet: Contact
    ) -> None:
        form = browser.get(f"/introductions/new/?first={favour.receiver_id}&second={piet.pk}").context["form"]
        assert f"favour-{favour.pk}" in form.causes
        browser.post("/introductions/new/", self.sent(user, came_of=f"favour-{favour.pk}"))
        assert Introduction.objects.get().came_of_favour == favour

    @pytest.mark.parametrize("key", ["x", "favour-0", "favour-x", "user-1", "encounter-" + "9" * 40])
    def test_what_there_is_not_is_said_beside_it(
        self, browser: Client, user: User, anna: Contact, piet: Contact, key: str
    ) -> None:
        response = browser.post("/introductions/new/", self.sent(user, came_of=key))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["came_of"]
        assert browser.get(f"/introductions/new/?came_of={key}").status_code == 404

    def test_nobody_elses(self, browser: Client, user: User, anna: Contact, piet: Contact) -> None:
        stranger = make_user()
        theirs = make_favour(Contact.objects.me(stranger), make_contact(stranger))
        key = f"favour-{theirs.pk}"
        assert browser.post("/introductions/new/", self.sent(user, came_of=key)).status_code == 422
        assert browser.get(f"/introductions/new/?came_of={key}").status_code == 404


class TestOfAMatch:
    @pytest.fixture
    def match(self, anna: Contact, piet: Contact) -> Match:
        make_need(anna, "een fiscalist", encounter=make_encounter(anna.owner, anna))
        make_offer(piet, "fiscalist")
        return Match.objects.get()

    @pytest.mark.parametrize("page", ["/review/", "/contacts/{}/possible/"])
    def test_its_links_know_both_and_the_need_and_where_it_was_heard(
        self, browser: Client, match: Match, page: str
    ) -> None:
        page = page.format(match.helper_id)
        need = match.need
        url, form = follow(browser, page, "Introduce Piet Kok")
        send(browser, url, form)
        it = Introduction.objects.get()
        assert it.sides() == [match.helper, need.contact]
        assert (it.need, it.encounter, it.cause) == (need, need.encounter, need.encounter)
        url, form = follow(browser, page, "A favour")
        send(browser, url, form, what="The tax return")
        did = Favour.objects.get()
        assert did.sides() == [match.helper, need.contact]
        assert (did.need, did.encounter, did.cause) == (need, need.encounter, need.encounter)

    def test_so_do_those_of_a_need_on_the_page_of_who_has_it(self, browser: Client, match: Match) -> None:
        page = f"/contacts/{match.need.contact_id}/beside/"
        url, form = follow(browser, page, "Introduce somebody")
        send(browser, url, form, first="Piet Kok")
        it = Introduction.objects.get()
        assert (it.second, it.need, it.encounter) == (match.need.contact, match.need, match.need.encounter)


def test_a_meeting_shows_what_came_of_it(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    meeting = make_encounter(user, anna, title="Harbour drinks")
    make_favour(anna, piet, "The books", came_of_encounter=meeting)
    shown = browser.get(meeting.get_absolute_url()).content.decode()
    url = f"/encounters/{meeting.pk}/aftermath/"
    assert f'hx-get="{url}"' in shown
    assert "The books for Piet Kok" in browser.get(url).content.decode()
    link, form = follow(browser, url, "A favour came of it")
    send(browser, link, form, giver_name="You", receiver_name="Anna Bos", what="Reading along")
    assert Favour.objects.get(what="Reading along").cause == meeting
