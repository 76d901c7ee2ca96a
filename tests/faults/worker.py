"""A Celery worker that is the real one, but for the moment at which it dies: `python -m tests.faults.worker`.

The moment (FAULTS_POINT) is put around Netwerk's functions from here; in Netwerk there is nothing of it. A
mail kills its worker once: the folder FAULTS_FOLDER tells whose turn has been. Mostly the process at work is
killed, and Celery's other one goes on; at every fortieth mail, both.
"""

import contextlib
import functools
import os
import signal
import smtplib
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netwerk.mail.models import Mail

WHOLE = 40

held = 0  # the mail in hand


def around(
    owner: Any, name: str, before: Callable[..., None] | None = None, after: Callable[..., None] | None = None
) -> None:
    """Has `before` called with the arguments of a method, and `after` with what it gave."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            before(*args, **kwargs)
        result = original(*args, **kwargs)
        if after:
            after(result)
        return result

    setattr(owner, name, wrapped)


def die(*_: Any) -> None:
    """kill -9 of this process, unless the mail in hand has killed one before."""
    try:
        (Path(os.environ["FAULTS_FOLDER"]) / str(held)).touch(exist_ok=False)
    except FileExistsError:
        return
    if held % WHOLE == 0:
        os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def hold_on(mail: Any, *_: Any) -> None:
    global held
    held = mail.pk


def choose(pks: Collection[int]) -> None:
    """Of a handful, one that has not killed a worker yet is the one that does."""
    global held
    done = {int(path.name) for path in Path(os.environ["FAULTS_FOLDER"]).iterdir()}
    held = next((pk for pk in pks if pk not in done), held)


# ── The moments ───────────────────────────────────────────────────────────────────────────────────────────


def before_the_claims_commit() -> None:
    """The claim is written, and its COMMIT about to be sent."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    from netwerk.mail.queue import MailQuerySet

    claiming = False

    def begin(_manager: Any, pks: Collection[int], *_: Any) -> None:
        nonlocal claiming
        claiming = True
        choose(pks)

    def end(*_: Any) -> None:
        nonlocal claiming
        claiming = False

    around(MailQuerySet, "claim_all", before=begin, after=end)
    around(BaseDatabaseWrapper, "commit", before=lambda *_: die() if claiming else None)


def after_the_claims_commit() -> None:
    """The claim is committed, and nothing else done."""
    from netwerk.mail.queue import MailQuerySet

    def end(mails: "Sequence[Mail]") -> None:
        if mails:
            choose([mail.pk for mail in mails])
            die()

    around(MailQuerySet, "claim_all", after=end)


def before_250() -> None:
    """In the conversation: after MAIL, after RCPT, or with half of the message sent; by the mail's number."""
    around(smtplib.SMTP, "mail", after=lambda _: die() if held % 3 == 0 else None)
    around(smtplib.SMTP, "rcpt", after=lambda _: die() if held % 3 == 1 else None)
    around(smtplib.SMTP, "send", before=lambda line, said: half(line, said) if held % 3 == 2 else None)


def half(line: smtplib.SMTP, said: Any) -> None:
    """Sends half of a message, and dies. (A word is shorter than a message.)"""
    if len(said) > 1000 and line.sock and not (Path(os.environ["FAULTS_FOLDER"]) / str(held)).exists():
        line.sock.sendall(said[: len(said) // 2])
        die()


def after_250() -> None:
    """The server has said 250, and the ledger doesn't know."""
    around(smtplib.SMTP, "data", after=lambda reply: die() if reply[0] == 250 else None)


def after_the_commit() -> None:
    """The ledger knows; the broker doesn't."""
    from netwerk.mail.models import Mail

    around(Mail, "_sent", after=die)


# ── A ledger that is broken on purpose: the harness must tell ─────────────────────────────────────────────


def settles_first() -> None:
    """Writes that a mail is sent before it is."""
    from netwerk.mail.models import Mail

    around(Mail, "_send", before=lambda mail, *_: mail._sent())


MOMENTS = {
    moment.__name__: moment
    for moment in (
        before_the_claims_commit,
        after_the_claims_commit,
        before_250,
        after_250,
        after_the_commit,
        settles_first,
    )
}


# ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────


def notice_deaths_at_once() -> None:
    """Celery looks every five seconds whether a process of its own was killed while at work."""
    from celery.concurrency.asynpool import AsynPool

    AsynPool.timers = property(lambda pool: {pool.maintain_pool: 0.1})


def tell_what_is_in_hand() -> None:
    """Lets the worker be asked how many tasks it has taken and not finished."""
    from celery.worker import state
    from celery.worker.control import inspect_command

    @inspect_command()
    def in_hand(_state: Any) -> int:
        return len(state.reserved_requests)


def shorten_the_lease(seconds: float) -> None:
    from netwerk.mail import lease

    lease.LEASE = timedelta(seconds=seconds)


def hand_out(handful: int) -> None:
    from netwerk.nudges import tasks

    tasks.HANDFUL = handful


def go_by(clock: Path) -> None:
    """Sets the clock of this process to what the file says; looks again before each task."""
    import time_machine
    from celery.signals import task_prerun

    shown = clock.read_text()
    coordinates = time_machine.travel(datetime.fromisoformat(shown)).start()

    def look(**_: Any) -> None:
        nonlocal shown
        if clock.read_text() != shown:  # it goes on by itself, and never back
            shown = clock.read_text()
            coordinates.move_to(datetime.fromisoformat(shown))

    task_prerun.connect(look, weak=False)


def main() -> None:
    import django

    django.setup()
    from netwerk.celery import app
    from netwerk.mail.models import Mail

    for moment in os.environ.get("FAULTS_POINT", "").split():
        MOMENTS[moment]()
    around(Mail, "_send", before=hold_on)
    notice_deaths_at_once()
    tell_what_is_in_hand()
    if seconds := os.environ.get("FAULTS_LEASE"):
        shorten_the_lease(float(seconds))
    if handful := os.environ.get("FAULTS_HANDFUL"):
        hand_out(int(handful))
    if clock := os.environ.get("FAULTS_CLOCK"):
        go_by(Path(clock))
    with contextlib.suppress(KeyboardInterrupt):
        app.worker_main(sys.argv[1:])


if __name__ == "__main__":
    main()
