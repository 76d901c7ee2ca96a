"""`make up`: everything that Netwerk is, in one terminal."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from netwerk.local import free_port, static

WELCOME = """
Netwerk is at {address}

Sign in:  sign up at {address}/accounts/signup/
          or, after `make demo`, as demo@netwerk.example with password netwerk-demo
Mail:     {mail}
Stop:     Ctrl-C
"""


class Command(BaseCommand):
    help = "Bring the database up to date, and run web server, worker and beat on PORT until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        from netwerk.local import processes  # here, because a production has no honcho

        port = free_port(os.environ)
        call_command("migrate", interactive=False)
        static.collect()
        connections.close_all()
        sys.exit(processes.run(port, processes.commands(port), welcome()))


def welcome() -> str:
    """Where the site is, how to get in, and where its mail goes."""
    files = f"{settings.MAIL_DIR}/*.eml, and Settings → Mail"
    mail = files if settings.MAIL_DIR else f"sent by {settings.EMAIL_HOST}"
    return WELCOME.format(address=settings.SITE_URL, mail=mail)
