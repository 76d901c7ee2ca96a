"""Words of the user's own: they connect what Netwerk takes for two things, for this user alone."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.needs import tasks, wording
from netwerk.needs.matching import ours, read
from netwerk.needs.models import Need, Vocabulary, Wording
from netwerk.needs.rematching import read_own_words
from tests.factories import make_contact, make_need, make_offer, make_user

pytestmark = pytest.mark.django_db
WORDS = reverse("needs.words")
BEING_READ = "Everything is being read again"


def matched(need: Need) -> list[str]:
    return [match.helper.name for match in need.matches.select_related("helper").order_by("-fit", "id")]


def add(browser: Client, text: str, status: int = 302) -> Any:
    response = browser.post(WORDS, {"text": text})
    assert response.status_code == status
    return response


@pytest.fixture
def need(user: User) -> Need:
    """Sanne looks for what Piet offers under a name that only this user knows."""
    make_offer(make_contact(user, "Piet"), "flubberen")
    return make_need(make_contact(user, "Sanne"), "zoekt iemand voor een wiebelkast")


# ── They connect ────────────────────────────────────────────────────────────────────────────────────────────


def test_words_connect_two_texts_for_their_owner_alone(browser: Client, user: User, need: Need) -> None:
    other = make_user()
    make_offer(make_contact(other, "Els"), "flubberen")
    others = make_need(make_contact(other, "Kees"), "zoekt iemand voor een wiebelkast")
    add(browser, "wiebelkast, flubberen")
    tasks.tick()
    assert matched(need) == ["Piet"]
    assert matched(others) == []
    assert matched(make_need(others.contact, "wiebelkast")) == []


def test_a_tick_reads_everything_again_and_says_so_until_then(
    browser: Client, user: User, need: Need
) -> None:
    assert BEING_READ not in browser.get(WORDS).content.decode()
    add(browser, "wiebelkast, flubberen")
    assert matched(need) == []
    said = browser.get(WORDS)
    assert BEING_READ in said.content.decode()
    assert "hx-trigger" in browser.get(WORDS, headers={"HX-Request": "true"}).content.decode()
    tasks.tick()
    narrow = browser.get(WORDS, headers={"HX-Request": "true"}).content.decode()
    assert "Everything has been read" in narrow
    assert "hx-trigger" not in narrow
    assert "<html" not in narrow


def test_what_comes_after_the_words_is_read_with_them_at_once(
    browser: Client, user: User, need: Need
) -> None:
    add(browser, "wiebelkast, flubberen")
    tasks.tick()
    make_offer(make_contact(user, "Els"), "een mooie wiebelkast voor u")
    later = make_need(make_contact(user, "Kees"), "wil leren flubberen")
    assert set(matched(need)) == {"Piet", "Els"}
    assert set(matched(later)) == {"Piet", "Els"}
    headline = make_contact(user, "Fee", headline="flubberen")
    tasks.tick()
    assert headline.name in matched(need)


def test_other_words_undo_it_and_so_does_removing_them(browser: Client, user: User, need: Need) -> None:
    add(browser, "wiebelkast, flubberen")
    tasks.tick()
    words = Wording.objects.get()
    browser.post(reverse("needs.edit_words", args=[words.pk]), {"text": "wiebelkast, zwiepen"})
    tasks.tick()
    assert matched(need) == []
    browser.post(reverse("needs.edit_words", args=[words.pk]), {"text": "wiebelkast, flubberen"})
    tasks.tick()
    assert matched(need) == ["Piet"]
    browser.post(reverse("needs.remove_words", args=[words.pk]))
    tasks.tick()
    assert matched(need) == []
    assert not Wording.objects.exists()
    undo = re.search(r'action="(/words/restore/[^"]*)"', browser.get("/words/").content.decode())
    assert undo
    for _twice in range(2):
        assert browser.post(unescape(undo[1])).status_code == 302
    tasks.tick()
    assert matched(need) == ["Piet"]
    assert Wording.objects.get().text == "wiebelkast, flubberen"
    assert "You have these words already." in browser.get("/words/").content.decode()


@pytest.mark.parametrize("text", ["", "x", "a, b\0", "x" * 10_000, "🎉, 🎈"])
def test_what_never_were_words_is_not_restored(browser: Client, text: str) -> None:
    assert browser.post(reverse("needs.restore_words", query={"text": text})).status_code == 302
    assert not Wording.objects.exists()
    assert "message-error" in browser.get("/words/").content.decode()


def test_words_beside_one_that_netwerk_knows_mean_what_it_means(browser: Client, user: User) -> None:
    """So that they are near to what it is near to, under any of its names."""
    make_offer(make_contact(user, "Piet"), "tax adviser")
    need = make_need(make_contact(user, "Sanne"), "zoekt een wiebelkast")
    add(browser, "wiebelkast, fiscalist")
    tasks.tick()
    assert matched(need) == ["Piet"]


def test_a_match_by_own_words_says_so(browser: Client, user: User, need: Need) -> None:
    add(browser, "wiebelkast, flubberen")
    tasks.tick()
    (reason,) = need.matches.get().reasons
    assert reason == ("wiebelkast", "flubberen", "your own words")
    assert "your own words" in browser.get(reverse("pages.review")).content.decode()


def test_two_rows_about_one_concept_both_count() -> None:
    found = wording.concepts([(1, ["fiscalist", "wiebelkast"]), (2, ["flubberen", "fiscalist"])])
    thesaurus = ours().extended(found)
    meant = {term.key for term in read("fiscalist")}
    assert {term.key for term in read("wiebelkast", thesaurus)} == meant
    assert {term.key for term in read("flubberen", thesaurus)} == meant


# ── They are not lost, and cost nothing to who has none ─────────────────────────────────────────────────────


def test_words_that_change_while_everything_is_read_are_read_once_more(
    user: User,
) -> None:
    Vocabulary.objects.changed(user)
    vocabulary = Vocabulary.objects.get()
    Vocabulary.objects.changed(user)
    vocabulary.has_been_read()
    assert Vocabulary.objects.unread().exists()
    read_own_words()
    assert not Vocabulary.objects.unread().exists()


def test_words_read_by_another_worker_are_not_read_again(user: User) -> None:
    Vocabulary.objects.changed(user)
    read_own_words()
    with CaptureQueriesContext(connection) as captured:
        read_own_words()
    assert len(captured) == 1


def test_who_has_no_words_reads_with_our_thesaurus_itself(user: User) -> None:
    assert Vocabulary.objects.thesaurus(user.pk) is ours()


def test_the_thesaurus_of_a_user_is_made_once(browser: Client, user: User) -> None:
    add(browser, "wiebelkast, flubberen")
    first = Vocabulary.objects.thesaurus(user.pk)
    assert first is not ours()
    assert Vocabulary.objects.thesaurus(user.pk) is first
    add(browser, "zwiepen, flubberen")
    assert Vocabulary.objects.thesaurus(user.pk) is not first


# ── What is typed ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Two will do"),
        ("   ", "Two will do"),
        (",,;", "at least two"),
        ("krachtstroom", "at least two"),
        ("laadpaal, Laadpaal", "at least two"),
        ("de, krachtstroom", "“de” says too little"),
        ("of the, aan de", "“of the” says too little"),
        ("🎉, krachtstroom", "“🎉” says too little"),
        ("12, krachtstroom", "“12” says too little"),
        ("krachtstroom, " + "x" * 61, "is too long"),
        ("x" * 10_000, "at most 300 characters"),
        ("kracht\0stroom, laadpaal", "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(browser: Client, text: str, said: str) -> None:
    response = add(browser, text, status=422)
    assert said in response.context["form"]["text"].errors[0]
    assert response.context["form"]["text"].value() == text
    assert not Wording.objects.exists()
    assert not Vocabulary.objects.exists()


@pytest.mark.parametrize("text", ["vr, bril", "שלום, krachtstroom", "مرحبا, شكرا", "🎉 feest, party"])
def test_any_script_will_do(browser: Client, text: str) -> None:
    add(browser, text)
    assert Wording.objects.get().text == text
    assert browser.get(WORDS).status_code == 200


def test_words_are_kept_tidy_and_once(browser: Client) -> None:
    add(browser, " 3-fase ;  kracht   stroom,3-FASE\n")
    assert Wording.objects.get().text == "3-fase, kracht stroom"
    response = add(browser, "3-fase, kracht stroom", status=422)
    assert response.context["form"].errors["text"] == ["You have these words already."]


def test_nobody_keeps_more_than_there_is_room_for(browser: Client, user: User) -> None:
    Wording.objects.bulk_create(Wording(owner=user, text=f"woord{n}, taal{n}") for n in range(200))
    assert "as much as Netwerk keeps" in add(browser, "a1b, c2d", status=422).content.decode()
    words = Wording.objects.first()
    assert words
    response = browser.post(reverse("needs.edit_words", args=[words.pk]), {"text": "zwiepen, flubberen"})
    assert response.status_code == 302


def test_an_edit_that_is_wrong_keeps_what_was_typed(browser: Client, user: User) -> None:
    words = Wording.objects.create(owner=user, text="wiebelkast, flubberen")
    response = browser.post(reverse("needs.edit_words", args=[words.pk]), {"text": "wiebelkast"})
    assert response.status_code == 422
    assert 'value="wiebelkast"' in response.content.decode()
    words.refresh_from_db()
    assert words.text == "wiebelkast, flubberen"


def test_the_address_can_fill_in_words(browser: Client) -> None:
    content = browser.get(WORDS, {"words": "<b>, flubberen\0"}).content.decode()
    assert 'value="&lt;b&gt;, flubberen"' in content
    assert browser.get(WORDS, {"words": "x" * 5_000}).status_code == 200


def test_a_stranger_finds_no_words(browser: Client) -> None:
    words = Wording.objects.create(owner=make_user(), text="wiebelkast, flubberen")
    assert "wiebelkast" not in browser.get(WORDS).content.decode()
    for route in ("needs.edit_words", "needs.remove_words"):
        address = reverse(route, args=[words.pk])
        assert browser.post(address, {"text": "a1b, c2d"}).status_code == 404
    words.refresh_from_db()
    assert words.text == "wiebelkast, flubberen"


@pytest.mark.parametrize("route", ["pages.review", "pages.me"])
def test_pages_lead_to_the_words(browser: Client, route: str) -> None:
    assert f'href="{WORDS}"' in browser.get(reverse(route)).content.decode()
