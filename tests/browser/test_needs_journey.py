"""What somebody looks for, heard on a phone, at a borrel and in a word with one contact: who could help."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.needs.models import Need
from tests.browser.conftest import DESK, PHONE, Visit
from tests.factories import make_contact, make_need, make_offer, make_user

TAX, WOOD, PIANO, BOAT = "een fiscalist", "een timmerman", "pianoles", "een notaris voor de boot"


@pytest.fixture
def user(transactional_db: None) -> User:
    user = make_user()
    make_offer(Contact.objects.me(user), "timmerman")
    make_offer(make_contact(user, "Els Prins"), "geeft pianoles")
    make_need(make_contact(user, "Nora Blom"), "een belastingadviseur")  # of another day
    make_need(make_contact(user, "Mia Vos"), "een vuurtoren")
    return user


def test_from_what_was_heard_at_a_borrel_to_each_of_the_four_buttons(visit: Visit, user: User) -> None:
    page = visit("/log/", user, PHONE)
    log_the_evening(page)
    see_who_could_help(page)
    introduce(page)
    help_oneself(page)
    put_off(page)
    turn_down(page)
    take_back(page)


def log_the_evening(page: Page) -> None:
    """One person looks for something, another offers it."""
    page.get_by_label("Title").fill("Havenborrel")
    write_person(page, "Joke Smit", "Looks for", "; ".join((TAX, WOOD, PIANO, BOAT)))
    page.get_by_role("button", name="Next person").tap()
    write_person(page, "Bas Hoekman", "Can help with", "belastingadviseur; werkt als notaris")
    page.locator(".is-open").get_by_label("Knows").fill("Els (koor)")
    page.get_by_role("button", name="Save borrel").tap()


def write_person(page: Page, name: str, label: str, said: str) -> None:
    row = page.locator(".log-person.is-open")
    row.locator("[name$=-name]").fill(name)
    page.get_by_role("option", name=f"New person “{name}”").tap()
    row.get_by_label(label).fill(said)


def see_who_could_help(page: Page) -> None:
    """The last screen is what this evening made possible, for who was there and for who was not."""
    expect(page).to_have_url(re.compile(r"/review/\?encounter=\d+$"))
    expect(page.locator("#messages")).to_contain_text("Bas Hoekman knows Els Prins.")
    expect(page.locator(".need-text")).to_have_count(5)
    for text, helper in ((TAX, "Bas Hoekman"), (WOOD, "You"), (PIANO, "Els Prins"), (BOAT, "Bas Hoekman")):
        expect(match(page, text, helper)).to_be_visible()
    expect(match(page, "een belastingadviseur", "Bas Hoekman")).to_be_visible()
    expect(page.get_by_text("Mia Vos")).to_have_count(0)


def match(page: Page, need: str, helper: str) -> Locator:
    """Somebody who could meet a need, on the review."""
    return page.locator(".need", has_text=need).locator(".match").filter(has_text=helper)


def introduce(page: Page) -> None:
    review = page.url
    match(page, TAX, "Bas Hoekman").get_by_role("link", name="Introduce Bas Hoekman").tap()
    page.get_by_role("button", name="Write it down").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bas Hoekman and Joke Smit")
    expect(page.locator("main")).to_contain_text(TAX)
    page.goto(review)


def help_oneself(page: Page) -> None:
    match(page, WOOD, "You").get_by_role("button", name="I’ll help").tap()
    see_it_taken_up(page, "Joke Smit", WOOD)


def see_it_taken_up(page: Page, whom: str, need: str) -> None:
    """The user is told what becomes of it, and Today will say so; from there back to the evening's review."""
    expect(page.locator("main, #messages").filter(has_text=need).filter(has_text=whom).first).to_be_visible()
    review = page.url
    page.get_by_role("link", name="Today").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    expect(page.locator("main")).to_contain_text("Joke Smit")
    expect(page.locator("main")).to_contain_text(need)
    page.goto(review)


def put_off(page: Page) -> None:
    match(page, PIANO, "Els Prins").get_by_role("button", name="Later").tap()
    expect(page.locator("#messages")).to_contain_text("Els Prins comes back on")
    expect(match(page, PIANO, "Els Prins")).to_have_count(0)
    expect(page.locator(".need", has_text=PIANO)).to_be_visible()


def turn_down(page: Page) -> None:
    match(page, BOAT, "Bas Hoekman").get_by_role("button", name="Not a fit").tap()
    expect(page.locator("#messages")).to_contain_text("Bas Hoekman is not shown for this again.")
    expect(match(page, BOAT, "Bas Hoekman")).to_have_count(0)
    expect(match(page, TAX, "Bas Hoekman")).to_be_visible()  # only for this one


