"""The rows under "Ways to reach" in the form of a contact."""

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Reach
from tests.factories import make_contact, make_user
from tests.test_contacts_form import HTMX, errors, filled, save

pytestmark = pytest.mark.django_db


def test_an_edit_changes_removes_and_adds_ways(browser: Client, user: User) -> None:
    contact = save(browser, reaches=[("email", "old@bos.nl", ""), ("phone", "06 12345678", "")])
    old, gone = contact.reaches.all()
    rows = {
        "reaches-TOTAL_FORMS": 3, "reaches-INITIAL_FORMS": 2,
        "reaches-0-id": old.pk, "reaches-0-kind": "email",
        "reaches-0-value": "new@bos.nl", "reaches-0-label": "",
        "reaches-1-id": gone.pk, "reaches-1-kind": "phone",
        "reaches-1-value": "06 12345678", "reaches-1-label": "",
        "reaches-1-DELETE": "on",
        "reaches-2-kind": "post", "reaches-2-value": "Dorpsstraat 1", "reaches-2-label": "home",
    }  # fmt: skip
    response = browser.post(f"/contacts/{contact.pk}/edit/", filled(**rows))
    assert response.status_code == 302
    assert [(row.kind, row.value, row.key) for row in contact.reaches.all()] == [
        ("email", "new@bos.nl", "new@bos.nl"), ("post", "Dorpsstraat 1", ""),
    ]  # fmt: skip


def test_a_way_of_somebody_else_cannot_be_taken(browser: Client, user: User) -> None:
    stranger = make_user()
    theirs = Reach.objects.create(
        owner=stranger, contact=make_contact(stranger), kind="email", value="x@example.nl"
    )
    mine = make_contact(user, "Anna")
    rows = {"reaches-TOTAL_FORMS": 1, "reaches-INITIAL_FORMS": 1, "reaches-0-id": theirs.pk,
            "reaches-0-kind": "email", "reaches-0-value": "mine@example.nl"}  # fmt: skip
    browser.post(f"/contacts/{mine.pk}/edit/", filled(**rows))
    theirs.refresh_from_db()
    assert {way.owner for way in mine.reaches.all()} <= {user}
    assert (theirs.value, theirs.owner) == ("x@example.nl", stranger)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "anna"), ("email", "anna@"), ("email", "a b@c.nl"), ("phone", "Anna"), ("phone", "12"),
        ("phone", "+31 6 12345678901234"), ("site", "javascript:alert(1)"), ("site", "JavaScript://x.nl/%0Aalert(1)"),
        ("profile", "data:text/html,x"), ("profile", "@anna"), ("site", "ftp://x.nl"), ("site", "x" * 501),
        ("fax", "123"),
    ],
)  # fmt: skip
def test_ways_that_lead_nowhere(browser: Client, kind: str, value: str) -> None:
    assert "reach0" in errors(browser, reaches=[(kind, value, "")])


@pytest.mark.parametrize("value", ["bos.nl", "http://bos.nl", "https://bos.nl/a?b=c", "bos.nl:8000/x"])
def test_web_addresses_can_be_followed(browser: Client, value: str) -> None:
    [way] = save(browser, reaches=[("site", value, "")]).reaches.all()
    assert way.href == way.value == (value if "://" in value else f"https://{value}")


def test_rows_left_empty_are_no_ways(browser: Client) -> None:
    contact = save(
        browser, reaches=[("email", "", ""), ("site", "  ", "work"), ("phone", "+44 20 7946 0018", "")]
    )
    assert [way.kind for way in contact.reaches.all()] == ["phone"]


def test_another_way_adds_a_row_and_saves_nothing(browser: Client) -> None:
    form = filled(name="", notes="Likes tea", reaches=[("email", "anna@bos.nl", "")], more="1")
    whole = browser.post("/contacts/new/", form)
    assert whole.status_code == 200
    assert "Without a name" not in whole.content.decode()
    assert "Likes tea" in whole.content.decode()
    part = browser.post("/contacts/new/", form, headers=HTMX).content.decode()
    assert "Likes tea" not in part
    for html in (whole.content.decode(), part):
        assert 'value="anna@bos.nl"' in html
        assert 'name="reaches-1-value"' in html
    assert not Contact.objects.exists()


@pytest.mark.parametrize("rows", ["", "x", "9" * 5000, "-3"])
def test_another_way_of_a_broken_form(browser: Client, rows: str) -> None:
    response = browser.post(
        "/contacts/new/", {"more": "1", "reaches-TOTAL_FORMS": rows, "reaches-INITIAL_FORMS": "0"}
    )
    assert response.status_code == 200


def test_there_are_at_most_forty_ways(browser: Client) -> None:
    assert browser.post("/contacts/new/", filled(reaches=[("email", "a@b.nl", "")] * 41)).status_code == 422
