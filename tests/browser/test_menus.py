"""Menus open by themselves; our JavaScript closes them."""

import pytest
from playwright.sync_api import expect

from netwerk.accounts.models import User
from tests.browser.conftest import DESK, Visit
from tests.factories import make_contact, make_nudge, make_user


@pytest.fixture
def user(transactional_db: None) -> User:
    user = make_user()
    make_nudge(user, make_contact(user, "Aukje Terpstra"))
    return user


def test_a_press_beside_a_menu_or_escape_closes_it(visit: Visit, user: User) -> None:
    page = visit("/", user, DESK)
    menu = page.locator("details.menu").first
    summary = menu.locator("summary")
    summary.click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")
