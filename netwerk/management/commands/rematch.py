"""`manage.py rematch [EMAIL …]`: writes the book of matches anew."""

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress, TaskID

from netwerk.accounts.models import User
from netwerk.needs.rematching import rematch


class Command(BaseCommand):
    help = "Find all matches of needs and offers again: of these users, or of everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="*", help="the address that a user signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        users = User.objects.order_by("pk")
        if wanted := [email.lower() for email in options["email"]]:
            users = users.filter(email__in=wanted)
            if missing := set(wanted) - set(users.values_list("email", flat=True)):
                raise CommandError(f"Nobody signs in with {', '.join(sorted(missing))}.")
        with Progress() as bar:
            for user in users:
                rematch(user, partial(_show, bar, bar.add_task(user.email, total=None)))


def _show(bar: Progress, task: TaskID, done: int, total: int) -> None:
    bar.update(task, completed=done, total=total)
