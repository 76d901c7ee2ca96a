"""The database that all migrations have run on, for the tests to copy: a second, instead of many."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "netwerk_migrated"


def migrated(url: str) -> str:
    """The name of that database, in the cluster of `url`; none when one process runs all tests.

    Who asks first makes it, anew in each run of the tests; the others wait until it is there.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if not run:
        return ""
    with (Path(os.environ["VAR_DIR"]) / "migrated.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != run:
            migrate(new_database(url, TEMPLATE), dict(os.environ))
            lock.truncate(0)
            lock.write(run)
    return TEMPLATE


def migrate(url: str, environ: dict[str, str]) -> None:
    """Brings the database up to date, in a process of its own."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environ | {"DATABASE_URL": url}, check=True)


def new_database(url: str, name: str, template: str = "") -> str:
    """A new database beside that of `url`, instead of one of that name; gives its address.

    It is empty, or a copy of `template`.
    """
    copied = f"TEMPLATE {template}" if template else ""
    with psycopg.connect(beside(url, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} {copied}")
    return beside(url, name)


def beside(url: str, name: str) -> str:
    """The address of the database of that name, in the same cluster."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
