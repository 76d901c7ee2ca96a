"""What was said last: the newest note about a contact, from a meeting or on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.text import Truncator

from netwerk.encounters.models import Encounter

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge

LONGEST = 400  # characters on a card; the contact's page has the rest

# By hand: one look into each of two indexes for each contact, however much they said before. On the same day,
# what was heard at a meeting goes first.
NEWEST = """
SELECT contact.id, said.text, said.day, encounter.kind, encounter.title
FROM unnest(%(owners)s::bigint[], %(contacts)s::bigint[]) AS contact (owner_id, id)
CROSS JOIN LATERAL (
    (SELECT note AS text, day, encounter_id FROM netwerk_participation
     WHERE owner_id = contact.owner_id AND contact_id = contact.id AND note <> ''
     ORDER BY day DESC, id DESC LIMIT 1)
    UNION ALL
    (SELECT text, day, NULL FROM netwerk_note
     WHERE owner_id = contact.owner_id AND contact_id = contact.id
     ORDER BY day DESC, id DESC LIMIT 1)
    ORDER BY day DESC, encounter_id LIMIT 1
) AS said
LEFT JOIN netwerk_encounter AS encounter ON encounter.id = said.encounter_id
"""


@dataclass(frozen=True)
class Said:
    """A note, the day it is of, and the encounter it was heard at, if any."""

    text: str
    day: date
    encounter: Encounter | None = None

    @property
    def meeting(self) -> str:
        """What the encounter is called, in the language it is read in; "" when there was none."""
        return str(self.encounter or "")

    @property
    def short(self) -> str:
        """The text, or the beginning of a long one."""
        return self.text if len(self.text) <= LONGEST else Truncator(self.text).chars(LONGEST)

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


def last_words(nudges: Iterable["Nudge"]) -> None:
    """Sets `said` of each nudge, in one query however many there are."""
    nudges = list(nudges)
    if not nudges:
        return
    found = _newest({nudge.contact_id: nudge.owner_id for nudge in nudges})
    for nudge in nudges:
        nudge.said = found.get(nudge.contact_id)


def _newest(owners: dict[int, int]) -> dict[int, Said]:
    """The newest note of each contact (id) that has one. `owners`: whose each contact is."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"owners": list(owners.values()), "contacts": list(owners)})
        return {
            contact: Said(text, day, None if kind is None else Encounter(kind=kind, title=title))
            for contact, text, day, kind, title in cursor.fetchall()
        }
