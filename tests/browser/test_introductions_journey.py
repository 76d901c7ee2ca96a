"""On a phone: from a match to two people who have met, with what is written to them on the way."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Reach
from tests.browser.conftest import PHONE, Visit
from tests.factories import make_contact, make_need, make_offer, make_user


@pytest.fixture
def user(transactional_db: None) -> User:
    user = make_user(name="Noor")
    anna, piet = (make_contact(user, name, language="en") for name in ("Anna Bos", "Piet Kok"))
    make_need(anna, "een fiscalist")
    make_offer(piet, "fiscalist")
    for contact in (anna, piet):
        address = f"{contact.name[:4].lower()}@netwerk.example"
        Reach.objects.create(owner=user, contact=contact, value=address)
    Reach.objects.create(owner=user, contact=piet, value="piet@home.example")
    return user


def test_from_match_to_met(visit: Visit, user: User, tmp_path: Path) -> None:
    page = visit("/review/", user, PHONE)
    page.get_by_role("link", name="Introduce Piet Kok").tap()
    page.get_by_label("Why should they meet?").fill("Her first year in business.")
    page.get_by_role("button", name="Write it down").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Piet Kok and Anna Bos")
    write(page)
    for button in ("I asked Piet Kok", "Piet Kok says yes", "I asked Anna Bos", "Anna Bos says yes"):
        page.get_by_role("button", name=button).tap()
    mail = page.get_by_role("link", name="Mail", exact=True)
    expect(mail).to_have_attribute("href", re.compile("^mailto:piet@netwerk.example,anna@netwerk.example[?]"))
    page.get_by_role("button", name="They are in touch now").first.tap()
    page.get_by_role("button", name="Write down that they know each other").tap()
    expect(page.locator("#messages")).to_contain_text("Piet Kok and Anna Bos know each other.")
    assert Connection.objects.of(user).exists()
    page.get_by_role("button", name="They have met").first.tap()
    page.get_by_role("textbox", name="How did it go?").fill("They hit it off")
    page.get_by_label("This met the need").first.check()
    page.get_by_role("button", name="Close it").first.tap()
    expect(page.locator(".steps")).to_contain_text("They hit it off")


def write(page: Page) -> None:
    """What is typed is what is mailed, and copied."""
    letter = page.locator(".letter").first
    letter.get_by_role("textbox").fill("Dear Piet & co,\n100% yours")
    href = letter.get_by_role("link", name="Mail").get_attribute("href") or ""
    assert unquote(href.partition("body=")[2]) == "Dear Piet & co,\r\n100% yours"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter.locator("[data-do=copy]").tap()
    expect(letter.locator("[data-do=copy]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Dear Piet & co,\n100% yours"
    letter.get_by_text("To another address").tap()
    other = letter.get_by_role("link", name="piet@home.example")
    expect(other).to_be_visible()
    href = other.get_attribute("href") or ""
    assert href.startswith("mailto:piet@home.example?")
    assert unquote(href.partition("body=")[2]) == "Dear Piet & co,\r\n100% yours"
    letter.get_by_text("To another address").tap()
