"""A browser, and the site it visits."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from netwerk.accounts.models import User

DEBIAN = Path("/usr/bin/chromium")
MISSING = (
    "The browser tests need a Chromium. Debian's (`apt-get install chromium`) or Playwright's own "
    "(`.venv/bin/playwright install --with-deps chromium`) will do."
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 45_000  # milliseconds to wait for something that should be there

# Playwright drives the browser from an event loop; the tests ask the database between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, without a window."""
    path = DEBIAN if DEBIAN.exists() else None
    try:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    except PlaywrightError as error:
        pytest.fail(f"{MISSING}\n{error}", pytrace=False)
    expect.set_options(timeout=PATIENCE)
    yield browser
    browser.close()


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The address of a running site. Static files come the way they do in production: by WhiteNoise."""
    thread = LiveServerThread("127.0.0.1", lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens a page of the site: `visit("/log/", user, PHONE)`. Options of the browser's context may follow.

    A script that fails, or anything that the Content-Security-Policy refuses, fails the test.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    def open_page(
        path: str, user: User | None = None, device: dict[str, Any] = PHONE, **options: Any
    ) -> Page:
        context = browser.new_context(base_url=site, **{"locale": "en-GB"} | device | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", heard)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        if user:
            sign_in(context, site, user)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    """Gives the browser a session of `user`, as if they had signed in."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
