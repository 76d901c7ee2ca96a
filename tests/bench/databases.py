"""A database for each size of network, in the embedded PostgreSQL of the bench."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

CROWD = "bench_crowd"


class Databases:
    """Databases beside the one at `url`. `keep` takes those that an earlier bench filled."""

    def __init__(self, url: str, *, keep: bool) -> None:
        self.url, self.keep = url, keep
        self.has_crowd = keep and self._exists(CROWD)

    def filled(self, contacts: int) -> tuple[str, dict[str, Any]]:
        """The address of a database with one user of so many contacts beside others, and facts about it."""
        name = f"bench_{contacts}"
        if not (self.keep and self._exists(name)):
            self._make_crowd()
            self.create(name, template=CROWD)
            self._run(name, str(contacts))
            with psycopg.connect(self._address(name), autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        return self._address(name), json.loads(self._run(name, "facts"))

    def _make_crowd(self) -> None:
        """The other users, once: every size of network starts as a copy of their database."""
        if not self.has_crowd:
            self.create(CROWD)
            self._run(CROWD, "crowd")
            self.has_crowd = True

    def create(self, name: str, template: str = "template1") -> str:
        """Makes a database, instead of one of that name; gives its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return self._address(name)

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.url) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def _address(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def _run(self, name: str, what: str) -> str:
        command = [sys.executable, "-m", "tests.bench.network", what]
        environ = os.environ | {"DATABASE_URL": self._address(name)}
        return subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
