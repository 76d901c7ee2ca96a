"""PostgreSQL and Redis that can be killed, and come back with what they had kept."""

import os
from pathlib import Path

import psutil

from netwerk.local.postgres import PostgreSQL
from netwerk.local.redis import Redis
from tests.databases import migrate, new_database

ROOT = Path(__file__).resolve().parents[2]
NAME = "faults"


class Killable:
    """One of the two, durable as on `make up`."""

    def __init__(self, kind: type[PostgreSQL] | type[Redis], var: Path) -> None:
        self.kind, self.var = kind, var
        self.come_back()

    def come_back(self) -> None:
        """Starts it; returns when it answers."""
        self.server = self.kind(self.var, durable=True)
        self.server.join()

    def kill(self) -> None:
        """kill -9 of it, and of every process of it."""
        process = self.server._process
        assert process, "somebody else runs it"
        main = psutil.Process(process.pid)
        for one in [main, *main.children(recursive=True)]:
            one.kill()
        process.wait()


def environment(var: Path) -> tuple[Killable, Killable]:
    """Starts both under `var`, and sets what a production sets; the database is new and empty."""
    (var / "log").mkdir(parents=True, exist_ok=True)
    postgres, redis = Killable(PostgreSQL, var), Killable(Redis, var)
    for name in ("DEBUG", "MAIL_DIR"):
        os.environ.pop(name, None)
    os.environ |= {
        "ALLOWED_HOSTS": "netwerk.example",
        "DATABASE_URL": new_database(postgres.server.url, NAME),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "REDIS_URL": redis.server.url,
        "SECRET_KEY": "only-for-faults",
        "SITE_URL": "https://netwerk.example",
        "STATIC_ROOT": str(var / "static"),
        "VAR_DIR": str(var),
    }
    migrate(os.environ["DATABASE_URL"], dict(os.environ))
    return postgres, redis
