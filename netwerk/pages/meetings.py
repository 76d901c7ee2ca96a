"""Planned meetings on Today: those of the day, and those that wait to be told of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from netwerk.accounts.models import User
from netwerk.encounters.models import Encounter
from netwerk.prepared import prepared
from netwerk.timeline.company import Company, company_at, with_whom

SHOWN = 5  # the oldest first; the next ones come when these were told of


@dataclass
class Meeting:
    """A planned encounter whose day has come. `is_past`: it is over, and how was it?"""

    encounter: Encounter
    company: Company
    is_past: bool

    @property
    def words(self) -> str:
        """What it is, and with whom."""
        return with_whom(self.encounter, self.company)


def meetings(owner: User, today: date) -> list[Meeting]:
    """Those of `today` and before it that nothing was told of yet, in two queries."""
    found = _untold(owner, today)
    companies = company_at(owner, [one.pk for one in found]) if found else {}
    return [Meeting(one, companies[one.pk], one.day < today) for one in found]


@prepared
def _untold(owner: User, today: date) -> QuerySet[Encounter]:
    return Encounter.objects.of(owner).untold(today)[:SHOWN]
