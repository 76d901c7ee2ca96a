"""The whole product without JavaScript: plain links, plain forms."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from netwerk.accounts.models import User
from netwerk.contacts.listing import SIZE
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.nudges.models import Nudge
from netwerk.timeline import reading
from tests.browser.conftest import DESK, PHONE, Visit
from tests.factories import PASSWORD, make_contact, make_encounter, make_nudge, make_user


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_from_signing_up_to_a_contact_in_the_archive(visit: Visit, transactional_db: None) -> None:
    page = visit("/accounts/signup/", None, PHONE, java_script_enabled=False)
    page.get_by_label("Your name").fill("Mira")
    page.locator("[name=email]").fill("mira@netwerk.example")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password1]").press("Enter")
    press(page, "Skip this")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    add_a_contact(page)
    say_a_word(page)
    change_and_delete_the_word(page)
    archive_and_undo(page)
    speak_dutch(page)


def add_a_contact(page: Page) -> None:
    """With two ways to reach: the button for another way keeps what was typed."""
    page.get_by_role("link", name="Contacts").first.click()
    page.get_by_role("link", name="New contact").click()
    page.get_by_label("Name", exact=True).fill("Gülşen Aksoy")
    page.get_by_text("More about them").click()
    rows = page.locator("#reaches .formset-row")
    shown = rows.count()
    rows.nth(0).locator("[name$=value]").fill("gulsen@netwerk.example")
    press(page, "Another way")
    expect(rows).to_have_count(shown + 1)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Gülşen Aksoy")
    expect(rows.nth(0).locator("[name$=value]")).to_have_value("gulsen@netwerk.example")
    rows.nth(shown).locator("[name$=kind]").select_option("phone")
    rows.nth(shown).locator("[name$=value]").fill("06 12345678")
    press(page, "Save contact")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gülşen Aksoy")
    assert Contact.objects.get().reaches.count() == 2


def say_a_word(page: Page) -> None:
    page.get_by_label("What did you talk about?").fill("zoekt een atelier met daglicht")
    page.locator(".composer").get_by_role("button", name="Save").click()
    expect(page.locator(".moment")).to_contain_text("zoekt een atelier met daglicht")


def change_and_delete_the_word(page: Page) -> None:
    page.goto(Encounter.objects.get().get_absolute_url())
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Place").fill("Café De Brug")
    press(page, "Save changes")
    expect(page.locator(".page-sub")).to_contain_text("Café De Brug")
    page.get_by_role("link", name=re.compile("^Delete")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Delete .*\\?$"))
    page.get_by_role("link", name="Keep it").click()
    assert Encounter.objects.count() == 1
    page.get_by_role("link", name=re.compile("^Delete")).click()
    press(page, "Delete for good")
    expect(page.locator(".message")).to_contain_text("is deleted")
    assert Encounter.objects.count() == 0


def archive_and_undo(page: Page) -> None:
    page.goto("/contacts/")
    page.get_by_role("link", name="Gülşen Aksoy").click()
    page.get_by_role("link", name="More about").click()
    page.get_by_text("About Gülşen Aksoy").last.click()
    page.locator("details").get_by_role("button", name="Archive").click()
    expect(page.locator(".message")).to_contain_text("Gülşen Aksoy is archived.")
    assert Contact.objects.get().archived_at
    press(page, "Undo")
    expect(page.locator(".message")).to_contain_text("is back among your contacts")
    assert not Contact.objects.get().archived_at


def speak_dutch(page: Page) -> None:
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_text("Nederlands").click()
    press(page, "Save settings")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert User.objects.get().language == "nl"


@pytest.fixture
def user(transactional_db: None) -> User:
    """Knows more people, and met one of them more often, than one page shows."""
    user = make_user()
    places = ["Lauwersoog", "Harlingen"]
    Contact.objects.bulk_create(
        Contact(owner=user, name=f"Gast {number:03}", place=places[number % 2]) for number in range(SIZE)
    )
    anna = make_contact(user, "Zeynep Yılmaz", place="Delft")
    for number in range(reading.PAGE + 1):
        make_encounter(user, anna, day=user.today() - timedelta(days=number), title=f"Koffie {number}")
    make_nudge(user, anna, why="Vraag naar de boot")
    return user


def test_lists_go_on_by_links_and_narrow_by_a_button(visit: Visit, user: User) -> None:
    page = visit("/contacts/", user, DESK, java_script_enabled=False)
    names = page.locator(".people .person-name")
    expect(names).to_have_count(SIZE)
    page.get_by_role("link", name="Show more").click()
    expect(names).to_have_text(["Zeynep Yılmaz"])
    page.goto("/contacts/")
    page.get_by_label("Place").select_option("Harlingen")
    press(page, "Search")
    expect(names).to_have_count(SIZE // 2)
    page.get_by_label("Search contacts").fill("gast 003")
    press(page, "Search")
    expect(names).to_have_text(["Gast 003"])
    expect(page.get_by_label("Place")).to_have_value("Harlingen")
    page.get_by_role("link", name="Timeline").first.click()
    expect(page.locator(".moment")).to_have_count(reading.PAGE)
    page.get_by_role("link", name="Show older").click()
    expect(page.locator(".moment")).to_have_count(1)
    expect(page.locator(".moment")).to_contain_text(f"Koffie {reading.PAGE}")


def test_a_nudge_is_done_taken_back_and_put_off(visit: Visit, user: User) -> None:
    page = visit("/", user, PHONE, java_script_enabled=False)
    card = page.locator(".nudge")
    press(page, "Done")
    expect(card).to_have_count(0)
    expect(page.locator(".message")).to_contain_text("Zeynep Yılmaz: done.")
    press(page, "Undo")
    expect(card).to_contain_text("Vraag naar de boot")
    card.locator("summary").click()
    day = user.today() + timedelta(days=40)
    card.get_by_label("Another day").fill(day.isoformat())
    card.locator(".menu-date button").click()
    expect(card).to_have_count(0)
    expect(page.locator(".message")).to_contain_text("Zeynep Yılmaz comes back on")
    assert Nudge.objects.get().due == day
    press(page, "Undo")
    expect(card).to_contain_text("Vraag naar de boot")
    assert Nudge.objects.get().due == user.today()
