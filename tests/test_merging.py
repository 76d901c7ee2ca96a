"""Two contacts who are one person: what goes where, what falls together, and what the page asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Connection, Contact, Double, Note, Photo, Reach
from netwerk.encounters.models import Participation
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs import book
from netwerk.needs.models import Dismissal, Match, Need, Offer, Proposal
from netwerk.nudges.models import Nudge
from netwerk.pages.merge import references
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_nudge,
    make_offer,
    make_user,
    matched,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)


@pytest.fixture
def kept(user: User) -> Contact:
    return make_contact(user, "Jan Smit", headline="bakker", notes="Likes sailing", place="Gouda")


@pytest.fixture
def gone(user: User) -> Contact:
    return make_contact(user, "Jan Smits", headline="banketbakker", notes="Has a boat", place="Gouda")


@pytest.fixture
def els(user: User) -> Contact:
    return make_contact(user, "Els Vos")


def url(contact: Contact) -> str:
    return f"/contacts/{contact.pk}/merge/"


def press(browser: Client, kept: Contact, gone: Contact, **typed: str) -> Contact:
    """Merges the two as the page proposes it, but for what was `typed`; gives who stays."""
    form = browser.get(url(kept), {"other": gone.pk}).context["form"]
    sent = {name: form[name].value() for name in form.fields} | typed | {"other": str(gone.pk)}
    response = browser.post(url(kept), sent)
    assert response.status_code == 302
    assert response["Location"] == kept.get_absolute_url()
    kept.refresh_from_db()
    assert not Contact.objects.filter(pk=gone.pk).exists()
    with connection.cursor() as cursor:  # nothing refers to who is gone
        for model, column in references():
            named = model._meta.get_field(column).column  # type: ignore[attr-defined]  # it has a column
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE "{named}" = %s', [gone.pk])  # noqa: S608
            assert cursor.fetchone() == (0,), model
    return kept


class TestWhatIsChosen:
    def test_only_what_differs_is_asked(self, browser: Client, kept: Contact, gone: Contact) -> None:
        response = browser.get(url(kept), {"other": gone.pk})
        form = response.context["form"]
        assert list(form.fields) == ["name", "headline", "notes"]
        assert [alike.value for alike in form.alike] == ["Gouda"]
        assert Contact.objects.filter(pk=gone.pk).exists()

    def test_each_field_is_the_users_choice(self, browser: Client, kept: Contact, gone: Contact) -> None:
        kept = press(browser, kept, gone, name="kept", headline="gone", notes="both")
        assert (kept.name, kept.headline) == ("Jan Smit", "banketbakker")
        assert kept.notes == "Likes sailing\n\nHas a boat"
        assert kept.sort_name == "jan smit"

    def test_what_is_empty_is_filled_unless_one_says_otherwise(
        self, browser: Client, user: User, els: Contact
    ) -> None:
        one = make_contact(user, "Wim")
        other = make_contact(
            user, "Wim", organisation="Zon", birth_day=4, birth_month=5, met_through=els, language="nl"
        )
        one = press(browser, one, other, language="kept")
        assert (one.organisation, one.birth_day, one.birth_month) == ("Zon", 4, 5)
        assert (one.met_through, one.language) == (els, "")

    @pytest.mark.parametrize("typed", [{}, {"name": "x"}, {"name": ""}, {"name": "both"}, {"name": "a\0"}])
    def test_a_choice_that_there_is_not_is_said(
        self, browser: Client, kept: Contact, gone: Contact, typed: dict[str, str]
    ) -> None:
        sent = {"headline": "kept", "notes": "kept", "other": str(gone.pk)} | typed
        response = browser.post(url(kept), sent)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["name"]
        assert Contact.objects.filter(pk=gone.pk).exists()

    @pytest.mark.parametrize("who", ["self", "stranger", "me", "x", "0", "9" * 40])
    def test_nobody_else_can_be_meant(self, browser: Client, user: User, kept: Contact, who: str) -> None:
        others = {"self": kept, "stranger": make_contact(make_user()), "me": Contact.objects.me(user)}
        other = str(others[who].pk) if who in others else who
        assert browser.get(url(kept), {"other": other}).status_code == 404
        assert browser.post(url(kept), {"other": other}).status_code == 404


class TestWhom:
    def test_who_is_alike_is_offered(
        self, browser: Client, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        text = browser.get(url(kept)).content.decode()
        assert f'href="?other={gone.pk}"' in text
        assert f"?other={els.pk}" not in text
        assert f"?other={kept.pk}" not in text

    @pytest.mark.parametrize("typed", ["Els Vos", "els"])
    def test_anybody_can_be_named(self, browser: Client, kept: Contact, els: Contact, typed: str) -> None:
        assert f'href="?other={els.pk}"' in browser.get(url(kept), {"who": typed}).content.decode()

    @pytest.mark.parametrize("typed", ["Nobody", "Jan Smit", "🎉", "x" * 10_000, "a\0b"])
    def test_a_name_that_nobody_else_has_is_said(self, browser: Client, kept: Contact, typed: str) -> None:
        assert "You know nobody else of that name." in browser.get(url(kept), {"who": typed}).content.decode()

    def test_names_are_suggested(self, browser: Client, kept: Contact, els: Contact) -> None:
        text = browser.get(url(kept), {"who": "el"}, headers={"HX-Request": "true"}).content.decode()
        assert '<option value="Els Vos">' in text


class TestWhatMoves:
    def test_everything_that_was_written(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        meeting = make_encounter(user, gone, els, day=DAY)
        Note.objects.create(owner=user, contact=gone, day=DAY, text="A note")
        Reach.objects.create(owner=user, contact=gone, value="jan@netwerk.example")
        gone.join_only([Circle.objects.named(user, "Padel")])
        need, offer = make_need(gone, "een fiscalist"), make_offer(gone, "notaris")
        Connection.objects.create(owner=user, one=els, other=gone, how="friend")
        made, did = make_introduction(gone, els), make_favour(els, gone)
        nudge = make_nudge(user, gone)
        kept = press(browser, kept, gone)
        assert Participation.objects.get(contact=kept).encounter == meeting
        assert kept.last_seen == DAY
        for model in (Note, Reach, Nudge):
            assert model._default_manager.filter(contact=kept).count() == 1
        assert [circle.name for circle in kept.circles.all()] == ["Padel"]
        assert (Need.objects.get().contact, Offer.objects.get().contact) == (kept, kept)
        assert (need.pk, offer.pk, nudge.pk) == (
            Need.objects.get().pk,
            Offer.objects.get().pk,
            Nudge.objects.get().pk,
        )
        assert Connection.objects.get().beside(els) == kept
        made.refresh_from_db()
        did.refresh_from_db()
        assert (made.first, did.receiver) == (kept, kept)
        assert "A note" in browser.get(kept.get_absolute_url()).content.decode()

    def test_a_meeting_of_both_is_one(
        self, browser: Client, user: User, kept: Contact, gone: Contact
    ) -> None:
        meeting = make_encounter(user, kept, gone)
        for contact, note in ((kept, "One"), (gone, "Other")):
            Participation.objects.filter(contact=contact).update(note=note)
            make_nudge(user, contact, encounter=meeting)
        press(browser, kept, gone)
        assert Participation.objects.get().note == "One\n\nOther"
        assert Nudge.objects.get().contact == kept

    def test_what_both_have_is_there_once(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        for contact in (kept, gone):
            contact.join_only([Circle.objects.named(user, "Padel")])
            Reach.objects.create(owner=user, contact=contact, value="jan@netwerk.example")
            Photo.objects.keep(contact, contact.name.encode())
            Connection.objects.create(owner=user, one=contact, other=els, how="club")
        Connection.objects.create(owner=user, one=els, other=gone, how="friend")
        digest = kept.photo_digest
        kept = press(browser, kept, gone)
        assert kept.memberships.count() == kept.reaches.count() == 1
        assert (bytes(kept.photo.data), kept.photo_digest) == (b"Jan Smit", digest)
        assert sorted(one.how for one in Connection.objects.all()) == ["club", "friend"]

    def test_a_photo_goes_along(self, browser: Client, kept: Contact, gone: Contact) -> None:
        Photo.objects.keep(gone, b"face")
        digest = gone.photo_digest
        kept = press(browser, kept, gone)
        assert (bytes(kept.photo.data), kept.photo_digest) == (b"face", digest)

    def test_nobody_is_beside_themselves(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        Connection.objects.create(owner=user, one=gone, other=kept)
        between = make_introduction(gone, kept)
        favour = make_favour(gone, kept)
        make_nudge(user, els, introduction=between)
        make_nudge(user, els, favour=favour)
        after = make_favour(els, gone, "what came of it", came_of_favour=favour)
        through = make_introduction(gone, els, through=kept)
        through.ask("through")
        Contact.objects.filter(pk=kept.pk).update(met_through=gone)
        kept = press(browser, kept, gone)
        assert list(Introduction.objects.all()) == [through]
        assert list(Favour.objects.all()) == [after]
        through.refresh_from_db()
        assert (through.first, through.through, through.asked_through_at) == (kept, None, None)
        assert not Connection.objects.exists()
        assert not Nudge.objects.exists()
        assert kept.met_through is None

    def test_since_the_first_day(self, browser: Client, user: User, kept: Contact) -> None:
        early = kept.created_at - timedelta(days=900)
        heard = make_contact(user, "Jan", known_at=None, created_at=early)
        kept.archive()
        since = kept.known_at
        kept = press(browser, kept, heard)
        assert (kept.known_at, kept.created_at, kept.archived_at) == (since, early, None)


class TestMatches:
    def test_they_follow(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        need = make_need(els, "een fiscalist")
        make_offer(gone, "belastingadviseur")
        kept = press(browser, kept, gone)
        assert matched(need) == ["Jan Smit"]
        book.catch_up(user)
        assert matched(need) == ["Jan Smit"]

    def test_nobody_helps_themselves(self, browser: Client, user: User, kept: Contact, gone: Contact) -> None:
        need = make_need(kept, "een fiscalist")
        make_offer(gone, "belastingadviseur")
        assert matched(need) == ["Jan Smits"]
        press(browser, kept, gone)
        assert not Match.objects.exists()
        need.refresh_from_db()
        assert need.rank == Need.objects.get(pk=make_need(kept, "een fiscalist").pk).rank
        book.catch_up(user)
        assert not Match.objects.exists()

    def test_what_was_said_of_both_is_said_once(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        need = make_need(els, "een fiscalist")
        for contact in (kept, gone):
            make_offer(contact, "fiscalist")
            Dismissal.objects.create(owner=user, need=need, helper=contact)
            Proposal.objects.create(owner=user, need=need, helper=contact, day=DAY)
        kept = press(browser, kept, gone)
        assert Dismissal.objects.get().helper == Proposal.objects.get().helper == kept
        assert Match.objects.get().helper == kept


class TestTheOldAddress:
    def test_it_leads_to_who_it_is_also_after_another_merge(
        self, browser: Client, user: User, kept: Contact, gone: Contact, els: Contact
    ) -> None:
        old = gone.get_absolute_url()
        kept = press(browser, kept, gone)
        assert browser.get(old)["Location"] == kept.get_absolute_url()
        middle = kept.get_absolute_url()
        press(browser, els, kept)
        for address in (old, middle):
            assert browser.get(address)["Location"] == els.get_absolute_url()
        els.delete()
        assert browser.get(old).status_code == 404
        assert not Double.objects.exists()

    def test_a_strangers_leads_nowhere(self, client: Client, kept: Contact) -> None:
        stranger = make_user()
        client.force_login(stranger)
        Double.objects.create(owner=kept.owner, was=10**9, contact=kept)
        assert client.get(f"/contacts/{10**9}/").status_code == 404

    def test_pressed_twice_it_is_done_once(self, browser: Client, kept: Contact, gone: Contact) -> None:
        sent: dict[str, Any] = {"other": str(gone.pk)} | dict.fromkeys(("name", "headline", "notes"), "kept")
        assert browser.post(url(kept), sent).status_code == 302
        assert browser.post(url(kept), sent).status_code == 404


def test_of_two_photos_one_is_chosen(browser: Client, kept: Contact, gone: Contact) -> None:
    Photo.objects.keep(kept, b"old face")
    assert 'name="photo"' not in browser.get(f"{url(kept)}?other={gone.pk}").content.decode()
    Photo.objects.keep(gone, b"new face")
    digest = gone.photo_digest
    page = browser.get(f"{url(kept)}?other={gone.pk}").content.decode()
    assert page.count('name="photo"') == 2
    assert digest in page.partition('name="photo"')[2]
    kept = press(browser, kept, gone, photo="gone")
    assert (bytes(kept.photo.data), kept.photo_digest) == (b"new face", digest)


def test_what_was_heard_of_both_is_one(browser: Client, user: User, kept: Contact, gone: Contact) -> None:
    helper = make_contact(user, "Els")
    make_offer(helper, "fiscalist")
    earlier = make_need(kept, "zoekt een fiscalist", day=date(2024, 1, 1))
    later = make_need(gone, "Zoekt een Fiscalist", day=date(2025, 1, 1))
    make_need(gone, "zoekt een fiscalist", note="Another one")
    met = make_need(gone, "zoekt een fiscalist", met_at="2025-02-01T00:00Z")
    make_offer(kept, "notaris")
    make_offer(gone, "notaris")
    favour = make_favour(helper, kept, "An hour", need=earlier)
    Dismissal.objects.create(owner=user, need=earlier, helper=helper)
    kept = press(browser, kept, gone)
    assert set(kept.needs.filter(note="")) == {later, met}
    assert kept.needs.count() == 3
    assert kept.offers.count() == 1
    favour.refresh_from_db()
    assert favour.need == later
    assert Dismissal.objects.get().need == later
    assert later.pk in {match.need_id for match in Match.objects.of(user)}
    assert not Need.objects.filter(pk=earlier.pk).exists()
