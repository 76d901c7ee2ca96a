"""The list of contacts: who is in it, in which order, a part at a time, and at what cost."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts import listing, narrowing
from netwerk.contacts.models import Circle, Contact, Photo
from netwerk.web import Sliced
from tests.factories import make_contact, make_encounter, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def names(html: bytes) -> list[str]:
    return re.findall(r'class="person-name">([^<]*)<', html.decode())


def found(browser: Client, **asked: str) -> list[str]:
    response = browser.get("/contacts/", asked)
    assert response.status_code == 200
    return names(response.content)


def all_pages(browser: Client, **asked: str) -> list[list[str]]:
    """The names on each page, following "Show more" to the end."""
    pages, address = [], "/contacts/"
    while True:
        html = browser.get(address, asked).content.decode()
        pages.append(re.findall(r'href="/contacts/(\d+)/"', html))
        more = re.search(r'rel="next" href="(\?[^"]*)"', html)
        if not more:
            return pages
        asked = {
            key: values[0] for key, values in parse_qs(urlsplit(more[1].replace("&amp;", "&")).query).items()
        }


@pytest.mark.parametrize(
    "typed",
    [
        "yilmaz",
        "YILMAZ",
        "Yılmaz",
        "yil",
        "ays yil",
        "yil ays",
        "bakk",
        "fisc",
        "gron",
        "“yilmaz”",
        "  yil  ",
    ],
)
def test_finds_words_by_their_beginning_whatever_the_accents(browser: Client, user: User, typed: str) -> None:
    make_contact(user, "Ayşe Yılmaz", organisation="Bakkerij Ørsted", headline="Fiscalist in Gröningen")
    make_contact(user, "Somebody Else")
    assert found(browser, q=typed) == ["Ayşe Yılmaz"]


@pytest.mark.parametrize(
    ("name", "typed"), [("Jan de Vries", "de vr"), ("Наталья Петрова", "petr"), ("王小明", "wang")]
)
def test_finds_particles_and_other_scripts(browser: Client, user: User, name: str, typed: str) -> None:
    make_contact(user, name)
    make_contact(user, "Somebody Else")
    assert found(browser, q=typed) == [name]


@pytest.mark.parametrize(
    "typed", ["ilmaz", "aan", "xyz", "' | 'x", "a:* & !b", "\x00", "\\", "💥", "x" * 10_000]
)
def test_finds_nothing_without_falling_over(browser: Client, user: User, typed: str) -> None:
    make_contact(user, "Yılmaz")
    expected = ["Yılmaz"] if not re.search(r"[a-z]", typed) and typed != "💥" else []
    assert found(browser, q=typed) == expected


def test_a_circle_and_the_new_name_of_a_circle_are_found(browser: Client, user: User) -> None:
    circle = Circle.objects.create(owner=user, name="Sponsors")
    make_contact(user, "Anna").join_only([circle])
    make_contact(user, "Bert")
    assert found(browser, q="anna spons") == ["Anna"]
    browser.post(f"/circles/{circle.pk}/rename/", {"name": "Geldschieters"})
    assert found(browser, q="geld") == ["Anna"]
    assert found(browser, q="spons") == []


def test_changed_texts_are_found_and_keep_their_circles(user: User) -> None:
    contact = make_contact(user, "Anna")
    contact.join_only([Circle.objects.create(owner=user, name="Sponsors")])
    contact.name = "Berta"
    contact.save()
    assert list(Contact.objects.matching(user, "berta spons")) == [contact]
    assert not Contact.objects.matching(user, "anna").exists()
    contact.join_only([])
    assert not Contact.objects.matching(user, "spons").exists()


def test_archived_ones_are_apart(browser: Client, user: User) -> None:
    make_contact(user, "Anna").archive()
    make_contact(user, "Annabel")
    assert found(browser) == ["Annabel"]
    assert found(browser, q="ann") == ["Annabel"]
    assert found(browser, archived="1") == ["Anna"]
    assert found(browser, archived="1", q="ann") == ["Anna"]


def test_filters_by_circle_and_by_place(browser: Client, user: User) -> None:
    circle = Circle.objects.create(owner=user, name="Borrel")
    anna, _bert, carl = (
        make_contact(user, name, place=place)
        for name, place in [("Anna", "Den Haag"), ("Bert", "den haag "), ("Carl", "Utrecht")]
    )
    for contact in (anna, carl):
        contact.join_only([circle])
    assert found(browser, circle=str(circle.pk)) == ["Anna", "Carl"]
    assert found(browser, place="den haag") == ["Anna", "Bert"]
    assert found(browser, place="Den Haag", circle=str(circle.pk), q="a") == ["Anna"]
    page = browser.get("/contacts/", {"place": "Ons Dorp"}).content.decode()
    assert "<option selected>Ons Dorp</option>" in page
    assert "<option>Utrecht</option>" in page


def test_the_circle_that_is_chosen_is_on_offer(
    browser: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "CIRCLES", 1)
    borrel, choir = (Circle.objects.create(owner=user, name=name) for name in ("Borrel", "Choir"))
    for chosen in (borrel, choir):
        make_contact(user, f"In {chosen}").join_only([chosen])
        page = browser.get("/contacts/", {"circle": chosen.pk}).content.decode()
        assert f'<option value="{chosen.pk}" selected>{chosen}</option>' in page


@pytest.mark.parametrize("circle", ["x", "-1", "0", "99999999999999999999", "9" * 5000, "٣"])
def test_a_circle_that_is_none_is_not_found(browser: Client, circle: str) -> None:
    assert browser.get("/contacts/", {"circle": circle}).status_code == 404


def test_a_strangers_circle_is_not_found(browser: Client) -> None:
    circle = Circle.objects.create(owner=make_user(), name="Borrel")
    assert browser.get("/contacts/", {"circle": circle.pk}).status_code == 404


def test_a_strangers_contacts_are_in_no_list(browser: Client) -> None:
    make_contact(make_user(), "Anna")
    assert found(browser) == found(browser, q="anna") == found(browser, sort="seen") == []


def lines(monkeypatch, size: int) -> None:
    """A list of so many lines at a time."""
    monkeypatch.setattr(listing, "SIZE", size)
    for name in ("_by_name", "_by_last_seen"):
        usual = getattr(listing, name)
        monkeypatch.setattr(listing, name, Sliced(usual.build, usual.key, size))


@pytest.mark.parametrize("sort", ["", "seen"])
def test_every_contact_is_on_one_page(
    browser: Client, user: User, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines(monkeypatch, 5)
    contacts = [
        make_contact(user, name) for name in ["Anna"] * 7 + ["Bert"] * 6 + ["Čeněk", "Zoë", "💥", "  ~"]
    ]
    for number, contact in enumerate(contacts):
        if number % 3:  # two of three were seen, many on the same day
            make_encounter(user, contact, day=date(2026, 3, 1 + number % 2))
    pages = all_pages(browser, sort=sort)
    seen = [pk for page in pages for pk in page]
    assert len(seen) == len(set(seen)) == len(contacts)
    assert [len(page) for page in pages] == [5, 5, 5, 2]
    in_order = Contact.objects.of(user)
    in_order = in_order.by_last_seen() if sort else in_order.by_name()
    assert seen == [str(pk) for pk in in_order.values_list("pk", flat=True)]


def test_those_never_seen_come_last(browser: Client, user: User) -> None:
    make_contact(user, "Never")
    make_encounter(user, make_contact(user, "Long ago"), day=date(1999, 1, 1))
    make_encounter(user, make_contact(user, "Lately"), day=date(2026, 1, 1))
    assert found(browser, sort="seen") == ["Lately", "Long ago", "Never"]


def test_a_forged_key_begins_at_the_start(browser: Client, user: User) -> None:
    make_contact(user, "Anna")
    assert found(browser, after="nonsense") == ["Anna"]


def test_htmx_gets_the_list_alone_and_an_address_to_keep(browser: Client, user: User) -> None:
    make_contact(user, "Anna")
    response = browser.get("/contacts/", {"q": "an", "circle": "", "place": "", "sort": ""}, headers=HTMX)
    assert response["HX-Replace-Url"] == "/contacts/?q=an"
    assert "HX-Request" in response["Vary"]
    assert b"<html" not in response.content
    assert names(response.content) == ["Anna"]


def test_htmx_gets_only_the_rows_that_come_next(
    browser: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines(monkeypatch, 1)
    for name in ("Anna", "Bert"):
        make_contact(user, name)
    html = browser.get("/contacts/").content.decode()
    after = re.search(r'rel="next" href="\?([^"]*)"', html)
    assert after
    response = browser.get(f"/contacts/?{after[1]}", headers=HTMX)
    assert response.content.decode().strip().startswith("<li>")
    assert names(response.content) == ["Bert"]
    assert "HX-Replace-Url" not in response


@pytest.mark.parametrize(
    "asked", [{}, {"q": "ann"}, {"sort": "seen"}, {"place": "Utrecht"}, {"archived": "1"}]
)
@pytest.mark.parametrize("people", [3, 60])
def test_the_number_of_queries_does_not_grow(
    browser: Client, user: User, people: int, asked: dict[str, str], django_assert_max_num_queries
) -> None:
    circle = Circle.objects.create(owner=user, name="Annas")
    for number in range(people):
        contact = make_contact(user, f"Anna {number}", place="Utrecht")
        contact.join_only([circle])
        Photo.objects.keep(contact, b"a photo")
    with django_assert_max_num_queries(6):  # session, user, circles twice, places, contacts
        browser.get("/contacts/", asked)


def test_empty_lists_say_what_to_do(browser: Client) -> None:
    assert b"Start with the people of your last borrel" in browser.get("/contacts/").content
    assert "Nobody here matches “zzz”" in browser.get("/contacts/", {"q": "zzz"}).content.decode()
    assert b"Nobody is archived" in browser.get("/contacts/", {"archived": "1"}).content


def test_only_get(browser: Client) -> None:
    assert browser.post("/contacts/").status_code == 405


def test_who_was_only_heard_of_is_one_press_away(browser: Client, user: User) -> None:
    make_contact(user, "Anna & Bos", known_at=None)
    page = browser.get("/contacts/", {"q": "anna &"}).content.decode()
    assert "Anna &amp; Bos" not in page
    url = unescape(page.split("Look among those")[0].rpartition('href="')[2].partition('"')[0])
    found = browser.get(f"/contacts/{url}").content.decode()
    assert "Anna &amp; Bos" in found
    assert "Look among those" not in found
