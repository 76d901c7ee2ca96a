"""What the browser adds to pages that work without it: searching, scrolling, pressing and coming back."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from netwerk.accounts.models import User
from netwerk.contacts.listing import SIZE
from netwerk.contacts.models import Contact
from netwerk.nudges.models import Nudge
from tests.browser.conftest import DESK, Visit
from tests.factories import PASSWORD, make_contact, make_nudge, make_user

MANY = 2 * SIZE + 20
# What has the focus, and whether one can see that.
FOCUS = """() => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const inSight = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return { what: focused.outerHTML.slice(0, 160), seen: inSight && outlined };
}"""


@pytest.fixture
def user(transactional_db: None) -> User:
    return make_user()


@pytest.fixture
def nudge(user: User) -> Nudge:
    return make_nudge(user, make_contact(user, "Aukje Terpstra"), why="Vraag naar de boot")


@pytest.fixture
def crowd(user: User) -> None:
    names = [f"Gast {number:03}" for number in range(MANY - 1)]
    Contact.objects.bulk_create(Contact(owner=user, name=name) for name in [*names, "Zeynep Yılmaz"])


def test_every_letter_narrows_the_list_and_the_address_follows(visit: Visit, user: User, crowd: None) -> None:
    page = visit("/contacts/", user)
    page.get_by_label("Search contacts").tap()
    page.keyboard.type("yilm")
    expect(people(page)).to_have_text(["Zeynep Yılmaz"])
    expect(page).to_have_url(re.compile(r"/contacts/\?q=yilm$"))
    expect(page.get_by_label("Search contacts")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("1 person")
    page.reload()
    expect(people(page)).to_have_text(["Zeynep Yılmaz"])
    expect(page.get_by_label("Search contacts")).to_have_value("yilm")
    people(page).first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeynep Yılmaz")
    page.go_back()
    expect(people(page)).to_have_text(["Zeynep Yılmaz"])
    page.get_by_label("Search contacts").fill("nobody")
    expect(page.get_by_text("Nobody here matches “nobody”.")).to_be_visible()


def test_scrolling_brings_the_next_people_until_all_are_there(visit: Visit, user: User, crowd: None) -> None:
    page = visit("/contacts/", user)
    expect(people(page)).to_have_count(SIZE)
    for count in (2 * SIZE, MANY):
        people(page).last.scroll_into_view_if_needed()
        page.mouse.wheel(0, 10_000)
        expect(people(page)).to_have_count(count)
    assert people(page).all_inner_texts() == sorted(Contact.objects.values_list("name", flat=True))
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)


def test_a_nudge_that_is_done_folds_and_undo_brings_it_back(visit: Visit, user: User, nudge: Nudge) -> None:
    page = visit("/", user)
    card = page.locator(".nudge")
    page.get_by_role("button", name="Done").tap()
    expect(card).to_have_text(re.compile("Aukje Terpstra done"))
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    nudge.refresh_from_db()
    assert nudge.done_at
    page.get_by_role("button", name="Undo").tap()
    expect(card).to_contain_text("Vraag naar de boot")
    expect(page.get_by_role("button", name="Done")).to_be_focused()
    nudge.refresh_from_db()
    assert nudge.is_open


def test_snoozing_by_keyboard_alone(visit: Visit, user: User, nudge: Nudge) -> None:
    page = visit("/", user, DESK)
    summary = page.locator(".nudge summary")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.get_by_role("button", name="Tomorrow")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="In 3 days")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".nudge")).to_contain_text("comes back on")
    nudge.refresh_from_db()
    assert (nudge.due - user.today()).days == 3
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".nudge")).to_contain_text("Vraag naar de boot")
    nudge.refresh_from_db()
    assert nudge.due == user.today()


def test_one_always_sees_where_the_focus_is(visit: Visit, user: User, nudge: Nudge) -> None:
    page = visit("/", user, DESK)
    stops = []
    for _ in range(10):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    assert len({stop["what"] for stop in stops}) == 10
    assert [stop for stop in stops if not stop["seen"]] == []


def test_a_session_that_ended_leads_back_to_the_page(visit: Visit, user: User, nudge: Nudge) -> None:
    page = visit("/", user)
    Session.objects.all().delete()
    page.get_by_role("button", name="Done").tap()
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))
    nudge.refresh_from_db()
    assert nudge.is_open
    sign_in_by_hand(page, user)
    expect(page.locator(".nudge")).to_contain_text("Vraag naar de boot")
    Session.objects.all().delete()
    page.goto("/contacts/?q=aukje")
    sign_in_by_hand(page, user)
    expect(page).to_have_url(re.compile(r"/contacts/\?q=aukje$"))
    expect(people(page)).to_have_text(["Aukje Terpstra"])


def people(page: Page) -> Locator:
    return page.locator(".people .person-name")


def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until `wanted` has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
    pytest.fail("Tab does not lead there")


def sign_in_by_hand(page: Page, user: User) -> None:
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".signed-in")).to_be_visible()
