"""The form of a contact: what it keeps, what it refuses, and what it says then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, Reach
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SOON = timezone.localdate() + timedelta(days=2)  # has yet to come in every time zone


def filled(reaches: list[tuple[str, str, str]] | None = None, **fields: Any) -> dict[str, Any]:
    """The form as a browser sends it, with new rows for `reaches`: kind, value, label."""
    rows = reaches or []
    form: dict[str, Any] = {"name": "Anna Bos", "reaches-TOTAL_FORMS": len(rows), "reaches-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        form |= {
            f"reaches-{number}-{name}": value
            for name, value in zip(("kind", "value", "label"), row, strict=True)
        }
    return form | fields


def save(browser: Client, **fields: Any) -> Contact:
    response = browser.post("/contacts/new/", filled(**fields))
    assert response.status_code == 302, response.context["form"].errors
    contact = Contact.objects.latest("pk")
    assert response["Location"] == f"/contacts/{contact.pk}/"
    return contact


def errors(browser: Client, address: str = "/contacts/new/", **fields: Any) -> dict[str, list[str]]:
    """The messages beside each field, after a refusal that saved nothing."""
    before = Contact.objects.count(), Reach.objects.count(), Circle.objects.count()
    response = browser.post(address, filled(**fields))
    assert response.status_code == 422
    assert (Contact.objects.count(), Reach.objects.count(), Circle.objects.count()) == before
    form = response.context["form"]
    rows = {
        f"reach{number}": row.errors.get("value", []) for number, row in enumerate(form.reaches) if row.errors
    }
    return form.errors | rows


def test_everything_is_kept(browser: Client, user: User) -> None:
    through = make_contact(user, "Bert Bakker", organisation="Bakkerij")
    circle = Circle.objects.create(owner=user, name="Sponsors")
    contact = save(
        browser,
        name="  Anna   Bos ",
        headline="Fiscalist",
        organisation="Bos & Co",
        place="Den Haag",
        language="nl",
        drives="Her choir",
        notes="Likes tea",
        birth_day=29,
        birth_month=2,
        how_met="At the choir",
        through="bert bakker",
        joined=[circle.pk],
        new_circles="Choir, sponsors,, Bor rel ,choir",
        reaches=[("email", "anna@bos.nl", "work"), ("phone", "06 12345678", ""), ("site", "bos.nl", "")],
    )
    assert (contact.name, contact.owner, contact.met_through) == ("Anna Bos", user, through)
    assert (contact.birth_day, contact.birth_month, contact.birth_year) == (29, 2, None)
    assert [circle.name for circle in contact.circles.all()] == ["Bor rel", "Choir", "Sponsors"]
    assert [(row.kind, row.value, row.label) for row in contact.reaches.all()] == [
        ("email", "anna@bos.nl", "work"),
        ("phone", "06 12345678", ""),
        ("site", "https://bos.nl", ""),
    ]
    assert list(Contact.objects.matching(user, "anna choir")) == [contact]


def test_the_form_shows_what_is_known(browser: Client, user: User) -> None:
    contact = save(
        browser, notes="Likes tea", new_circles="Choir", reaches=[("email", "anna@bos.nl", "work")]
    )
    contact.met_through = make_contact(user, "Bert", organisation="Bakkerij")
    contact.save()
    html = browser.get(f"/contacts/{contact.pk}/edit/").content.decode()
    for piece in ("Edit Anna Bos", "Likes tea", 'value="anna@bos.nl"', 'value="Bert, Bakkerij"', "checked"):
        assert piece in html


@pytest.mark.parametrize("field", ["joined", "through"])
def test_what_is_somebody_elses_cannot_be_named(browser: Client, field: str) -> None:
    stranger = make_user()
    theirs = {"joined": Circle.objects.create(owner=stranger, name="Borrel").pk,
              "through": make_contact(stranger, "Bert Bakker").name}  # fmt: skip
    assert field in errors(browser, **{field: theirs[field]})


@pytest.mark.parametrize("name", ["", "   ", "x" * 10_000, "nul\x00"])
def test_a_name_that_is_none(browser: Client, name: str) -> None:
    assert errors(browser, name=name).keys() == {"name"}


@pytest.mark.parametrize(
    "name",
    ["💥" * 120, "👩🏽‍🚀", "\u202eannA", "محمد بن سلمان", "王小明", "ﷺ" * 120, "O'Neil \\ & <b>", "-", "123"],
)
def test_names_of_every_kind(browser: Client, user: User, name: str) -> None:
    contact = save(
        browser, name=name, organisation=name, place=name[:80], new_circles=name.replace(",", "")[:60]
    )
    assert contact.name == name
    for address in (
        "/contacts/",
        f"/contacts/{contact.pk}/edit/",
        "/circles/",
        f"/contacts/{contact.pk}/delete/",
    ):
        assert browser.get(address).status_code == 200
    assert b"<b>" not in browser.get("/contacts/").content


@pytest.mark.parametrize(
    ("day", "month", "year", "wrong"),
    [
        (31, 2, "", "day"), (30, 2, 2000, "day"), (29, 2, 1999, "day"), (31, 4, "", "day"),
        (32, 1, "", "day"), (0, 1, "", "day"), (-1, 1, "", "day"), ("x", 1, "", "day"),
        ("", 1, "", "day"), ("", 1, 1980, "day"), (1, "", "", "month"), (1, 13, "", "month"),
        (1, 1, 1899, "year"), ("", "", 2201, "year"), ("", "", "99999999999", "year"),
        ("", "", SOON.year + 1, "year"), (SOON.day, SOON.month, SOON.year, "year"),
    ],
)  # fmt: skip
def test_birthdays_that_are_none(browser: Client, day: Any, month: Any, year: Any, wrong: str) -> None:
    assert errors(browser, birth_day=day, birth_month=month, birth_year=year).keys() == {f"birth_{wrong}"}


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [(29, 2, None), (29, 2, 2000), (None, None, 1964), (1, 12, 1964), (None, None, None)],
)
def test_birthdays(browser: Client, day: int | None, month: int | None, year: int | None) -> None:
    contact = save(browser, birth_day=day or "", birth_month=month or "", birth_year=year or "")
    assert (contact.birth_day, contact.birth_month, contact.birth_year) == (day, month, year)


def test_what_was_typed_comes_back_with_the_message(browser: Client) -> None:
    form = filled(
        birth_day=31,
        birth_month=2,
        notes="Likes tea",
        new_circles="Choir",
        reaches=[("email", "anna", "home")],
    )
    html = browser.post("/contacts/new/", form).content.decode()
    for piece in (
        "This day does not exist",
        "Likes tea",
        'value="Choir"',
        'value="anna"',
        'value="home"',
        "<details",
    ):
        assert piece in html
    assert 'class="more-fields" open' in html


def test_a_form_without_anything(browser: Client) -> None:
    assert browser.post("/contacts/new/").status_code == 422


def test_met_through_must_be_one_somebody(browser: Client, user: User) -> None:
    make_contact(user, "Bert Bakker", organisation="Bakkerij")
    other = make_contact(user, "Bert Bakker", organisation="Slagerij")
    assert "“Bert Bakker, Slagerij”" in errors(browser, through="Bert Bakker")["through"][0]
    assert "Nobody in your contacts" in errors(browser, through="Carl")["through"][0]
    assert save(browser, through="bert bakker, slagerij").met_through == other
    address = f"/contacts/{other.pk}/edit/"
    assert (
        "themselves"
        in errors(browser, address, name="Bert Bakker", through="Bert Bakker, Slagerij")["through"][0]
    )


def test_met_through_stays_when_they_are_archived_and_goes_when_emptied(browser: Client, user: User) -> None:
    bert = make_contact(user, "Bert")
    contact = save(browser, through="Bert")
    bert.archive()
    browser.post(f"/contacts/{contact.pk}/edit/", filled(through="Bert"))
    contact.refresh_from_db()
    assert contact.met_through == bert
    browser.post(f"/contacts/{contact.pk}/edit/", filled(through=""))
    contact.refresh_from_db()
    assert contact.met_through is None


def test_letters_suggest_whom_they_were_met_through(browser: Client, user: User) -> None:
    make_contact(user, "Bert & Bakker", organisation="Bakkerij")
    make_contact(make_user(), "Bertha")
    html = browser.get("/contacts/new/", {"through": "ber"}, headers=HTMX).content.decode()
    assert html.strip() == '<option value="Bert &amp; Bakker, Bakkerij"></option>'


@pytest.mark.parametrize("circles", ["x" * 61, ",".join(f"c{number}" for number in range(41)), "x" * 601])
def test_circles_that_are_too_much(browser: Client, circles: str) -> None:
    assert errors(browser, new_circles=circles).keys() == {"new_circles"}


def test_long_texts_are_refused(browser: Client) -> None:
    long = MultiValueDict({"headline": ["x" * 161], "notes": ["x" * 20_001], "drives": ["x" * 5001]})
    assert errors(browser, **long.dict()).keys() == {"headline", "notes", "drives"}


@pytest.mark.django_db(transaction=True)
def test_a_new_contact_that_is_sent_twice_at_once_is_one() -> None:
    owner, start = make_user(), Barrier(4)

    def send(_number: int) -> int:
        client = Client()
        client.force_login(owner)
        start.wait(timeout=20)
        try:
            return client.post("/contacts/new/", filled(name="Fleur Smit")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [302, 422, 422, 422]
    assert Contact.objects.get().name == "Fleur Smit"
