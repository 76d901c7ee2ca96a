"""Mails on their way: what the tests of delivery do with them."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection, connections
from django.utils import timezone

from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.nudges.mailed import Digest

HELLO = Content("Hello", "Hello there.\n")


def waiting() -> Mail:
    """An account mail that waits."""
    return Mail.objects.create(
        kind=Mail.Kind.ACCOUNT, to="sanne@netwerk.example", subject=HELLO.subject, text=HELLO.text
    )


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `work` gives in each of `count` threads that start together."""
    barrier, results = Barrier(count), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(work())
        except Exception as error:  # shown where the results are compared
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def let_lease_run_out(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def make_due(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())


def worker(digest: Digest, settings: Any) -> subprocess.Popen[bytes]:
    """A process of its own that delivers the digest as soon as it is told to, and says when it is ready."""
    url = urlunsplit(
        urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    )
    code = (
        "import sys, django; django.setup(); from netwerk.nudges.tasks import deliver_all; "
        f"print('ready', flush=True); sys.stdin.readline(); deliver_all([{digest.pk}])"
    )
    environ = os.environ | {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    )


def start(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()
