"""Every page, on a phone and on a desk, in both languages: can everybody use it, and does it fit?

Looks for what axe-core finds (contrast, names, landmarks, order of headings, size of targets), errors in the
console, what the Content-Security-Policy refuses, scrolling sideways, and more or less than one h1. A test
visits all pages and reports what is wrong with any of them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account import urls as account_urls
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from netwerk.accounts.models import User
from netwerk.contacts.models import Photo
from tests.browser.conftest import DESK, PHONE, Visit
from tests.factories import PASSWORD, make_contact, make_user
from tests.network import Network, own_routes

DEVICES = {"phone": PHONE | {"color_scheme": "light"}, "desk": DESK | {"color_scheme": "dark"}}
# The question at the first visit is asked of who was not asked yet: see EMPTY.
NO_PAGES = {"contacts.photo", "contacts.pick", "feed.calendar", "health.alive", "health.ready", "pages.hello"}
WITHOUT_SIGN_IN = {"nudges.link", "nudges.stop"}
SIGNED_IN = ["account_change_password", "account_email", "account_logout", "account_reauthenticate"]
VISITOR: dict[str, Callable[[User], dict[str, str]]] = {
    "account_login": lambda user: {},
    "account_signup": lambda user: {},
    "account_inactive": lambda user: {},
    "account_reset_password": lambda user: {},
    "account_reset_password_done": lambda user: {},
    "account_reset_password_from_key": lambda user: {"uidb36": user_pk_to_url_str(user), "key": "worn-out"},
    "account_reset_password_from_key_done": lambda user: {},
    "account_email_verification_sent": lambda user: {},
    "account_confirm_email": lambda user: {"key": EmailConfirmationHMAC(user.emailaddress_set.get()).key},
}
UNUSED = {"account_set_password", "account_confirm_login_code"}  # no setting of ours leads there
# What looks different as long as there is nothing to show.
EMPTY = [
    "pages.today",
    "pages.log",
    "contacts.list",
    "contacts.circles",
    "contacts.create",
    "timeline.all",
    "feed.show",
    "pages.mail",
    "accounts.account",
]
# What axe finds in a part of the page: the rule, what it asks for, and the first element that is not so.
VIOLATIONS = """async (within) => {
    const rules = { "target-size": { enabled: true } };
    const { violations } = await axe.run(within, { rules, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => `${id}, ${help}: ${nodes[0].html.slice(0, 160)}`);
}"""
TOO_WIDE = """(width) => {
    if (document.documentElement.scrollWidth <= width) return [];
    const isWide = (each) => each.getBoundingClientRect().right > width;
    const wide = [...document.querySelectorAll("body *")].filter(isWide);
    return wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 120));
}"""


class Looker:
    """Looks at one page after another, and remembers what is wrong in `said`."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.said: list[str] = []
        self.heard: list[str] = []
        page.context.add_init_script(Axe().axe_script)
        page.on("console", lambda message: message.type == "error" and self.heard.append(message.text))

    def visit(self, address: str, status: int = 200) -> None:
        response = self.page.goto(address)
        assert response is not None
        if response.status != status or not self.page.url.endswith(address):
            self.said.append(f"{address}: {response.status} at {self.page.url}")
        self.look(address, status)

    def look(self, what: str, status: int = 200) -> None:
        """Looks at the page as it is now. The browser reports a `status` that is no success itself."""
        self.said += [f"{what}: {wrong}" for wrong in self._wrong(status)]
        self.heard.clear()

    def _wrong(self, status: int) -> Iterator[str]:
        page = self.page
        yield from (text for text in self.heard if status == 200 or f"status of {status}" not in text)
        if page.locator("html").get_attribute("lang") != self.language:
            yield f"is not in {self.language}"
        if page.locator("h1").count() != 1:
            yield f"has {page.locator('h1').count()} headings h1"
        yield from self._does_not_fit()
        yield from self._violations()
        if page.locator("details:not([open])").count():
            page.locator("details").evaluate_all("(all) => all.forEach((each) => (each.open = true))")
            yield from self._does_not_fit()
            yield from self._violations("details")

    def _does_not_fit(self) -> Iterator[str]:
        size = self.page.viewport_size
        assert size
        yield from (
            f"is wider than the screen: {element}" for element in self.page.evaluate(TOO_WIDE, size["width"])
        )

    def _violations(self, within: str = "html") -> list[str]:
        found: list[str] = self.page.evaluate(VIOLATIONS, within)
        return found


