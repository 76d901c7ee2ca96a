"""A word with one contact, logged from that contact's page."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Note
from netwerk.encounters.models import Encounter, Participation
from netwerk.needs.models import Need, Offer
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_user


class TestQuick:
    @pytest.fixture
    def contact(self, user: User) -> Contact:
        return make_contact(user, "Joke Smit")

    def word(self, **fields: Any) -> dict[str, Any]:
        sent = {
            "kind": "call",
            "day": str(User().today()),
            "text": "over de zaal",
            "draft": str(uuid.uuid4()),
        }
        return sent | fields

    def url(self, contact: Contact) -> str:
        return reverse("pages.quick", args=[contact.pk])

    def test_the_composer_is_a_page_of_its_own(self, browser: Client, contact: Contact) -> None:
        page = browser.get(self.url(contact)).content.decode()
        assert "Joke Smit" in page
        assert 'class="composer"' in page

    def test_a_call(self, browser: Client, contact: Contact, user: User) -> None:
        response = browser.post(self.url(contact), self.word(follow_up="week"))
        assert response["Location"] == contact.get_absolute_url()
        row = Participation.objects.get()
        assert (row.contact, row.note, row.encounter.kind, row.day) == (
            contact,
            "over de zaal",
            "call",
            user.today(),
        )
        assert Nudge.objects.get().due == user.today() + timedelta(days=7)
        contact.refresh_from_db()
        assert contact.last_seen == user.today()

    def test_a_note_is_no_meeting(self, browser: Client, contact: Contact, user: User) -> None:
        browser.post(self.url(contact), self.word(kind="note", follow_up="2days"))
        assert Note.objects.get().text == "over de zaal"
        assert not Encounter.objects.exists()
        assert (Nudge.objects.get().due, Nudge.objects.get().encounter) == (
            user.today() + timedelta(days=2),
            None,
        )

    @pytest.mark.parametrize("kind", ["call", "note"])
    def test_the_same_draft_twice_is_saved_once(self, browser: Client, contact: Contact, kind: str) -> None:
        sent = self.word(kind=kind, follow_up="week")
        browser.post(self.url(contact), sent)
        assert browser.post(self.url(contact), sent | {"text": "over de zaal in mei"}).status_code == 302
        assert [Encounter.objects.count() + Note.objects.count(), Nudge.objects.count()] == [1, 1]
        texts = [
            *Participation.objects.values_list("note", flat=True),
            *Note.objects.values_list("text", flat=True),
        ]
        assert texts == ["over de zaal in mei"]

    @pytest.mark.parametrize(
        "wrong", [{"kind": "note", "text": ""}, {"day": "x"}, {"kind": "x"}, {"follow_up": "day"}]
    )
    def test_what_is_wrong_stands_beside_it(
        self, browser: Client, contact: Contact, wrong: dict[str, str]
    ) -> None:
        response = browser.post(self.url(contact), self.word(**wrong), headers={"HX-Request": "true"})
        page = response.content.decode()
        assert response.status_code == 422
        assert page.lstrip().startswith("<form")
        assert "errorlist" in page
        assert not Encounter.objects.exists()

    def test_nothing_at_all_is_asked_once_more(self, browser: Client, contact: Contact) -> None:
        """Save is pressed by accident; a call without a word is meant."""
        response = browser.post(self.url(contact), self.word(text=""))
        assert response.status_code == 422
        assert not Encounter.objects.exists()
        assert 'name="bare"' in response.content.decode()
        assert 'name="bare"' not in browser.get(self.url(contact)).content.decode()
        assert browser.post(self.url(contact), self.word(text="", bare="on")).status_code == 302
        assert Encounter.objects.get().kind == "call"

    @pytest.mark.parametrize("chosen", [{"kind": "coffee"}, {"day": "2026-01-02"}, {"follow_up": "week"}])
    def test_what_was_chosen_needs_no_word(
        self, browser: Client, contact: Contact, chosen: dict[str, str]
    ) -> None:
        assert browser.post(self.url(contact), self.word(text="", **chosen)).status_code == 302
        assert Participation.objects.get().note == ""

    @pytest.mark.parametrize("kind", ["call", "note"])
    def test_what_was_heard_is_kept_once_with_the_word(
        self, browser: Client, contact: Contact, user: User, kind: str
    ) -> None:
        sent = self.word(kind=kind, needs="een zaal;  een fiscalist ; een zaal", offers="vergunningen")
        for _ in range(2):
            assert browser.post(self.url(contact), sent).status_code == 302
        encounter = Encounter.objects.first()
        assert (encounter is None) == (kind == "note")
        told = ("contact", "encounter", "day", "text")
        assert list(Need.objects.order_by("text").values_list(*told)) == [
            (contact.pk, encounter and encounter.pk, user.today(), text)
            for text in ("een fiscalist", "een zaal")
        ]
        assert Offer.objects.get().text == "vergunningen"
        assert Need.objects.get(text="een fiscalist").keys  # in the book of matches

    def test_what_somebody_looks_for_is_enough_of_a_call(self, browser: Client, contact: Contact) -> None:
        assert browser.post(self.url(contact), self.word(text="", needs="een zaal")).status_code == 302
        assert Need.objects.get().encounter == Encounter.objects.get()

    def test_heard_again_in_another_note_it_is_written_down_again(
        self, browser: Client, contact: Contact
    ) -> None:
        for day in ("2026-01-02", "2026-03-04"):
            browser.post(self.url(contact), self.word(kind="note", day=day, needs="een zaal"))
        assert [str(day) for day in Need.objects.order_by("day").values_list("day", flat=True)] == [
            "2026-01-02",
            "2026-03-04",
        ]

    @pytest.mark.parametrize("field", ["needs", "offers"])
    @pytest.mark.parametrize("wrong", ["x" * 201, "x" * 10_000, "een zaal\x00", "een zaal; " * 100])
    def test_what_can_not_be_kept_is_said_and_nothing_is_lost(
        self, browser: Client, contact: Contact, field: str, wrong: str
    ) -> None:
        sent = self.word(needs="een boot", offers="tekenwerk") | {field: wrong}
        response = browser.post(self.url(contact), sent, headers={"HX-Request": "true"})
        page = response.content.decode()
        assert response.status_code == 422
        assert list(response.context["quick_form"].errors) == [field]
        assert '<details class="composer-more" open>' in page
        for typed in ("over de zaal", sent["needs"], sent["offers"]):
            assert typed.replace("\x00", "").strip() in page
        assert not Encounter.objects.exists()
        assert not Need.objects.exists()

    @pytest.mark.parametrize("odd", ["💥", "مرحبا", ";;;", " ; "])
    def test_odd_words_are_no_crash(self, browser: Client, contact: Contact, odd: str) -> None:
        assert browser.post(self.url(contact), self.word(needs=odd)).status_code == 302
        assert Need.objects.count() == (";" not in odd)

    def test_a_stranger_finds_nobody(self, browser: Client) -> None:
        other = make_contact(make_user())
        assert browser.get(self.url(other)).status_code == 404
        assert browser.post(self.url(other), self.word()).status_code == 404
        assert not Encounter.objects.exists()
