"""The pages of favours: written down, told otherwise, done, thanked for, dropped, taken back; and refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour
from netwerk.nudges.models import Nudge
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = "/favours/new/"
ODD = ["\x00", "x" * 10_000, "🎉", "שלום"]


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def me(user: User) -> Contact:
    return Contact.objects.me(user)


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


@pytest.fixture
def piet(user: User) -> Contact:
    return make_contact(user, "Piet Vos", organisation="Vos BV")


def typed(**fields: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "giver_name": "You",
        "receiver_name": "Anna Bos",
        "what": "Het artikel",
        "how": "promised",
        "day": "",
        "note": "",
        "came_of": "",
        "need": "",
    } | fields


def said(response: HttpResponse) -> str:
    return response.content.decode()


class TestWrittenDown:
    def test_a_promise_of_mine_has_a_nudge(self, browser: Client, user: User, anna: Contact) -> None:
        due = user.today() + timedelta(days=9)
        response = browser.post(NEW, typed(day=str(due)))
        it = Favour.objects.get()
        assert response["Location"] == it.get_absolute_url()
        assert (it.giver, it.receiver) == (Contact.objects.me(user), anna)
        assert (it.promised_on, it.due, it.done_on) == (user.today(), due, None)
        assert (Nudge.objects.get().contact, Nudge.objects.get().due) == (anna, due)

    def test_by_somebody_for_me_nobody_is_reminded(self, browser: Client, user: User, anna: Contact) -> None:
        browser.post(NEW, typed(giver_name="anna bos", receiver_name="you", how="done"))
        it = Favour.objects.get()
        assert (it.giver, it.receiver, it.done_on) == (anna, Contact.objects.me(user), user.today())
        assert it.promised_on is None
        assert not Nudge.objects.exists()

    def test_by_one_for_another(self, browser: Client, anna: Contact, piet: Contact) -> None:
        browser.post(NEW, typed(giver_name="Piet Vos, Vos BV", asked_by_me="on"))
        it = Favour.objects.get()
        assert (it.giver, it.receiver, it.asked_by_me) == (piet, anna, True)
        assert not Nudge.objects.exists()

    def test_all_that_is_known_is_filled_in(self, browser: Client, anna: Contact) -> None:
        need = make_need(anna, "een zaal")
        encounter = make_encounter(anna.owner, anna, title="Borrel")
        url = f"{NEW}?need={need.pk}&encounter={encounter.pk}&came_of=encounter-{encounter.pk}"
        form = browser.get(url).context["form"]
        assert (form["giver_name"].value(), form["receiver_name"].value()) == ("You", "Anna Bos")
        assert not Contact.objects.filter(self_of=anna.owner).exists()
        browser.post(url, typed(need=need.pk, came_of=f"encounter-{encounter.pk}"))
        it = Favour.objects.get()
        assert (it.need, it.encounter, it.came_of_encounter) == (need, encounter, encounter)

    def test_from_the_other_side(self, browser: Client, anna: Contact) -> None:
        form = browser.get(f"{NEW}?giver={anna.pk}").context["form"]
        assert (form["giver_name"].value(), form["receiver_name"].value()) == ("Anna Bos", "You")

    def test_who_was_archived_is_still_known(self, browser: Client, anna: Contact) -> None:
        anna.archive()
        assert browser.post(NEW, typed()).status_code == 422
        assert browser.post(f"{NEW}?receiver={anna.pk}", typed()).status_code == 302

    def test_sent_twice_it_is_one(self, browser: Client, anna: Contact) -> None:
        first, second = browser.post(NEW, typed()), browser.post(NEW, typed())
        assert first["Location"] == second["Location"]
        assert Favour.objects.count() == Nudge.objects.count() == 1

    def test_names_are_suggested(self, browser: Client, piet: Contact) -> None:
        page = said(browser.get(NEW, {"receiver_name": "pie"}, headers={"HX-Request": "true"}))
        assert "Piet Vos, Vos BV" in page
        assert "<html" not in page

    @pytest.mark.parametrize("asked", ["giver", "receiver", "need", "encounter", "came_of"])
    def test_an_address_names_my_rows_only(self, browser: Client, asked: str) -> None:
        theirs = make_contact(make_user())
        rows = {
            "need": make_need(theirs, "een zaal"),
            "encounter": make_encounter(theirs.owner, theirs),
            "came_of": make_favour(Contact.objects.me(theirs.owner), theirs),
        }
        pk = rows.get(asked, theirs).pk
        for value in (f"favour-{pk}" if asked == "came_of" else pk, "x", "favour-x", "1-1", 10**30):
            assert browser.get(NEW, {asked: value}).status_code == 404
            assert browser.post(f"{NEW}?{asked}={value}", typed()).status_code == 404


class TestRefused:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("giver_name", "Anna Bos"),
            ("giver_name", ""),
            ("receiver_name", "Nobody Here"),
            ("receiver_name", "you"),
            ("what", "  "),
            ("what", "x" * 201),
            ("day", "2020-01-01"),
            ("day", "x"),
            ("how", "x"),
            ("need", "999"),
            ("came_of", "favour-999"),
            *(
                (field, odd)
                for field in ("giver_name", "receiver_name", "day", "need", "came_of")
                for odd in ODD
            ),
            ("what", "\x00"),
            ("note", "x" * 10_000),
        ],
    )
    def test_it_is_said_and_what_was_typed_is_kept(
        self, browser: Client, anna: Contact, field: str, value: str
    ) -> None:
        response = browser.post(NEW, typed(**{field: value}))
        assert response.status_code == 422
        assert response.context["form"].errors
        assert "errorlist" in said(response)
        assert field == "what" or "Het artikel" in said(response)
        assert not Favour.objects.exists()

    def test_done_on_a_day_that_is_yet_to_come(self, browser: Client, user: User, anna: Contact) -> None:
        day = str(user.today() + timedelta(days=1))
        assert browser.post(NEW, typed(how="done", day=day)).status_code == 422
        assert browser.post(NEW, typed(how="promised", day=day)).status_code == 302

    def test_namesakes_are_told_apart(self, browser: Client, user: User, anna: Contact) -> None:
        for organisation in ("Elders", "Ergens"):
            make_contact(user, "Cor Dam", organisation=organisation)
        response = browser.post(NEW, typed(receiver_name="Cor Dam"))
        assert "Cor Dam, Elders" in said(response)
        assert browser.post(NEW, typed(receiver_name="Cor Dam, Elders")).status_code == 302

    def test_odd_words_are_no_crash(self, browser: Client, anna: Contact) -> None:
        for odd in ("🎉", "שלום", "<b>'\"&"):
            assert browser.post(NEW, typed(what=odd), follow=True).status_code == 200
        assert Favour.objects.count() == 3


class TestSteps:
    def test_done_thanked_and_all_taken_back(
        self, browser: Client, user: User, me: Contact, anna: Contact
    ) -> None:
        browser.post(NEW, typed())
        it, nudge = Favour.objects.get(), Nudge.objects.get()
        url = it.get_absolute_url()
        browser.post(f"{url}done/", {"next": url})
        it.refresh_from_db()
        nudge.refresh_from_db()
        assert it.done_on == user.today()
        assert nudge.done_at
        assert browser.post(f"{url}thank/", {"next": url})["Location"] == url
        it.refresh_from_db()
        assert it.thanked_on == user.today()
        assert "thanked for on" in said(browser.get(url))
        for step in ("thanked_on", "done_on"):
            assert f'value="{step}"' in said(browser.get(url))
            browser.post(f"{url}undo/", {"step": step})
        it.refresh_from_db()
        nudge.refresh_from_db()
        assert it.is_open
        assert nudge.is_open

    def test_done_on_a_day_and_the_need_is_met(
        self, browser: Client, user: User, me: Contact, anna: Contact
    ) -> None:
        it = make_favour(me, anna, need=make_need(anna, "een zaal"))
        day = user.today() - timedelta(days=3)
        response = browser.post(f"/favours/{it.pk}/done/", {"day": str(day), "meets": "on"}, follow=True)
        it.refresh_from_db()
        it.need.refresh_from_db()
        assert it.done_on == day
        assert it.need.met_at == it.met_need_at is not None
        undo = next(str(m.extra_tags) for m in response.context["messages"])
        browser.post(undo)
        it.need.refresh_from_db()
        assert it.need.met_at is None

    def test_dropped_and_why(self, browser: Client, anna: Contact) -> None:
        browser.post(NEW, typed())
        it, nudge = Favour.objects.get(), Nudge.objects.get()
        browser.post(f"/favours/{it.pk}/drop/", {"why": "Ze had het al"})
        it.refresh_from_db()
        nudge.refresh_from_db()
        assert it.told == "Not done: Ze had het al"
        assert nudge.dropped_at
        browser.post(f"/favours/{it.pk}/undo/", {"step": "dropped_at"})
        nudge.refresh_from_db()
        assert nudge.is_open

    def test_the_second_tab_changes_nothing_and_is_told(
        self, browser: Client, me: Contact, anna: Contact
    ) -> None:
        it = make_favour(me, anna)
        browser.post(f"/favours/{it.pk}/done/")
        for verb, data in (
            ("drop", {"why": "x"}),
            ("done", {"day": "2026-01-01"}),
            ("undo", {"step": "dropped_at"}),
        ):
            page = browser.post(f"/favours/{it.pk}/{verb}/", data, follow=True)
            assert "Nothing has changed" in said(page)
        before = Favour.objects.values().get()
        it.refresh_from_db()
        assert (it.done_on, it.dropped_at) == (before["done_on"], None)
        assert it.done_on == anna.owner.today()

    @pytest.mark.parametrize(
        ("verb", "data"),
        [
            *(("done", {"day": odd}) for odd in [*ODD, "2999-01-01", "1800-01-01"]),
            *(("drop", {"why": odd}) for odd in ("\x00", "x" * 10_000)),
        ],
    )
    def test_bad_input_is_said(
        self, browser: Client, me: Contact, anna: Contact, verb: str, data: dict[str, str]
    ) -> None:
        it = make_favour(me, anna)
        response = browser.post(f"/favours/{it.pk}/{verb}/", data)
        assert response.status_code == 422
        assert "errorlist" in said(response)
        it.refresh_from_db()
        assert it.is_open

    def test_an_undo_without_a_step_takes_nothing_back(
        self, browser: Client, me: Contact, anna: Contact
    ) -> None:
        it = make_favour(me, anna)
        it.done(anna.owner.today())
        browser.post(f"/favours/{it.pk}/undo/")
        it.refresh_from_db()
        assert it.done_on


class TestToldOtherwise:
    def test_words_day_and_people(self, browser: Client, user: User, anna: Contact, piet: Contact) -> None:
        browser.post(NEW, typed())
        it, due = Favour.objects.get(), user.today() + timedelta(days=20)
        url = f"/favours/{it.pk}/edit/"
        assert browser.get(url).context["form"]["receiver_name"].value() == "Anna Bos"
        browser.post(url, typed(receiver_name="Piet Vos", what="Het boek", day=str(due)))
        it, nudge = Favour.objects.get(), Nudge.objects.get()
        assert (it.what, it.receiver, it.due) == ("Het boek", piet, due)
        assert (nudge.contact, nudge.due) == (piet, due)

    def test_what_another_tab_did_stays(self, browser: Client, me: Contact, anna: Contact) -> None:
        it = make_favour(me, anna)
        it.done(anna.owner.today())
        response = browser.post(f"/favours/{it.pk}/edit/", typed(what="Het boek"))
        assert response.status_code == 422  # a day is needed now
        assert browser.post(f"/favours/{it.pk}/edit/", typed(day="2026-11-02")).status_code == 302
        assert str(Favour.objects.get().done_on) == "2026-11-02"

    def test_a_circle_is_refused_beside_the_field(self, browser: Client, me: Contact, anna: Contact) -> None:
        first, second = make_favour(me, anna, "Een"), make_favour(anna, me, "Twee")
        second.come_of(first)
        response = browser.post(f"/favours/{first.pk}/edit/", typed(came_of=f"favour-{second.pk}"))
        assert response.status_code == 422
        assert "round in a circle" in said(response)

    def test_who_was_erased_stays_so(
        self, browser: Client, me: Contact, anna: Contact, piet: Contact
    ) -> None:
        it = make_favour(piet, anna)
        Contact.objects.filter(pk=piet.pk).delete()
        page = browser.get(f"/favours/{it.pk}/")
        assert "no longer in your network" in said(page)
        browser.post(f"/favours/{it.pk}/edit/", typed(what="Anders"))
        it.refresh_from_db()
        assert (it.what, it.giver, it.receiver) == ("Anders", None, anna)

    def test_deleted_it_takes_its_nudge_along(self, browser: Client, anna: Contact) -> None:
        browser.post(NEW, typed())
        url = f"/favours/{Favour.objects.get().pk}/delete/"
        assert "Delete" in said(browser.get(url))
        assert Favour.objects.exists()
        browser.post(url)
        assert not Favour.objects.exists()
        assert not Nudge.objects.exists()


def test_the_page_tells_what_led_to_it_and_what_came_of_it(
    browser: Client, me: Contact, anna: Contact, piet: Contact
) -> None:
    encounter = make_encounter(me.owner, anna, title="Nieuwjaarsborrel")
    it = make_favour(me, anna, "Het artikel", came_of_encounter=encounter)
    after = make_favour(anna, piet, "De opdracht", came_of_favour=it)
    made = make_introduction(piet, anna, came_of_favour=after)
    page = said(browser.get(f"/favours/{it.pk}/"))
    assert (
        page.index("Nieuwjaarsborrel,")
        < page.index("De opdracht for Piet Vos")
        < page.index("Piet Vos → Anna Bos")
    )
    assert after.get_absolute_url() in page
    assert f"came_of=favour-{it.pk}" in page
    assert made.cause == after


def test_a_line_of_the_timeline_leads_to_the_page(browser: Client, me: Contact, anna: Contact) -> None:
    it = make_favour(me, anna)
    for url in ("/timeline/", f"/contacts/{anna.pk}/", f"/contacts/{anna.pk}/beside/"):
        assert it.get_absolute_url() in said(browser.get(url))


def test_a_stranger_finds_nothing(browser: Client) -> None:
    theirs = make_contact(make_user())
    it = make_favour(Contact.objects.me(theirs.owner), theirs)
    for verb in ("", "edit/", "delete/"):
        assert browser.get(f"/favours/{it.pk}/{verb}").status_code == 404
    for verb in ("edit", "delete", "done", "drop", "undo", "thank"):
        assert browser.post(f"/favours/{it.pk}/{verb}/", {"step": "done_on"}).status_code == 404
