"""Needs, offers and matches: kept in step with every change, for their owner alone."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import escape

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact
from netwerk.mail.models import Mail
from netwerk.needs import book
from netwerk.needs.models import Dismissal, Match, Need, Offer, Reading
from netwerk.needs.rematching import rematch
from netwerk.nudges.digests import compose
from netwerk.nudges.models import Digest, Nudge
from tests.factories import make_contact, make_need, make_nudge, make_offer, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def matched(need: Need) -> list[str]:
    return [match.helper.name for match in need.matches.select_related("helper").order_by("-fit", "id")]


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


# ── Heard at a borrel ───────────────────────────────────────────────────────────────────────────────────────


def borrel(**person: str) -> dict[str, str]:
    rows = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "day": "2026-11-20", "kind": "borrel"}
    return rows | {"draft": str(uuid.uuid4())} | {f"people-0-{name}": text for name, text in person.items()}


def test_what_was_heard_at_a_borrel_is_kept_once_and_leads_to_who_could_help(
    browser: Client, user: User
) -> None:
    make_offer(make_contact(user, "Piet"), "belastingadviseur")
    sent = borrel(name="Joke Smit", needs="een fiscalist;  een zaal ; een fiscalist", offers="vergunningen")
    first, second = browser.post("/log/", sent), browser.post("/log/", sent)
    assert first["Location"] == second["Location"]
    assert sorted(Need.objects.values_list("text", "contact__name", "encounter__kind")) == [
        ("een fiscalist", "Joke Smit", "borrel"),
        ("een zaal", "Joke Smit", "borrel"),
    ]
    assert [str(offer) for offer in Offer.objects.filter(contact__name="Joke Smit")] == ["vergunningen"]
    page = browser.get(first["Location"]).content.decode()
    assert "Introduce Piet" in page


def test_an_evening_that_nobody_can_help_leads_to_itself(browser: Client, user: User) -> None:
    answer = browser.post("/log/", borrel(name="Joke Smit", needs="een vuurtoren"))
    assert answer["Location"].startswith("/encounters/")


def test_a_phrase_that_is_too_long_is_said_beside_it(browser: Client, user: User) -> None:
    answer = browser.post("/log/", borrel(name="Joke Smit", needs=f"een zaal; {'x' * 201}"))
    assert answer.status_code == 422
    assert "semicolon" in answer.content.decode()
    assert "x" * 201 in answer.content.decode()
    assert not Contact.objects.exists()


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_written_down_on_the_page_of_a_contact(browser: Client, user: User) -> None:
    contact = make_contact(user, "Sanne")
    url = f"/contacts/{contact.pk}/heard/"
    answer = browser.post(url, {"kind": "need", "text": "  zoekt een  fiscalist "})
    assert answer["Location"] == f"/contacts/{contact.pk}/beside/"
    part = browser.post(url, {"kind": "offer", "text": "vergunningen"}, headers=HTMX).content.decode()
    assert "zoekt een fiscalist" in part
    assert "vergunningen" in part
    assert "<html" not in part
    page = browser.get(answer["Location"]).content.decode()
    assert "zoekt een fiscalist" in page


def test_a_press_beside_the_timeline_leads_back_to_it(browser: Client, user: User) -> None:
    """The part of a page that htmx fetches has an address of its own; nobody wants to go there."""
    contact = make_contact(user, "Sanne")
    make_need(contact, "zoekt een fiscalist")
    page = contact.get_absolute_url()
    at = HTMX | {"HX-Current-URL": f"http://testserver{page}"}
    part = browser.get(f"/contacts/{contact.pk}/beside/", headers=at).content.decode()
    assert f'name="next" value="{page}"' in part
    assert "<html" not in part


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "x" * 10_000, "\x00"])
def test_what_can_not_be_kept_is_said_and_not_lost(browser: Client, user: User, text: str) -> None:
    contact = make_contact(user, "Sanne")
    answer = browser.post(f"/contacts/{contact.pk}/heard/", {"kind": "need", "text": text}, headers=HTMX)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert text.strip("\x00 ") in answer.content.decode()
    assert not Need.objects.exists()


def test_the_user_is_a_contact_too(browser: Client, user: User) -> None:
    need = make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
    assert browser.post("/me/heard/", {"kind": "offer", "text": "fiscalist"})["Location"] == "/me/"
    me = Contact.objects.get(self_of=user)
    match = need.matches.get()
    assert (match.helper, match.tier) == (me, 1)
    assert "fiscalist" in browser.get("/me/").content.decode()
    assert user.email not in browser.get("/contacts/").content.decode()
    assert browser.get(f"/contacts/{me.pk}/")["Location"] == "/me/"
    for verb in ("edit", "delete", "log"):
        assert browser.get(f"/contacts/{me.pk}/{verb}/").status_code == 404
    assert "I’ll help" in browser.get("/review/").content.decode()


class TestActs:
    @pytest.fixture
    def match(self, user: User) -> Match:
        make_need(make_contact(user, "Sanne"), "zoekt een fiscalist")
        make_offer(make_contact(user, "Piet"), "belastingadviseur")
        return Match.objects.get()

    def test_not_a_fit_is_remembered_for_the_pair_and_can_be_taken_back(
        self, browser: Client, match: Match
    ) -> None:
        browser.post(f"/matches/{match.pk}/dismiss/", {"next": "/review/"})
        assert "Introduce Piet" not in browser.get("/review/").content.decode()
        book.write_need(match.need)  # made anew, it is still no fit
        assert "Introduce Piet" not in browser.get("/review/").content.decode()
        assert "Piet" in browser.get("/dismissed/").content.decode()
        browser.post(f"/dismissed/{Dismissal.objects.get().pk}/undo/")
        assert "Introduce Piet" in browser.get("/review/").content.decode()

    def test_later_comes_back(self, browser: Client, user: User, match: Match) -> None:
        browser.post(f"/matches/{match.pk}/dismiss/", {"later": "1"})
        back = user.today() + timedelta(weeks=4)
        assert Dismissal.objects.get().until == back
        assert not Match.objects.of(user).shown(back - timedelta(days=1)).exists()
        assert Match.objects.of(user).shown(back).exists()

    def test_later_is_as_late_as_the_user_chose(self, browser: Client, user: User, match: Match) -> None:
        User.objects.filter(pk=user.pk).update(later_weeks=10)
        answer = browser.post(f"/matches/{match.pk}/dismiss/", {"later": "1", "next": "/me/"}, follow=True)
        back = user.today() + timedelta(weeks=10)
        assert Dismissal.objects.get().until == back
        assert f"Piet comes back on {date_format(back)}." in answer.content.decode()

    def test_taking_it_up_is_a_nudge_once(self, browser: Client, user: User, match: Match) -> None:
        for _ in range(2):
            assert (
                browser.post(f"/matches/{match.pk}/take-up/", {"next": "/review/"})["Location"] == "/review/"
            )
        nudge = Nudge.objects.get()
        assert nudge.contact.name == "Sanne"
        assert nudge.why == "Introduce Piet: “zoekt een fiscalist”"
        assert nudge.due > user.today()

    @pytest.fixture
    def mine(self, user: User, match: Match) -> Match:
        """The user could help Sanne, too."""
        make_offer(Contact.objects.me(user), "fiscalist")
        return Match.objects.get(helper__self_of=user)

    def test_one_press_is_a_promise_for_the_usual_day(self, browser: Client, user: User, mine: Match) -> None:
        User.objects.filter(pk=user.pk).update(help_days=3)
        page = browser.post(f"/matches/{mine.pk}/help/", {"next": "/me/"}, follow=True).content.decode()
        nudge = Nudge.objects.get()
        assert (nudge.contact.name, nudge.why) == ("Sanne", "Help with “zoekt een fiscalist”")
        assert nudge.due == user.today() + timedelta(days=3)
        assert f"Netwerk reminds you on {date_format(nudge.due)}" in page

    def test_a_promise_can_have_a_day_and_another_one(self, browser: Client, user: User, mine: Match) -> None:
        for days in (9, 4):
            day = user.today() + timedelta(days=days)
            answer = browser.post(f"/matches/{mine.pk}/help/", {"day": day.isoformat(), "next": "/me/"})
            assert answer["Location"] == "/me/"
            assert Nudge.objects.get().due == day
        browser.post(f"/matches/{mine.pk}/help/")
        assert Nudge.objects.get().due == day

    @pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "soon", "\x00", "💥", "2" * 10_000])
    def test_a_day_that_cannot_be_is_told_beside_it(self, browser: Client, mine: Match, day: str) -> None:
        answer = browser.post(f"/matches/{mine.pk}/help/", {"day": day, "next": "/review/?q=a"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'class="errorlist"' in page
        assert f'value="{escape(day)}"' in page or "\x00" in day
        assert page.count('name="next" value="/review/?q=a"') == 2
        assert not Nudge.objects.exists()

    def test_the_days_offered_are_those_of_the_user(self, browser: Client, user: User, mine: Match) -> None:
        User.objects.filter(pk=user.pk).update(help_days=5)
        page = browser.get("/review/").content.decode()
        for days in (1, 5, 7):
            assert f'name="day" value="{user.today() + timedelta(days=days)}"' in page
        assert page.count("In 5 days") == 1  # who is introduced to Sanne has no such menu
        assert f'action="/matches/{mine.pk}/help/"' in page

    def test_an_archived_helper_is_not_shown(self, browser: Client, match: Match) -> None:
        match.helper.archive()
        assert "Introduce Piet" not in browser.get("/review/").content.decode()

    def test_met_from_the_page_of_the_contact(self, browser: Client, match: Match) -> None:
        browser.post(f"/needs/{match.need_id}/met/", {"next": "/review/"})
        assert "fiscalist" not in browser.get("/review/").content.decode().partition("messages")[0]
        match.need.refresh_from_db()
        assert match.need.met_at
        browser.post(f"/needs/{match.need_id}/reopen/")
        assert "Introduce Piet" in browser.get("/review/").content.decode()


def test_an_old_need_is_asked_about(browser: Client, user: User) -> None:
    need = make_need(make_contact(user), "zoekt een fiscalist", day=date(2025, 1, 1))
    with time_machine.travel("2026-01-01 12:00"):
        assert not need.is_old
    with time_machine.travel("2026-01-02 12:00"):
        assert need.is_old
        page = browser.get("/review/").content.decode()
        assert f"/needs/{need.pk}/stands/" in page
        browser.post(f"/needs/{need.pk}/stands/", {"next": "/review/"})
        need.refresh_from_db()
        assert not need.is_old


@pytest.mark.parametrize(("months", "asks"), [(13, False), (12, True), (1, True)])
def test_when_a_need_is_old_is_what_its_owner_chose(user: User, months: int, asks: bool) -> None:
    user.stale_months = months
    need = make_need(make_contact(user), "zoekt een fiscalist", day=date(2025, 1, 31))
    with time_machine.travel("2026-02-01 12:00"):
        assert need.is_old is asks


class TestGifts:
    def test_a_nudge_names_who_could_help(self, browser: Client, user: User) -> None:
        sanne, els = make_contact(user, "Sanne"), make_contact(user, "Els")
        make_need(sanne, "een vuurtoren")
        make_need(sanne, "een fiscalist")
        make_offer(make_contact(user, "Piet"), "belastingadviseur")
        for contact in (sanne, els):
            make_nudge(user, contact)
        page = browser.get("/").content.decode()
        assert page.count("nudge-gift") == 1
        assert "Piet could help with “een fiscalist”" in page
        Contact.objects.get(name="Piet").archive()
        assert "nudge-gift" not in browser.get("/").content.decode()

    def test_so_does_the_digest_in_the_language_of_its_reader(self) -> None:
        user = make_user(language="nl")
        sanne = make_contact(user, "Sanne")
        make_need(sanne, "een fiscalist")
        make_offer(Contact.objects.me(user), "fiscalist")
        make_nudge(user, sanne)
        mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
        content = compose(Digest.objects.create(owner=user, day=user.today(), mail=mail))
        assert content
        for text in (content.text, content.html):
            assert "Je kunt zelf helpen met “een fiscalist”" in text
