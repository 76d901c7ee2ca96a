from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from netwerk.health.models import Heartbeat
from netwerk.health.probes import LATE, PROCESSES


class Command(BaseCommand):
    help = "Say when a process last showed that it is alive; fails when that is too long ago."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=PROCESSES)

    def handle(self, *args: Any, **options: Any) -> None:
        heartbeat = Heartbeat.objects.filter(pk=options["name"]).first()
        if heartbeat is None:
            raise CommandError("never")
        age = heartbeat.age(timezone.now())
        if age >= LATE:
            raise CommandError(f"{age.total_seconds():.0f} seconds ago")
        self.stdout.write(f"{age.total_seconds():.0f} seconds ago")
