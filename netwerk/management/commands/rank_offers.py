"""`manage.py rank_offers FILE`: for each need in a file of texts, the offers that fit."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from netwerk.needs.matching import rank


class Command(BaseCommand):
    help = (
        'Read {"asks": [{"id", "text"}], "offers": [{"id", "text"}]} from FILE, and print '
        "{ask id: [offer ids, best first]}. An offer that does not fit is not named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts = json.loads(options["file"].read_text(encoding="utf-8"))
            asks, offers = ({row["id"]: row["text"] for row in texts[key]} for key in ("asks", "offers"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{options['file']} can't be read: {error!r}") from error
        self.stdout.write(json.dumps(rank(asks, offers)))
