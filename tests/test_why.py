"""Why somebody is shown for a need, or is not: each reason in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Connection, Contact
from netwerk.needs import tasks
from netwerk.needs.models import Dismissal, Match, Need, Vocabulary
from tests.factories import make_contact, make_need, make_offer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(user: User) -> Need:
    return make_need(make_contact(user, "Sanne"), "zoekt een fiscalist voor haar bv")


@pytest.fixture
def piet(user: User) -> Contact:
    """Somebody who fits."""
    piet = make_contact(user, "Piet Jansen", organisation="De Brug")
    make_offer(piet, "belastingadviseur")
    return piet


def look(browser: Client, need: Need, status: int = 200, **asked: Any) -> Any:
    response = browser.get(reverse("needs.why", args=[need.pk]), asked)
    assert response.status_code == status
    return response


def verdict(browser: Client, need: Need, contact: Contact) -> str:
    said: str = look(browser, need, contact=contact.pk).context["verdict"].text
    return said


def shared(response: Any) -> list[str]:
    return [pair.how for one in response.context["why"].told for pair in one.shared]


# ── What was read ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_tells_what_was_read_in_the_need_before_anybody_is_asked_about(
    browser: Client, need: Need
) -> None:
    response = look(browser, need)
    assert response.context["verdict"] is None
    first = response.context["why"].asked[0]
    assert (first.typed, first.about) == ("fiscalist", ["tax"])


def test_it_tells_what_was_read_in_each_text_and_what_they_share(
    browser: Client, user: User, need: Need
) -> None:
    els = make_contact(user, "Els", headline="notaris", notes="Maakt een wiebelkast. Zoekt een fiscalist.")
    make_offer(els, "hulp bij de belastingaangifte")
    els.join_only([Circle.objects.named(user, "Fiscalisten")])
    why = look(browser, need, contact=els.pk).context["why"]
    assert [one.where for one in why.told] == ["offer", "headline", "circle", "note"]
    offer, headline, circle, note = why.told
    assert offer.fits
    assert offer.shared[0][:2] == ("fiscalist", "belastingaangifte")
    assert headline.said[0].about
    assert circle.fits
    assert not note.shared
    assert ("wiebelkast", [], False) in note.said
    assert why.leaves_out


def test_what_an_offer_that_nobody_made_would_do(browser: Client, need: Need) -> None:
    fits = look(browser, need, offer="tax adviser", who="")
    assert fits.context["verdict"].text == "That would be a match."
    assert "Say that they mean the same" not in fits.content.decode()
    misses = look(browser, need, offer="bakt taarten")
    assert misses.context["verdict"].text == "That would be no match."


def test_it_leads_to_the_own_words_with_these_filled_in(browser: Client, user: User) -> None:
    need = make_need(make_contact(user, "Sanne"), "zoekt een wiebelkast")
    words = look(browser, need, offer="komt flubberen").context["why"].words
    assert words == "wiebelkast, flubberen"
    content = look(browser, need, offer="komt flubberen").content.decode()
    assert f'{reverse("needs.words")}?words=wiebelkast%2C%20flubberen"' in content
    browser.post(reverse("needs.words"), {"text": words})
    again = look(browser, need, offer="komt flubberen")
    assert again.context["verdict"].text == "That would be a match."
    assert shared(again) == ["the same"]


# ── The verdict ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_match_says_which_place_it_has(browser: Client, user: User, need: Need, piet: Contact) -> None:
    els = make_contact(user, "Els", headline="fiscalist")
    tasks.tick()
    assert verdict(browser, need, piet) == "Piet Jansen is a match, the best of this need."
    assert verdict(browser, need, els) == "Els is a match, number 2 of this need."


def test_one_that_is_weak_beside_two_better_ones(
    browser: Client, user: User, need: Need, piet: Contact
) -> None:
    Need.objects.filter(pk=need.pk).update(least=5)
    assert "two others fit much better" in verdict(browser, need, piet)


def test_one_that_others_left_no_room_for(browser: Client, need: Need, piet: Contact) -> None:
    tasks.tick()
    Match.objects.all().delete()
    assert "30 others fit better" in verdict(browser, need, piet)


def test_one_that_was_dismissed_can_be_taken_back(browser: Client, need: Need, piet: Contact) -> None:
    said = Dismissal.objects.create(owner=need.owner, need=need, helper=piet)
    assert verdict(browser, need, piet) == "You said that Piet Jansen is not a fit for this."
    content = look(browser, need, contact=piet.pk).content.decode()
    assert reverse("needs.undismiss", args=[said.pk]) in content


def test_one_that_was_put_off_and_one_whose_time_has_come(
    browser: Client, user: User, need: Need, piet: Contact
) -> None:
    until = user.today() + timedelta(days=3)
    said = Dismissal.objects.create(owner=user, need=need, helper=piet, until=until)
    assert "You put Piet Jansen off until" in verdict(browser, need, piet)
    Dismissal.objects.filter(pk=said.pk).update(until=user.today())
    assert "the best of this need" in verdict(browser, need, piet)


def test_they_know_each_other(browser: Client, user: User, need: Need, piet: Contact) -> None:
    Connection.objects.create(owner=user, one=piet, other=need.contact)
    assert "they know each other" in verdict(browser, need, piet)


def test_who_is_archived(browser: Client, need: Need, piet: Contact) -> None:
    Contact.objects.filter(pk=piet.pk).update(archived_at=timezone.now())
    assert verdict(browser, need, piet) == "Piet Jansen is archived, and left out of all matches."
    assert "Piet Jansen is archived" in look(browser, need, who="Piet Jansen").content.decode()
    Contact.objects.filter(pk=piet.pk).update(archived_at=None)
    Contact.objects.filter(pk=need.contact_id).update(archived_at=timezone.now())
    assert "Sanne is archived" in verdict(browser, need, piet)


def test_who_looks_for_it_and_a_need_that_is_over(browser: Client, need: Need, piet: Contact) -> None:
    assert verdict(browser, need, need.contact) == "Sanne is who looks for it."
    need.meet()
    assert "met or withdrawn" in verdict(browser, need, piet)


def test_what_waits_to_be_read(browser: Client, user: User, need: Need) -> None:
    els = make_contact(user, "Els", headline="fiscalist")
    assert "still being read" in verdict(browser, need, els)
    tasks.tick()
    assert "is a match" in verdict(browser, need, els)
    kees = make_contact(user, "Kees")
    tasks.tick()
    Vocabulary.objects.changed(user)
    assert "still being read" in verdict(browser, need, kees)


def test_too_little_and_nothing_at_all(browser: Client, user: User, need: Need) -> None:
    little = make_contact(user, "Els", headline="heeft een bv")
    nothing = make_contact(user, "Kees", headline="bakker")
    empty = make_contact(user, "Fee")
    tasks.tick()
    assert "too little for a match" in verdict(browser, need, little)
    assert verdict(browser, need, nothing) == "Nothing that you wrote of Kees has to do with it."
    assert "There is nothing to read yet" in look(browser, need, contact=empty.pk).content.decode()


# ── Who is meant ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["Piet Jansen", "piet", "Piet Jansen, De Brug", "jansen piet"])
def test_a_name_or_the_beginning_of_one(browser: Client, need: Need, piet: Contact, typed: str) -> None:
    assert look(browser, need, who=typed).context["why"].contact == piet


def test_it_asks_when_several_may_be_meant(browser: Client, user: User, need: Need, piet: Contact) -> None:
    other = make_contact(user, "Piet Jansen", organisation="Elders")
    for typed in ("Piet Jansen", "piet"):
        response = look(browser, need, who=typed, status=422)
        content = response.content.decode()
        assert "Whom do you mean?" in content
        assert f"?contact={piet.pk}" in content
        assert f"?contact={other.pk}" in content
        assert f'value="{typed}"' in content
    assert look(browser, need, who="Piet Jansen, Elders").context["why"].contact == other


def test_one_that_the_user_has_only_heard_of(browser: Client, user: User, need: Need) -> None:
    anna = make_contact(user, "Anna", known_at=None)
    assert look(browser, need, who="anna").context["why"].contact == anna


def test_the_user_may_ask_about_themselves(browser: Client, user: User, need: Need) -> None:
    assert "Why not me?" not in look(browser, need).content.decode()
    me = Contact.objects.me(user)
    assert "Why not me?" in look(browser, need).content.decode()
    assert "Read of you" in look(browser, need, contact=me.pk).content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"who": ""}, "Type a name"),
        ({"who": " ", "offer": " "}, "Type a name"),
        ({"who": "Nobody"}, "You know nobody of that name"),
        ({"who": "🎉"}, "You know nobody of that name"),
        ({"who": "שלום"}, "You know nobody of that name"),
        ({"who": "a" * 10_000}, "at most 120 characters"),
        ({"who": "Pi\0et"}, "Null characters are not allowed"),
        ({"offer": "a" * 10_000}, "at most 200 characters"),
        ({"offer": "tax\0"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    browser: Client, need: Need, asked: dict[str, str], said: str
) -> None:
    response = look(browser, need, status=422, **asked)
    assert said in response.content.decode()
    form = response.context["form"]
    assert {name: form[name].value() for name in asked} == asked


@pytest.mark.parametrize("offer", ["🎉", "שלום", "de het een", "<script>"])
def test_an_offer_may_say_nothing(browser: Client, need: Need, offer: str) -> None:
    assert look(browser, need, offer=offer).context["verdict"].text == "That would be no match."


def test_a_stranger_and_a_strangers_contact(browser: Client, need: Need) -> None:
    other = make_contact(make_user(), "Piet")
    look(browser, need, contact=other.pk, status=404)
    look(browser, need, contact="9" * 30, status=404)
    look(browser, need, who="Piet", status=422)
    look(browser, make_need(other, "fiscalist"), status=404)


def test_the_review_and_the_page_of_a_contact_lead_there(browser: Client, need: Need) -> None:
    address = reverse("needs.why", args=[need.pk])
    for page in (reverse("pages.review"), reverse("pages.beside", args=[need.contact_id])):
        assert address in browser.get(page).content.decode()
