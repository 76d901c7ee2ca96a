"""`manage.py digests`: those that did not arrive, and another try for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netwerk.nudges.mailed import Digest, DigestQuerySet
from netwerk.nudges.troubled import requeue, trouble, troubled

MOST = 200  # lines of the table


class Command(BaseCommand):
    help = "Show the digests that failed, wait for another try, or are stuck; try some or all of them again."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--requeue", nargs="+", type=int, metavar="ID", help="try these again")
        which.add_argument("--requeue-all", action="store_true", help="try all that failed or wait again")

    def handle(self, *args: Any, **options: Any) -> None:
        digests = troubled(timezone.now())
        if options["requeue"]:
            self._requeue(Digest.objects.filter(pk__in=options["requeue"]))
        elif options["requeue_all"]:
            self._requeue(digests)
        else:
            self._show(digests)

    def _show(self, digests: DigestQuerySet) -> None:
        table = Table("ID", "day", "to", "state", "tries", "next try", "the mail server said")
        now = timezone.now()
        for digest in digests[:MOST]:
            mail, state = digest.mail, trouble(digest, now)
            at = "" if state == "failed" else f"{mail.due_at:%Y-%m-%d %H:%M}"
            row = (digest.pk, digest.day, mail.to, state, mail.attempts, at, mail.error)
            table.add_row(*(_plain(each) for each in row))
        if table.row_count:
            Console().print(table)
        count = digests.count()
        self.stdout.write(f"{count} digests did not arrive." if count else "Every digest arrived.")
        if count > MOST:
            self.stdout.write(f"The newest {MOST} are shown.")

    def _requeue(self, digests: DigestQuerySet) -> None:
        count = 0
        for digest, changed, void in requeue(digests):
            count += changed
            will = f"will not be sent: {gettext(void)}" if void else "will be tried within a minute."
            self.stdout.write(f"{digest.pk} {digest.mail.to}: {will if changed else 'nothing to do.'}")
        self.stdout.write(f"{count} queued again.")


def _plain(cell: object) -> Text:
    """What a server said is shown, whatever it would mean to a terminal."""
    return Text("".join(letter if letter.isprintable() else " " for letter in str(cell)))
