"""An introduction told otherwise after the fact, and one that is under way already when it is begun anew."""

from html import unescape

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Need
from tests.factories import make_contact, make_encounter, make_introduction, make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


@pytest.fixture
def need(anna: Contact) -> Need:
    return make_need(anna, "zoekt een fiscalist")


@pytest.fixture
def it(anna: Contact, user: User) -> Introduction:
    return make_introduction(anna, make_contact(user, "Piet Kok"), why="Boats")


def edit(it: Introduction) -> str:
    return f"{it.get_absolute_url()}edit/"


def test_its_page_leads_there(browser: Client, it: Introduction) -> None:
    assert f'href="{edit(it)}"' in browser.get(it.get_absolute_url()).content.decode()


def test_why_which_need_and_what_led_to_it(browser: Client, it: Introduction, need: Need) -> None:
    meeting = make_encounter(it.owner, need.contact, title="Harbour drinks")
    page = browser.get(edit(it)).content.decode()
    assert "Boats" in page
    assert "Harbour drinks" in page
    said = {"why": "Both sail", "need": need.pk, "came_of": f"encounter-{meeting.pk}"}
    assert browser.post(edit(it), said)["Location"] == it.get_absolute_url()
    it.refresh_from_db()
    assert (it.why, it.need, it.cause) == ("Both sail", need, meeting)
    assert browser.post(edit(it), {"why": ""}).status_code == 302
    it.refresh_from_db()
    assert (it.why, it.need, it.cause) == ("", None, None)


def test_a_circle_is_refused_beside_the_field(browser: Client, it: Introduction, anna: Contact) -> None:
    later = make_introduction(anna, make_contact(it.owner, "Els"), came_of_introduction=it)
    answer = browser.post(edit(it), {"why": "Boats, still", "came_of": f"introduction-{later.pk}"})
    assert answer.status_code == 422
    assert "round in a circle" in answer.content.decode()
    assert "Boats, still" in answer.content.decode()
    it.refresh_from_db()
    assert (it.why, it.cause) == ("Boats", None)


@pytest.mark.parametrize("why", ["x" * 10_000, "nul\0byte"])
def test_what_was_typed_is_kept(browser: Client, it: Introduction, why: str) -> None:
    assert browser.post(edit(it), {"why": why}).status_code == 422
    it.refresh_from_db()
    assert it.why == "Boats"


def test_the_need_that_it_met_stays(browser: Client, it: Introduction, need: Need) -> None:
    Introduction.objects.update(need=need)
    it.refresh_from_db()
    it.close("Well", meets=True)
    assert "(met with this)" in browser.get(it.get_absolute_url()).content.decode()
    browser.post(edit(it), {"why": "Both sail", "need": ""})
    it.refresh_from_db()
    assert (it.why, it.need) == ("Both sail", need)


def test_one_that_is_under_way_is_told(browser: Client, it: Introduction) -> None:
    url = f"/introductions/new/?first={it.second_id}&second={it.first_id}"
    told = f'<a href="{it.get_absolute_url()}">Ask Anna Bos</a>'
    assert told in unescape(browser.get(url).content.decode())
    it.drop()
    assert told not in unescape(browser.get(url).content.decode())
