"""What people look for and can help with: written down, changed and taken up on pages."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.mail.models import Mail
from netwerk.needs import book
from netwerk.needs.models import Dismissal, Match, Need, Offer
from netwerk.nudges.digests import compose
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from netwerk.pages.given import Ledger
from tests.factories import introduce, make_contact, make_need, make_nudge, make_offer, make_user, matched

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


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


def test_several_in_one_line(browser: Client, user: User) -> None:
    url = f"/contacts/{make_contact(user, 'Sanne').pk}/heard/"
    said = {"kind": "need", "text": "een fiscalist;  een  zaal;een fiscalist; "}
    part = browser.post(url, said, headers=HTMX).content.decode()
    assert [need.text for need in Need.objects.order_by("id")] == ["een fiscalist", "een zaal"]
    assert all(need.keys for need in Need.objects.all())
    assert "een zaal" in part


@pytest.mark.parametrize("kind", ["need", "offer"])
@pytest.mark.parametrize("text", ["de het een", "🦜🦜", "…!"])
def test_what_nobody_could_match_is_kept_and_told(browser: Client, user: User, kind: str, text: str) -> None:
    url = f"/contacts/{make_contact(user, 'Sanne').pk}/heard/"
    told = f"“{text}” is kept, but no word of it tells what to look for"
    assert told in browser.post(url, {"kind": kind, "text": text}, headers=HTMX).content.decode()
    assert told in browser.post(url, {"kind": kind, "text": text}, follow=True).content.decode()
    assert told not in browser.post(url, {"kind": kind, "text": "een zaal"}, headers=HTMX).content.decode()


def test_right_to_left_is_a_word_like_any(browser: Client, user: User) -> None:
    url = f"/contacts/{make_contact(user, 'Sanne').pk}/heard/"
    part = browser.post(url, {"kind": "need", "text": "محاسب"}, headers=HTMX).content.decode()
    assert "محاسب" in part
    assert "is kept, but" not in part


@pytest.mark.parametrize("text", ["", "   ", "; ;", "x" * 201, "x" * 10_000, "\x00"])
def test_what_can_not_be_kept_is_said_and_not_lost(browser: Client, user: User, text: str) -> None:
    contact = make_contact(user, "Sanne")
    answer = browser.post(f"/contacts/{contact.pk}/heard/", {"kind": "need", "text": text}, headers=HTMX)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert text.strip("\x00 ") in answer.content.decode()
    assert not Need.objects.exists()


def test_more_about_it_stands_under_the_phrase_and_is_matched(browser: Client, user: User) -> None:
    make_offer(make_contact(user, "Piet"), "belastingadviseur")
    contact = make_contact(user, "Sanne")
    sent = {"kind": "need", "text": "iemand voor de bv", "note": "Een fiscalist,\nliefst in Utrecht"}
    browser.post(f"/contacts/{contact.pk}/heard/", sent)
    page = browser.get(f"/contacts/{contact.pk}/beside/").content.decode()
    assert "Een fiscalist,<br>liefst in Utrecht" in page
    assert matched(Need.objects.get()) == ["Piet"]


@pytest.mark.parametrize("note", ["x" * 5001, "een zaal\x00"])
def test_what_is_too_much_to_tell_is_said_and_not_lost(browser: Client, user: User, note: str) -> None:
    contact = make_contact(user, "Sanne")
    sent = {"kind": "offer", "text": "vergunningen", "note": note}
    answer = browser.post(f"/contacts/{contact.pk}/heard/", sent, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="heard-more" open' in page
    assert 'value="vergunningen"' in page
    assert note.strip("\x00") in page
    assert not Offer.objects.exists()


class TestEditing:
    def edit(self, browser: Client, said: Need | Offer, **typed: str) -> Any:
        kind = "needs" if isinstance(said, Need) else "offers"
        sent = {"text": said.text, "note": said.note, "day": str(said.day)} | typed
        return browser.post(f"/{kind}/{said.pk}/edit/", sent)

    def test_a_need_in_other_words_has_other_matches(self, browser: Client, user: User) -> None:
        make_offer(make_contact(user, "Piet"), "belastingadviseur")
        make_offer(make_contact(user, "Els"), "timmerman")
        need = make_need(make_contact(user, "Sanne"), "een fiscalist")
        need.refresh_from_db()
        rank = need.rank
        assert (
            f"/needs/{need.pk}/edit/" in browser.get(f"/contacts/{need.contact_id}/beside/").content.decode()
        )
        assert 'value="een fiscalist"' in browser.get(f"/needs/{need.pk}/edit/").content.decode()
        answer = self.edit(browser, need, text=" een  timmerman", note="liefst snel", day="2026-01-02")
        assert answer["Location"] == need.contact.get_absolute_url()
        need.refresh_from_db()
        assert (need.text, need.note, str(need.day)) == ("een timmerman", "liefst snel", "2026-01-02")
        assert matched(need) == ["Els"]
        assert need.rank < rank  # it was heard long ago

    def test_so_has_an_offer(self, browser: Client, user: User) -> None:
        need = make_need(make_contact(user, "Sanne"), "een fiscalist")
        offer = make_offer(Contact.objects.me(user), "tekenles")
        assert matched(need) == []
        assert f"/offers/{offer.pk}/edit/" in browser.get("/me/").content.decode()
        assert self.edit(browser, offer, note="en belastingadviseur")["Location"] == "/me/"
        assert matched(need) == [offer.contact.name]

    def test_what_was_met_stays_out_of_the_book(self, browser: Client, user: User) -> None:
        make_offer(make_contact(user, "Piet"), "belastingadviseur")
        need = make_need(make_contact(user, "Sanne"), "een boot", met_at=timezone.now())
        self.edit(browser, need, text="een fiscalist")
        assert matched(need) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text": ""},
            {"text": "x" * 201},
            {"text": "x\x00"},
            {"note": "x" * 5001},
            {"day": ""},
            {"day": "2999-01-01"},
            {"day": "1899-12-31"},
            {"day": "soon"},
        ],
    )
    def test_what_is_wrong_is_said_and_kept(self, browser: Client, user: User, wrong: dict[str, str]) -> None:
        need = make_need(make_contact(user, "Sanne"), "een fiscalist")
        answer = self.edit(browser, need, **({"text": "een boot", "note": "met mast"} | wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == list(wrong)
        kept = {"text": "een boot", "note": "met mast"} | wrong
        assert all(text.strip("\x00") in answer.content.decode() for text in kept.values())
        need.refresh_from_db()
        assert need.text == "een fiscalist"

    def test_of_a_planned_meeting_the_day_may_be_to_come(self, browser: Client, user: User) -> None:
        day = user.today() + timedelta(days=9)
        need = make_need(make_contact(user, "Sanne"), "een fiscalist", day=day)
        assert self.edit(browser, need, text="een boot").status_code == 302


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

    def test_taking_it_up_is_one_introduction(self, browser: Client, match: Match) -> None:
        for _ in range(2):
            answer = introduce(browser, match)
        made = Introduction.objects.get()
        assert answer["Location"] == made.get_absolute_url()
        assert {made.first.name, made.second.name, made.need.text} == {"Piet", "Sanne", "zoekt een fiscalist"}
        assert browser.post(f"/matches/{match.pk}/help/").status_code == 404

    @pytest.fixture
    def mine(self, user: User, match: Match) -> Match:
        """The user could help Sanne, too."""
        make_offer(Contact.objects.me(user), "fiscalist")
        return Match.objects.get(helper__self_of=user)

    def test_one_press_is_a_promise_for_the_usual_day(self, browser: Client, user: User, mine: Match) -> None:
        User.objects.filter(pk=user.pk).update(help_days=3)
        page = browser.post(f"/matches/{mine.pk}/help/", {"next": "/me/"}, follow=True).content.decode()
        favour, nudge = Favour.objects.get(), Nudge.objects.get()
        assert (favour.giver, favour.receiver.name, favour.need) == (mine.helper, "Sanne", mine.need)
        assert (favour.what, favour.encounter) == ("help with “zoekt een fiscalist”", mine.need.encounter)
        assert (nudge.contact.name, nudge.favour) == ("Sanne", favour)
        assert nudge.due == user.today() + timedelta(days=3)
        assert f"Netwerk reminds you on {date_format(nudge.due)}" in page

    def test_a_promise_can_have_a_day_and_another_one(self, browser: Client, user: User, mine: Match) -> None:
        for days in (9, 4):
            day = user.today() + timedelta(days=days)
            answer = browser.post(f"/matches/{mine.pk}/help/", {"day": day.isoformat(), "next": "/me/"})
            assert answer["Location"] == "/me/"
            assert (Nudge.objects.get().due, Favour.objects.get().due) == (day, day)
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

    def test_a_promise_of_a_long_need_has_room(self, browser: Client, user: User, mine: Match) -> None:
        Need.objects.filter(pk=mine.need_id).update(text="fiscalist " * 20)
        browser.post(f"/matches/{mine.pk}/help/")
        assert Favour.objects.get().what.endswith("…”")

    def test_a_promise_is_done_on_today_and_stands_on_the_giving_page(
        self, browser: Client, user: User, mine: Match
    ) -> None:
        browser.post(f"/matches/{mine.pk}/help/")
        browser.post(f"/nudges/{Nudge.objects.get().pk}/done/")
        favour = Favour.objects.get()
        assert favour.done_on == user.today()
        for page in ("/timeline/", mine.need.contact.get_absolute_url()):
            assert "help with “zoekt een fiscalist”" in browser.get(page).content.decode()
        assert Ledger(user).years

    def test_to_ask_for_oneself_is_a_nudge_alone(self, browser: Client, user: User) -> None:
        make_need(Contact.objects.me(user), "zoekt een fiscalist")
        make_offer(make_contact(user, "Els"), "fiscalist")
        for _press in range(2):
            browser.post(f"/matches/{Match.objects.get().pk}/help/")
        nudge = Nudge.objects.get()
        assert (nudge.contact.name, nudge.why) == ("Els", "Ask about “zoekt een fiscalist”")
        assert not Favour.objects.exists()

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
