"""The whole product as processes of their own: web server, worker and beat, beside a real mail server."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.error import URLError

import psycopg

from netwerk.local.processes import commands
from tests.databases import ROOT, beside, migrate, migrated, new_database
from tests.smtp import PostOffice, Server

LOCAL_ONLY = {"DEBUG", "MAIL_DIR"}

T = TypeVar("T")


def wait_until(ask: Callable[[], T], *, seconds: float, what: str) -> T:
    """The first true answer; fails with `what` when there is none within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.05)  # between two looks, not instead of one
    raise AssertionError(f"not within {seconds} seconds: {what}")


@dataclass
class Running:
    """Netwerk, running: where, on which database, and the mail server that its mail goes to."""

    url: str
    database: str
    office: PostOffice

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Reads, or changes rows behind the app's back: how the tests let time pass."""
        with psycopg.connect(self.database) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def ready(self) -> bool:
        """Database, broker, worker and beat are all well."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, TimeoutError, ConnectionError):
            return False


@contextmanager
def running(environ: dict[str, str]) -> Iterator[Running]:
    """Starts everything, on a database of its own in the cluster of `environ`; ends and removes it after."""
    port = free_port()
    with ExitStack() as stack:
        database = stack.enter_context(own_database(environ["DATABASE_URL"]))
        office = PostOffice()
        server = Server(office)
        server.start()
        stack.callback(server.stop)
        own = {key: value for key, value in environ.items() if key not in LOCAL_ONLY} | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "tests.hurried",
            "REDIS_URL": environ["REDIS_URL"].replace("db=0", f"db={own_broker()}"),
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{port}",
        }
        migrate(database, own)
        for command in commands(port).values():
            stack.callback(end, subprocess.Popen(command, cwd=ROOT, env=own))
        product = Running(f"http://127.0.0.1:{port}", database, office)
        wait_until(product.ready, seconds=90, what="/readyz says that all is well")
        yield product


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A new database beside that of `url`; gives its address, and drops it in the end."""
    name = f"running_{os.getpid()}"
    yield new_database(url, name, template=migrated(url))
    with psycopg.connect(beside(url, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def own_broker() -> int:
    """The number of a database in Redis that no other process of these tests has; Redis has 16."""
    return 7 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks the process to stop, and insists that it does so by itself."""
    process.terminate()
    process.wait(timeout=60)
