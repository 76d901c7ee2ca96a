"""Needs, offers and matches: kept in step with every change, for their owner alone."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact
from netwerk.needs import book
from netwerk.needs.models import Match, Need, Reading
from netwerk.needs.rematching import rematch
from tests.factories import make_contact, make_need, make_offer, make_user, matched

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


# ── The book ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_offer_that_comes_later_is_found_and_one_that_is_withdrawn_is_gone(user: User) -> None:
    sanne, piet = make_contact(user, "Sanne"), make_contact(user, "Piet")
    need = make_need(sanne, "zoekt een fiscalist voor haar bv")
    assert matched(need) == []
    offer = make_offer(piet, "tax adviser")
    assert matched(need) == ["Piet"]
    offer.withdraw()
    book.write_offer(offer)
    assert matched(need) == []
    assert Reading.objects.count() == 0


def test_a_need_that_comes_later_finds_the_offers_there_are(user: User) -> None:
    make_offer(make_contact(user, "Piet"), "belastingadviseur")
    make_offer(make_contact(user, "Els"), "geeft pianoles")
    need = make_need(make_contact(user, "Sanne"), "hulp bij de belastingaangifte")
    assert matched(need) == ["Piet"]


def test_nobody_is_matched_with_themselves_nor_with_anothers_contacts(user: User) -> None:
    sanne = make_contact(user, "Sanne")
    make_offer(make_contact(make_user(), "Piet"), "fiscalist")
    make_offer(sanne, "fiscalist")
    assert matched(make_need(sanne, "zoekt een fiscalist")) == []


def test_what_somebody_does_counts_less_than_an_offer(user: User) -> None:
    need = make_need(make_contact(user, "Sanne"), "zoekt een notaris")
    make_contact(user, "Headline", headline="notaris")
    in_circle = make_contact(user, "Circle")
    in_circle.join_only([Circle.objects.named(user, "Notarissen")])
    make_contact(user, "Notes", notes="Werkt als notaris. Zoekt een loodgieter.")
    make_offer(make_contact(user, "Offer"), "notaris")
    book.catch_up()
    assert matched(need) == ["Offer", "Headline", "Circle", "Notes"]
    assert not Contact.objects.filter(unread_at__isnull=False).exists()
    assert matched(make_need(make_contact(user, "Els"), "zoekt een loodgieter")) == []


def test_another_headline_is_another_match(user: User) -> None:
    need = make_need(make_contact(user, "Sanne"), "zoekt een notaris")
    contact = make_contact(user, "Piet", headline="notaris")
    book.catch_up(user)
    assert matched(need) == ["Piet"]
    contact.headline = "bakker"
    contact.save()
    book.catch_up(user)
    assert matched(need) == []


def test_a_need_that_is_met_is_out_of_the_book_until_it_is_open_again(user: User) -> None:
    make_offer(make_contact(user, "Piet"), "fiscalist")
    need = make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    need.meet()
    book.write_need(need)
    assert (matched(need), need.keys) == ([], [])
    make_offer(make_contact(user, "Els"), "fiscalist")
    assert matched(need) == []
    need.reopen()
    book.write_need(need)
    assert sorted(matched(need)) == ["Els", "Piet"]


def test_it_ends_once(user: User) -> None:
    need = make_need(make_contact(user), "zoekt een fiscalist")
    need.meet()
    need.withdraw()
    assert need.met_at
    assert not need.withdrawn_at


def test_new_and_well_matched_needs_come_first(user: User) -> None:
    make_offer(make_contact(user, "Piet"), "fiscalist")
    contact = make_contact(user, "Sanne")
    old = make_need(contact, "zoekt een fiscalist", day=date(2026, 1, 1))
    new = make_need(contact, "zoekt een fiscalist", day=date(2026, 11, 1))
    none = make_need(contact, "zoekt een vuurtoren", day=date(2026, 11, 20))
    assert list(Need.objects.of(user).open().best_first()) == [new, old, none]


@pytest.mark.parametrize("text", ["💥", "مرحبا", "de het een", "!!!", "a" * 200])
def test_a_phrase_that_says_nothing_matches_nothing(user: User, text: str) -> None:
    make_offer(make_contact(user), text)
    assert matched(make_need(make_contact(user), text)) in ([], matched(Need.objects.get()))


def test_a_reason_names_the_words_and_what_they_share(user: User) -> None:
    make_offer(make_contact(user, "Piet"), "belastingadviseur")
    make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    with translation.override("nl"):
        (reason,) = Match.objects.get().reasons
    assert (reason.need, reason.helper) == ("fiscalist", "belastingadviseur")
    assert "belasting" in reason.about


def test_of_what_a_helper_tells_the_best_counts_whichever_came_last(user: User) -> None:
    piet = make_contact(user, "Piet")
    need = make_need(make_contact(user, "Sanne"), "zoekt een notaris")

    def fit() -> tuple[float, str]:
        match = need.matches.get()
        return match.fit, match.offer.text

    make_offer(piet, "advocaat")
    weak, text = fit()
    assert text == "advocaat"
    best = make_offer(piet, "notaris")
    strong, text = fit()
    assert (strong > weak, text) == (True, "notaris")
    make_offer(piet, "jurist")
    assert fit() == (strong, "notaris")
    need.refresh_from_db()
    rank = need.rank
    best.withdraw()
    book.write_offer(best)
    need.refresh_from_db()
    assert fit()[0] < strong
    assert need.rank < rank


def test_written_anew_the_book_says_the_same(user: User) -> None:
    circle = Circle.objects.named(user, "Notarissen")
    sanne, piet = make_contact(user, "Sanne", headline="architect"), make_contact(user, "Piet")
    piet.join_only([circle])
    make_need(sanne, "zoekt een notaris")
    make_need(piet, "needs an architect")
    make_need(piet, "zoekt een fiscalist", met_at=timezone.now())
    make_offer(make_contact(user, "Els", notes="Speelt viool."), "belastingadviseur")
    make_offer(make_contact(make_user(), "Anders"), "notaris")
    book.catch_up()

    def everything() -> list[Any]:
        readings = Reading.objects.order_by("contact", "where").values_list(
            "contact", "where", "text", "keys"
        )
        found = Match.objects.order_by("need", "helper").values_list(
            "need", "helper", "where", "fit", "pairs"
        )
        ranks = Need.objects.order_by("pk").values_list("pk", "rank", "keys")
        return [*readings, *found, *ranks]

    before, told = everything(), []
    assert Match.objects.count() == 3  # a tax adviser may know about founding, too
    call_command("rematch")
    assert everything() == before
    rematch(user, lambda *counts: told.append(counts))
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(CommandError, match=r"nobody@x\.example"):
        call_command("rematch", "nobody@x.example")
