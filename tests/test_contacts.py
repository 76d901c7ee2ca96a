"""Contacts out of the way or gone, circles, notes, and what a contact says of itself."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from netwerk import faces
from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Note, Reach
from netwerk.encounters.models import Encounter, Participation
from tests.factories import make_contact, make_encounter, make_nudge, make_user

pytestmark = pytest.mark.django_db


def make_note(owner: User, contact: Contact, text: str = "Likes tea") -> Note:
    return Note.objects.create(owner=owner, contact=contact, day=date(2026, 1, 2), text=text)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Anna Bos", "AB"),
        ("Jan de Vries", "JV"),
        ("Anna", "A"),
        ("“Anna” (x) Bos", "B"),
        ("ßa", "SS"),
        ("💥", "💥"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert faces.initials(name) == initials


def test_a_hue_is_of_the_name_alone(user: User) -> None:
    one, other = make_contact(user, "Ayşe"), make_contact(make_user(), "ayse")
    assert faces.hue(one.sort_name) == faces.hue(other.sort_name)
    assert 1 <= faces.hue(one.sort_name) <= faces.HUES


@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("email", "a+c@b.nl", "mailto:a+c@b.nl"), ("email", "a?bcc=c@b.nl", "mailto:a%3Fbcc%3Dc@b.nl"),
        ("phone", "06 12345678", "tel:+31612345678"),
        ("post", "Straat 1", ""),
        ("site", "b.nl", "https://b.nl"), ("site", "javascript:alert(1)", "https://javascript:alert(1)"),
    ],
)  # fmt: skip
def test_where_a_way_leads(user: User, kind: str, value: str, href: str) -> None:
    assert Reach.objects.create(owner=user, contact=make_contact(user), kind=kind, value=value).href == href


def test_archived_and_back(browser: Client, user: User) -> None:
    contact = make_contact(user, "Anna")
    page = browser.post(f"/contacts/{contact.pk}/archive/", follow=True)
    contact.refresh_from_db()
    assert contact.archived_at
    assert f'action="/contacts/{contact.pk}/restore/"' in page.content.decode()
    response = browser.post(f"/contacts/{contact.pk}/restore/")
    assert response["Location"] == contact.get_absolute_url()
    contact.refresh_from_db()
    assert contact.archived_at is None


def test_deleting_asks_and_tells_what_goes(browser: Client, user: User) -> None:
    contact = make_contact(user, "Anna")
    make_note(user, contact)
    for said in ("A garden", "", "A fiscalist"):
        encounter = make_encounter(user, contact)
        Participation.objects.filter(encounter=encounter).update(note=said)
    make_nudge(user, contact)
    html = browser.get(f"/contacts/{contact.pk}/delete/").content.decode()
    for piece in (
        "Delete Anna for good?",
        "1 note",
        "said at 2 meetings",
        "1 reminder",
        "3 meetings themselves stay",
    ):
        assert piece in html
    assert Contact.objects.exists()


def test_deleted_with_all_that_is_theirs_but_not_the_meeting(browser: Client, user: User) -> None:
    contact, other = make_contact(user, "Anna"), make_contact(user, "Bert")
    alone, together = make_encounter(user, contact), make_encounter(user, contact, other)
    make_note(user, contact)
    make_nudge(user, contact)
    contact.join_only([Circle.objects.create(owner=user, name="Borrel")])
    Contact.objects.filter(pk=other.pk).update(met_through=contact)
    assert browser.post(f"/contacts/{contact.pk}/delete/")["Location"] == "/contacts/"
    assert list(Contact.objects.all()) == [other]
    assert set(Encounter.objects.all()) == {alone, together}
    assert not Note.objects.exists()
    other.refresh_from_db()
    assert other.met_through is None


def test_circles_are_listed_with_how_many_are_in_them(browser: Client, user: User) -> None:
    circle = Circle.objects.create(owner=user, name="Borrel")
    Circle.objects.create(owner=make_user(), name="Strangers")
    for name in ("Anna", "Bert", "Carl"):
        make_contact(user, name).join_only([circle])
    Contact.objects.get(name="Carl").archive()
    html = browser.get("/circles/").content.decode()
    assert "2 people" in html
    assert f'href="/contacts/?circle={circle.pk}"' in html
    assert "Strangers" not in html


def test_a_large_circle_is_not_counted_to_its_end(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netwerk.contacts.models.circle.MOST_COUNTED", 2)
    circle = Circle.objects.create(owner=user, name="Borrel")
    for people in (1, 2, 3, 3):
        make_contact(user).join_only([circle])
        assert Circle.objects.with_people().get().people == people


@pytest.mark.parametrize("circles", [3, 60])
def test_the_list_of_circles_costs_three_queries(
    browser: Client, user: User, circles: int, django_assert_max_num_queries
) -> None:
    contact = make_contact(user)
    contact.join_only(
        [Circle.objects.create(owner=user, name=f"Circle {number}") for number in range(circles)]
    )
    with django_assert_max_num_queries(3):
        browser.get("/circles/")


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "x" * 10_000, "BORREL", "bórrel"])
def test_a_name_a_circle_cannot_have(browser: Client, user: User, name: str) -> None:
    Circle.objects.create(owner=user, name="Borrel")
    circle = Circle.objects.create(owner=user, name="Sponsors")
    response = browser.post(f"/circles/{circle.pk}/rename/", {"name": name})
    assert response.status_code == 422
    circle.refresh_from_db()
    assert circle.name == "Sponsors"


def test_a_circle_may_change_its_case(browser: Client, user: User) -> None:
    circle = Circle.objects.create(owner=user, name="borrel")
    assert browser.post(f"/circles/{circle.pk}/rename/", {"name": "Borrel"}).status_code == 302
    circle.refresh_from_db()
    assert circle.name == "Borrel"


def test_a_deleted_circle_leaves_its_people(browser: Client, user: User) -> None:
    circle = Circle.objects.create(owner=user, name="Borrel")
    contact = make_contact(user, "Anna")
    contact.join_only([circle])
    assert "The people in it stay" in browser.get(f"/circles/{circle.pk}/delete/").content.decode()
    browser.post(f"/circles/{circle.pk}/delete/")
    assert list(Contact.objects.all()) == [contact]
    assert not Circle.objects.exists()
    assert not Contact.objects.matching(user, "borrel").exists()


def test_a_note_is_changed(browser: Client, user: User) -> None:
    note = make_note(user, make_contact(user, "Anna"))
    address = f"/notes/{note.pk}/edit/"
    assert "Likes tea" in browser.get(address).content.decode()
    response = browser.post(address, {"day": "2025-12-31", "text": "Likes coffee"})
    assert response["Location"] == note.contact.get_absolute_url()
    note.refresh_from_db()
    assert (note.day, note.text) == (date(2025, 12, 31), "Likes coffee")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "  "},
        {"text": "x" * 20_001},
        {"day": ""},
        {"day": "2026-02-30"},
        {"day": "tomorrow"},
    ],
)
def test_a_note_that_is_none(browser: Client, user: User, wrong: dict[str, str]) -> None:
    note = make_note(user, make_contact(user))
    response = browser.post(f"/notes/{note.pk}/edit/", {"day": "2026-01-01", "text": "x"} | wrong)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == wrong.keys()


def test_a_note_is_not_of_tomorrow(browser: Client, user: User) -> None:
    note = make_note(user, make_contact(user))
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert (
        browser.post(f"/notes/{note.pk}/edit/", {"day": tomorrow.isoformat(), "text": "x"}).status_code == 422
    )


def test_a_note_is_deleted_after_a_question(browser: Client, user: User) -> None:
    note = make_note(user, make_contact(user))
    assert "Likes tea" in browser.get(f"/notes/{note.pk}/delete/").content.decode()
    assert Note.objects.exists()
    browser.post(f"/notes/{note.pk}/delete/")
    assert not Note.objects.exists()


ADDRESSES = [
    "/contacts/{contact}/edit/", "/contacts/{contact}/archive/", "/contacts/{contact}/restore/",
    "/contacts/{contact}/delete/", "/circles/{circle}/rename/", "/circles/{circle}/delete/",
    "/notes/{note}/edit/", "/notes/{note}/delete/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_and_ids_of_nothing_are_not_found(browser: Client, address: str) -> None:
    stranger = make_user()
    contact = make_contact(stranger)
    ids = {
        "contact": contact.pk,
        "circle": Circle.objects.create(owner=stranger, name="Borrel").pk,
        "note": make_note(stranger, contact).pk,
    }
    for address_of in (
        address.format(**ids),
        address.format(contact=0, circle=0, note=0),
        address.format(contact=10**30, circle=10**30, note=10**30),
    ):
        assert browser.post(address_of, {"name": "x", "text": "x", "day": "2026-01-01"}).status_code == 404
        assert browser.get(address_of).status_code in {404, 405}


@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_a_get_changes_nothing(browser: Client, user: User, verb: str) -> None:
    contact = make_contact(user)
    assert browser.get(f"/contacts/{contact.pk}/{verb}/").status_code == 405
    contact.refresh_from_db()
    assert contact.archived_at is None
