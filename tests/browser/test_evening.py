"""The main job, whole: a borrel logged on a phone, and the reminder that arrives by mail.

Nothing is mocked: web server, worker and beat are processes of their own, mail goes over SMTP. The clock is
set by moving due times.
"""

import os
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, PHONE
from tests.factories import PASSWORD
from tests.running import Running, running, wait_until

EMAIL = "mira@netwerk.example"


class Met(NamedTuple):
    name: str
    headline: str
    note: str
    follow_up: str


EVENING = [
    Met(
        "Gülşen Aksoy",
        "houtrestaurateur",
        "zoekt een atelier met daglicht, liefst onder de tweehonderd euro",
        "In 2 days",
    ),
    Met("Bas van 't Wout", "dijkgraaf i.o.", "kan helpen met vergunningen voor woonboten", "Next week"),
    Met("Imani Carter", "runs a repair café", "looking for somebody who can mend old radios 📻", "In 2 days"),
    Met("Ludo Pieters", "", "iets met zonnepanelen, was haastig", "None"),
    Met("Nour El Idrissi", "logopedist", "haar broer zoekt een stage bij een drukkerij", "In a month"),
    Met("Ties", "student", "schrijft scriptie over markten; wil marktkooplui spreken", "None"),
]


@pytest.fixture(scope="module")
def product() -> Iterator[Running]:
    with running(dict(os.environ)) as product:
        yield product


@pytest.fixture
def phone(browser: Browser, product: Running) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=product.url, locale="en-GB", timezone_id="Europe/Amsterdam", **PHONE
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def test_from_the_borrel_to_the_reminder(product: Running, browser: Browser, phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_up(page)
    log_the_evening(page)
    see_the_timeline(page)
    mail = wait_for_the_digest(product)
    link = mark_done_from_the_mail(mail, browser)
    see_it_done(page, product, link)


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("Mira")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password1]").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("sign up|account", re.IGNORECASE)).click()
    expect(page).to_have_url(re.compile("/hello/$"))
    page.get_by_label("What can you help people with?").fill("proeflezen; een bakfiets lenen")
    page.get_by_role("button", name="Save, and begin").tap()
    expect(page).to_have_url(re.compile(r":\d+/$"))


def log_the_evening(page: Page) -> None:
    page.get_by_role("link", name="Log a borrel").first.tap()
    page.get_by_label("Title").fill("Wijkborrel Noord")
    page.get_by_label("Place").fill("Café De Brug")
    page.locator(".is-open [role=combobox]").focus()
    for number, met in enumerate(EVENING):
        if number:
            page.get_by_role("button", name="Next person").tap()
        page.keyboard.type(met.name)
        page.get_by_role("option", name=f"New person “{met.name}”").tap()
        page.keyboard.type(met.note)
        row = page.locator(".log-person.is-open")
        row.get_by_label("What they do").fill(met.headline)
        row.get_by_text(met.follow_up, exact=True).tap()
    page.get_by_role("button", name="Save borrel").click()
    expect(page).to_have_url(re.compile(r"/encounters/\d+/$"))


def see_the_timeline(page: Page) -> None:
    for met in EVENING:
        expect(page.get_by_text(met.note)).to_be_visible()
    page.get_by_role("link", name="Imani Carter").first.click()
    expect(page.get_by_role("heading", name="Imani Carter")).to_be_visible()
    moment = page.locator(".moment")
    expect(moment).to_contain_text("Wijkborrel Noord")
    expect(moment).to_contain_text("looking for somebody who can mend old radios 📻")
    page.get_by_role("link", name="Timeline").first.tap()
    expect(page.locator(".moment", has_text="Wijkborrel Noord")).to_be_visible()


def wait_for_the_digest(product: Running) -> EmailMessage:
    """Two days pass, and the user's hour comes."""
    [(today,)] = product.sql(
        "SELECT (now() AT TIME ZONE time_zone)::date FROM netwerk_user WHERE email = %s", EMAIL
    )
    assert product.sql("SELECT due - %s FROM netwerk_nudge ORDER BY due, id", today) == [
        (2,),
        (2,),
        (7,),
        (30,),
    ]
    assert product.office.messages == []
    product.sql("UPDATE netwerk_nudge SET due = due - 2")
    product.sql(
        "UPDATE netwerk_user SET digest_at = now(), quiet_from = 0, quiet_until = 0 WHERE email = %s", EMAIL
    )
    # beat looks every other second: see tests/hurried.py
    return wait_until(lambda: product.office.messages, seconds=90, what="a digest has come by mail")[0]


def mark_done_from_the_mail(mail: EmailMessage, browser: Browser) -> str:
    assert mail["To"] == EMAIL
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Gülşen and Imani"
    part = mail.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "mend old radios 📻" in " ".join(text.split())  # wherever a line ends
    assert "Bas van 't Wout" not in text  # not due yet
    about_imani = text[text.index("Imani Carter") :]
    link = re.search(r"http://\S+/n/\S+/", about_imani)
    assert link is not None
    stranger = browser.new_context(locale="en-GB", **PHONE)  # signed in nowhere
    page = stranger.new_page()
    page.goto(link[0])
    expect(
        page.get_by_role("link", name="Imani Carter").or_(page.get_by_text("Imani Carter")).first
    ).to_be_visible()
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    stranger.close()
    return link[0]


def see_it_done(page: Page, product: Running, link: str) -> None:
    done = product.sql(
        "SELECT name FROM netwerk_nudge JOIN netwerk_contact c ON c.id = contact_id WHERE done_at IS NOT NULL"
    )
    assert done == [("Imani Carter",)]
    page.get_by_role("link", name="Today").first.tap()
    expect(page.locator(".nudge")).to_have_count(1)
    expect(page.locator(".nudge")).to_contain_text("Gülşen Aksoy")
    page.goto("/settings/mail/")
    expect(page.get_by_text("sent", exact=True)).to_be_visible()
    page.get_by_role("link", name="Gülşen and Imani").click()
    expect(page.get_by_text("mend old radios 📻")).to_be_visible()
    assert len(product.office.messages) == 1
