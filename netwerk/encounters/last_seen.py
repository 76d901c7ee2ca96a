"""When each contact was last seen, when days go by."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from netwerk.accounts import zones
from netwerk.accounts.models import User
from netwerk.encounters.models import Participation, note_last_seen

REACH = timedelta(days=31)  # how long the clock that calls this may have stood still


def catch_up(now: datetime | None = None) -> None:
    """Brings `last_seen` up to date for encounters that were planned and whose day has come.

    Today is the owner's, so each time zone in use is asked about its own day. Doing it twice changes nothing.
    """
    now = now or timezone.now()
    users = User.objects.filter(time_zone__in=zones.names())  # one that is no more must not stop the others
    for zone in users.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        today = now.astimezone(ZoneInfo(zone)).date()
        behind = Participation.objects.filter(
            # Through the encounter, which has an index by day; a participation's own day has none.
            encounter__owner__time_zone=zone,
            encounter__day__range=(today - REACH, today),
        ).filter(Q(contact__last_seen=None) | Q(contact__last_seen__lt=F("day")))
        _note(behind.values_list("owner", "contact"))


def _note(pairs: Iterable[tuple[int, int]]) -> None:
    """Writes it for these owners and contacts (ids)."""
    contacts = defaultdict(list)
    for owner_id, contact_id in pairs:
        contacts[owner_id].append(contact_id)
    for owner in User.objects.filter(pk__in=contacts):
        with transaction.atomic():
            note_last_seen(owner, contacts[owner.pk])
