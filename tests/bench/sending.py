"""How fast a worker sends digests, beside a plain loop: `python -m tests.bench.sending` prints JSON.

Both send to the same mail server, a process of its own; a worker is one process. The rate goes by the moments
at which the server had a message, from the first to the last, so that starting up doesn't count. The loop
sends the same messages, ready-made as bytes: over one connection, and with a connection for each.
"""

import json
import os
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from netwerk.accounts.models import User
    from tests.faults.site import Site

DIGESTS = 200  # a round
ROUNDS = 2
SENDER = "netwerk@bench.example"


def messages(users: "list[User]") -> list[tuple[str, bytes]]:
    """What was sent to each, ready-made."""
    from netwerk.mail import smtp
    from netwerk.mail.models import Mail

    mails = Mail.objects.filter(owner__in=users)
    made = [smtp.message(mail.to, mail.subject, mail.text, mail.html, mail._headers()) for mail in mails]
    return [(message.to[0], message.message().as_bytes(linesep="\r\n")) for message in made]


def one_line(port: int, ready: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for to, content in ready:
            line.sendmail(SENDER, [to], content)


def line_each(port: int, ready: list[tuple[str, bytes]]) -> None:
    for to, content in ready:
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.sendmail(SENDER, [to], content)


def rate(site: "Site", send: Callable[[], None], count: int) -> float:
    """Messages a second, while `send` has `count` of them sent."""
    came: list[float] = []
    send()

    def all_came() -> bool:
        came.extend(at for *_, at in site.office.kept())
        return len(came) >= count

    site.wait(all_came, "all messages", seconds=600)
    return (count - 1) / (max(came) - min(came))


@contextmanager
def working(site: "Site", workers: int) -> Iterator[None]:
    """Workers of one process each, that have started."""
    with site.workers(workers, hands=1):
        site.rest()
        yield


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from django.utils import timezone

    from tests.faults.site import Site

    site = Site(Path(os.environ["VAR_DIR"]))
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for workers in (1, 2):
            # Their nudges were raised at midnight, as they are by the hour of a digest.
            users = site.crowd(DIGESTS, nudges_at=timezone.now() + timedelta(hours=9))
            with working(site, workers):
                rates.setdefault(f"workers {workers}", []).append(rate(site, site.tick, DIGESTS))
        ready, port = messages(users), site.office.port
        for loop in (one_line, line_each):
            rates.setdefault(loop.__name__, []).append(rate(site, partial(loop, port, ready), DIGESTS))
    print(json.dumps({name: round(median(found), 1) for name, found in rates.items()}))


if __name__ == "__main__":
    main()
