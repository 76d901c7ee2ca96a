"""The link of the calendar, from Settings to another calendar program."""

from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import expect

from netwerk.accounts.models import User
from tests.browser.conftest import PHONE, Visit


def test_a_link_is_made_copied_and_withdrawn(transactional_db: None, visit: Visit, user: User) -> None:
    page = visit("/settings/calendar/", user)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    opened = Client().get(urlsplit(link).path)
    assert opened.content.startswith(b"BEGIN:VCALENDAR")
    page.get_by_role("button", name="Withdraw the link").click()
    expect(page.get_by_role("button", name="Make the link")).to_be_visible()
    assert Client().get(urlsplit(link).path).status_code == 404


def test_it_takes_no_javascript(transactional_db: None, visit: Visit, user: User) -> None:
    page = visit("/settings/calendar/", user, PHONE, java_script_enabled=False)
    page.get_by_role("button", name="Make the link").click()
    before = page.get_by_label("The link").input_value()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.get_by_role("button", name="Make a new link").click()
    expect(page.get_by_label("The link")).not_to_have_value(before)