def take_back(page: Page) -> None:
    """Both stand in a list, from which they can be shown again."""
    review = page.url
    page.get_by_role("link", name="Not a fit").tap()
    lines = page.locator(".people > li")
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text=PIANO)).to_contain_text("until")
    for text in (PIANO, BOAT):
        lines.filter(has_text=text).get_by_role("button", name="Show again").tap()
        expect(lines.filter(has_text=text)).to_have_count(0)
    page.goto(review)
    expect(match(page, PIANO, "Els Prins")).to_be_visible()
    expect(match(page, BOAT, "Bas Hoekman")).to_be_visible()


def test_what_is_heard_in_a_word_with_somebody(visit: Visit, user: User) -> None:
    joke = make_contact(user, "Joke Smit")
    make_offer(make_contact(user, "Bas Hoekman"), "belastingadviseur")
    page = visit(joke.get_absolute_url(), user, PHONE)
    composer = page.locator(".composer")
    expect(composer.get_by_label("Looks for")).to_be_hidden()  # the note comes first
    composer.get_by_label("What did you talk about?").fill("begint voor zichzelf")
    composer.get_by_text("Looks for, can help with, knows").tap()
    composer.get_by_label("Looks for").fill(TAX)
    composer.get_by_label("Knows").fill("Els van het koor; Anna, zus")
    page.reload()  # nothing typed is lost, nor hidden
    expect(composer.get_by_label("Looks for")).to_have_value(TAX)
    expect(composer.get_by_label("Looks for")).to_be_visible()
    composer.get_by_role("button", name="Save").tap()
    expect(page.locator("#messages")).to_contain_text("Joke Smit knows Els Prins, Anna (heard of).")
    expect(page.locator(".heard-text", has_text=TAX)).to_be_visible()
    expect(page.locator("#knows")).to_contain_text("club, koor")
    expect(page.locator("#knows")).to_contain_text("heard from Joke Smit")
    expect(page.locator(".moment", has_text="begint voor zichzelf")).to_be_visible()
    page.get_by_text("Who could help whom").tap()
    expect(page.locator(".match", has_text="Bas Hoekman")).to_be_visible()
    assert Need.objects.get(contact=joke).encounter


def test_told_in_other_words(visit: Visit, user: User) -> None:
    need = make_need(make_contact(user, "Joke Smit"), TAX)
    page = visit(need.contact.get_absolute_url(), user, PHONE)
    page.locator(".heard-list").get_by_text("Change").tap()
    page.locator(".heard-list").get_by_role("link", name="Edit").tap()
    page.get_by_label("More about it").fill("liefst in Zwolle")
    page.get_by_role("button", name="Save").tap()
    expect(page.locator(".heard-note")).to_have_text("liefst in Zwolle")


def test_without_javascript_it_is_asked_who_is_meant(visit: Visit, user: User) -> None:
    joke = make_contact(user, "Joke Smit")
    for name in ("Sanne de Vries", "Sanne Bos"):
        make_contact(user, name)
    page = visit(joke.get_absolute_url(), user, PHONE, java_script_enabled=False)
    composer = page.locator(".composer")
    composer.get_by_label("What did you talk about?").fill("begint voor zichzelf")
    composer.get_by_text("Looks for, can help with, knows").tap()
    composer.get_by_label("Can help with").fill("vergunningen")
    composer.get_by_label("Knows").fill("Sanne (padel)")
    composer.get_by_role("button", name="Save").tap()
    expect(composer).to_contain_text("You know more than one: “Sanne Bos”, “Sanne de Vries”.")
    expect(composer.get_by_label("Can help with")).to_have_value("vergunningen")
    composer.get_by_label("Knows").fill("Sanne Bos (padel)")
    composer.get_by_role("button", name="Save").tap()
    page.get_by_role("link", name="More about Joke Smit").tap()
    page.get_by_text("Whom Joke Smit knows").first.tap()
    expect(page.locator("#knows")).to_contain_text("club, padel")
    page.locator("#knows").get_by_role("link", name="Change").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Joke Smit and Sanne Bos")
    page.get_by_label("Since which year").fill("2019")
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("link", name="More about Joke Smit").tap()
    expect(page.locator("#knows")).to_contain_text("club, padel, since 2019")


def test_by_keyboard_alone(visit: Visit, user: User) -> None:
    joke = make_contact(user, "Joke Smit")
    page = visit(joke.get_absolute_url(), user, DESK)
    page.get_by_label("What did you talk about?").focus()
    page.keyboard.type("begint voor zichzelf")
    page.keyboard.press("Tab")
    expect(page.locator(".composer summary")).to_be_focused()
    page.keyboard.press("Enter")
    for typed in (TAX, "vergunningen", "Els (koor)"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Joke Smit knows Els Prins.")
    expect(page.locator(".heard-list").first).to_contain_text(TAX)