def own_pages(network: Network) -> list[str]:
    """The addresses of our pages: a verb, which only takes POST, is none."""
    client = Client()
    client.force_login(network.owner)
    routes = own_routes().keys() - NO_PAGES - WITHOUT_SIGN_IN
    addresses = {route: network.address(route) for route in sorted(routes)}
    return [address for address in addresses.values() if client.get(address).status_code != 405]


def of_two(network: Network) -> list[str]:
    """Pages that are others when they know of whom: who is one with whom (with two photos), and who meets."""
    anna, other = network.anna, network.contacts[1]
    Photo.objects.keep(other, bytes(anna.photo.data) + b"\0")
    merging = reverse("pages.merge_contact", args=[anna.pk])
    made = network.introductions[0]
    return [
        f"{merging}?other={other.pk}",
        f"{merging}?who=anna",
        f"{reverse('pages.introduce')}?first={made.first_id}&second={made.second_id}",
    ]


def give_password(page: Page) -> None:
    """Some pages want a password that was given a moment ago."""
    page.goto(reverse("account_reauthenticate"))
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("[0-9]/$"))


LANGUAGES = pytest.mark.parametrize("language", ["en", "nl"])
SIZES = pytest.mark.parametrize("device", DEVICES.values(), ids=DEVICES)


@pytest.fixture
def user(transactional_db: None, language: str) -> User:
    user = make_user(language=language)
    user.trust_address()
    return user


@LANGUAGES
@SIZES
def test_the_pages_of_a_user(visit: Visit, user: User, device: dict[str, Any]) -> None:
    network = Network(user, 6)
    looker = Looker(visit("/", user, device), user.language)
    give_password(looker.page)
    for address in [*own_pages(network), *map(reverse, SIGNED_IN)]:
        looker.visit(address)
    for address in (
        "/contacts/?q=anna",
        "/contacts/?q=nobody",
        "/contacts/?archived=1",
        "/contacts/?sort=seen",
        *of_two(network),
    ):
        looker.visit(address)
    looker.visit("/nowhere/", status=404)
    assert not looker.said, "\n".join(looker.said)


@LANGUAGES
@SIZES
def test_the_pages_of_a_user_who_begins(visit: Visit, user: User, device: dict[str, Any]) -> None:
    looker = Looker(visit("/", user, device), user.language)
    for route in EMPTY:
        looker.visit(reverse(route))
    nora = make_contact(user, "Nora")
    for address in (
        reverse("pages.today"),
        nora.get_absolute_url(),
        reverse("contacts.edit", args=[nora.pk]),
    ):
        looker.visit(address)
    User.objects.update(asked_at=None)
    looker.visit(reverse("pages.hello"))
    assert not looker.said, "\n".join(looker.said)


@LANGUAGES
@SIZES
def test_the_pages_of_a_visitor(visit: Visit, user: User, language: str, device: dict[str, Any]) -> None:
    network = Network(user, 3)
    looker = Looker(visit("/accounts/login/", None, device, locale=language), language)
    for name, arguments in VISITOR.items():
        looker.visit(reverse(name, kwargs=arguments(user)))
    for route in sorted(WITHOUT_SIGN_IN):
        looker.visit(network.address(route))
    looker.visit("/n/forged/", status=404)
    assert not looker.said, "\n".join(looker.said)


def test_no_page_of_allauth_is_forgotten() -> None:
    names = {str(pattern.name) for pattern in account_urls.urlpatterns}
    assert names == {*SIGNED_IN, *VISITOR, *UNUSED}
