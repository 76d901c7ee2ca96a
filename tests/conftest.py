"""Gives the tests their servers, before Django reads its settings.

They live under var/test, apart from those of a running `make up`. With DATABASE_URL or REDIS_URL in the
environment, the tests use that server instead.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest

from netwerk import local
from tests import databases
from tests.machine import Place

if TYPE_CHECKING:  # they can be imported once Django is set up, below
    from django.test import Client

    from netwerk.accounts.models import User
    from netwerk.nudges.models import Nudge
    from tests.smtp import PostOffice

for name in ("ALARM_TO", "DEBUG", "EMAIL_URL", "MAIL_FROM", "PORT", "SIGNUP_OPEN", "STATIC_ROOT"):
    os.environ.pop(name, None)
os.environ |= {
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DJANGO_SETTINGS_MODULE": "netwerk.settings",
    "EMAIL_VERIFICATION": "off",
    "SECRET_KEY": "only-for-tests",
    "SITE_URL": "http://localhost:8000",
    "VAR_DIR": str(Path(__file__).resolve().parent.parent / "var" / "test"),
}
os.environ |= {
    name: f"{os.environ['VAR_DIR']}/{folder}"
    for name, folder in (("MAIL_DIR", "mail"), ("STATIC_ROOT", "static"))
}
try:
    if local.wanted(os.environ):
        local.provide(os.environ, durable=False)
except local.StartError as error:
    raise SystemExit(str(error)) from error
django.setup()


def pytest_sessionstart() -> None:
    """Makes the static files as production serves them: hashed and compressed.

    Where several processes run the tests (pytest-xdist), the one that starts them does so for all. They share
    its servers, too, where each has a database of its own.
    """
    from netwerk.local import static

    if "PYTEST_XDIST_WORKER" not in os.environ:
        static.collect()


# What takes longest, by the seconds it took on two cores.
SLOW = [
    "faults",
    "migrations",
    "browser/test_evening",
    "browser/test_pages",
    "browser",
    "up",
    "local",
    "strangers",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes long, or one process would be at it when all others are done."""
    items.sort(key=lambda item: next((n for n, name in enumerate(SLOW) if name in item.nodeid), len(SLOW)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Processes that run the tests side by side copy one database."""
    from django.conf import settings

    if template := databases.migrated(os.environ["DATABASE_URL"]):
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template


@pytest.fixture
def place() -> Iterator[Place]:
    """An empty VAR_DIR that everybody can reach."""
    place = Place.empty()
    yield place
    place.clear()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """A hash that is slow on purpose would be half of the time that the tests take."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def static_files_are_read_once() -> None:
    """WhiteNoise looks at all of them whenever a Client is made, which takes longer than most tests."""
    from whitenoise.base import WhiteNoise

    read, known = WhiteNoise.update_files_dictionary, {}

    def remember(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            before = self.files
            self.files = {}
            read(self, root, prefix)
            known[root, prefix], self.files = self.files, before
        self.files.update(known[root, prefix])

    WhiteNoise.update_files_dictionary = remember


@pytest.fixture(autouse=True, scope="session")
def no_worker_is_waited_for() -> None:
    """Tests have none: only a heartbeat that there was can be late."""
    from netwerk.health import lateness

    lateness.STARTED = float("inf")


@pytest.fixture
def user(db: None) -> "User":
    """Somebody who keeps a network here."""
    from tests.factories import make_user

    return make_user()


@pytest.fixture
def browser(client: "Client", user: "User") -> "Client":
    """What `user` has signed in with. (Under tests/browser/ it is a real one.)"""
    client.force_login(user)
    return client


@pytest.fixture
def verifying(settings: Any) -> None:
    """New users must follow a link in a mail first."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def thursday() -> Iterator[Any]:
    """It is NOW, until the test travels elsewhere."""
    import time_machine

    from tests.factories import NOW

    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nudge(thursday: Any, user: "User") -> "Nudge":
    """A reason of `user` to get in touch with Sanne, TODAY."""
    from tests.factories import TODAY, make_contact, make_nudge

    return make_nudge(user, make_contact(user, "Sanne de Vries"), due=TODAY, why="Send the article")


@pytest.fixture
def office(settings: Any) -> Iterator["PostOffice"]:
    """The mail server that all mail goes to."""
    from tests.smtp import post_office

    with post_office(settings) as office:
        yield office


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are called, instead of in a worker."""
    from netwerk.celery import app

    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False
