"""`make demo`: a network to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from netwerk.accounts.models import User
from netwerk.demo import users
from netwerk.demo.crowd import Crowd
from netwerk.demo.fill import fill
from netwerk.demo.names import NoNamesError
from netwerk.demo.tell import tell

SEED = 1
MOMENTS_EACH = 10
COLUMNS = TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
NO_NAMES = (
    "A network by dice takes its names from the package Faker, which is not installed here: "
    "it is one of those in requirements/dev.txt. Without --contacts the demo needs none."
)


class Command(BaseCommand):
    help = (
        "Make a believable network of 65 people, or with --contacts one by dice, of any size. "
        "Sign in as its user to look around."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contacts", type=int, help="how many contacts, by dice")
        parser.add_argument("--moments", type=int, help=f"among how many moments; {MOMENTS_EACH} a contact")
        parser.add_argument("--needs", type=int, default=0, help="how many needs among them; none")
        parser.add_argument("--offers", type=int, default=0, help="how many offers among them; none")
        parser.add_argument(
            "--connections", type=int, default=0, help="how many times two of them know each other; none"
        )
        parser.add_argument("--favours", type=int, default=0, help="how many favours; none")
        parser.add_argument("--introductions", type=int, default=0, help="how many introductions; none")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same network")
        parser.add_argument(
            "--email", help="whose network; a user is made for an address that nobody has yet"
        )
        parser.add_argument("--password", help="of the user that is made; needed where others reach the site")
        parser.add_argument(
            "--fresh", action="store_true", help="delete the demo user first, with everything"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)  # it may be the first thing one does
        try:
            if options["contacts"] is None:
                self._tell(options)
            else:
                self._fill(options)
        except users.RefusedError as error:
            raise CommandError(str(error)) from error

    def _tell(self, options: dict[str, Any]) -> None:
        try:
            with self._user(users.NOOR, options) as user:
                tell(user)
        except users.TakenError as error:
            self.stdout.write(str(error))  # what was asked for is there

    def _fill(self, options: dict[str, Any]) -> None:
        people, moments = options["contacts"], options["moments"]
        needs, offers = options["needs"], options["offers"]
        given = {what: options[what] for what in ("favours", "introductions")}
        if people < 1:
            raise CommandError("--contacts must be 1 or more.")
        if any(given.values()) and people < 3:
            raise CommandError("Favours and introductions take --contacts of 3 or more.")
        moments = MOMENTS_EACH * people if moments is None else moments
        try:
            crowd = Crowd(options["seed"])
        except NoNamesError as error:
            raise CommandError(NO_NAMES) from error
        with (
            self._user(users.CROWD, options) as user,
            Progress(*COLUMNS, console=Console(stderr=True)) as progress,
        ):
            totals = {"contacts": people, "moments": moments, "last seen": people}
            if options["connections"]:
                totals["connections"] = options["connections"]
            if needs or offers:
                totals |= {"needs": needs, "offers": offers, "matching": needs}
            tasks = {what: progress.add_task(what, total=total) for what, total in totals.items()}

            def advance(what: str, more: int) -> None:
                progress.advance(tasks[what], more)

            fill(
                user,
                crowd,
                people,
                moments,
                advance,
                needs=needs,
                offers=offers,
                connections=options["connections"],
                **given,
            )

    @contextmanager
    def _user(self, email: str, options: dict[str, Any]) -> Iterator[User]:
        """A user without a network, who stays only if one is made; then it says how to sign in."""
        email, password = options["email"] or email, options["password"]
        if options["fresh"]:
            users.make_room(email, password)
        with transaction.atomic():
            user = users.ready_user(email, password)
            yield user
        known = f", password {users.PASSWORD}" if user.check_password(users.PASSWORD) else ""
        self.stdout.write(f"{user.email} has a network now. Sign in at {settings.SITE_URL}{known}.")
