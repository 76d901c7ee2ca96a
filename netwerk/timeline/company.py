"""Who was together at encounters."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext, ngettext

from netwerk.accounts.models import User
from netwerk.encounters.models import Encounter
from netwerk.faces import Face

SHOWN = 4  # of an encounter's people; a line of a timeline is not a list of guests

# By hand, because every line of every timeline asks it: one question, where the ORM takes two and spends more
# time on writing them than PostgreSQL on the answer.
GUESTS = """
SELECT guest.encounter_id, guest.guests, guest.note,
       contact.id, contact.name, contact.sort_name, contact.photo_digest
FROM (
    SELECT encounter_id, contact_id, note,
           row_number() OVER (PARTITION BY encounter_id ORDER BY id) AS place,
           count(*) OVER (PARTITION BY encounter_id) AS guests
    FROM netwerk_participation
    WHERE owner_id = %(owner)s AND encounter_id = ANY(%(encounters)s)
      AND contact_id IS DISTINCT FROM %(without)s
) AS guest
JOIN netwerk_contact AS contact ON contact.id = guest.contact_id
WHERE guest.place <= %(shown)s
ORDER BY guest.encounter_id, guest.place
"""


@dataclass
class Company:
    """The first people of an encounter, and how many others there were."""

    people: list[Face] = field(default_factory=list)
    others: int = 0
    # What somebody told who was there alone. With more people, the encounter's own page has the note of each.
    heard: str = ""

    @property
    def and_others(self) -> str:
        """How many others there were, in words; "" for nobody."""
        words = ngettext("and %(others)s other", "and %(others)s others", self.others)
        return words % {"others": self.others} if self.others else ""


def with_whom(encounter: Encounter, company: Company) -> str:
    """What an encounter is and with whom, on one line: "Coffee with Anna, Piet and 3 others"."""
    names = ", ".join(face.name for face in company.people)
    if not names:
        return str(encounter)
    words = gettext("%(meeting)s with %(names)s") % {"meeting": encounter, "names": names}
    return f"{words} {company.and_others}".strip()


def company_at(owner: User, encounters: Collection[int], without: int | None = None) -> dict[int, Company]:
    """The company at each of the encounters (ids), leaving out the contact `without`, in one query.

    An encounter at which there was nobody (else) has an empty one.
    """
    asked: dict[str, Any] = {
        "owner": owner.pk,
        "encounters": list(encounters),
        "without": without,
        "shown": SHOWN,
    }
    companies: dict[int, Company] = defaultdict(Company)
    with connection.cursor() as cursor:
        cursor.execute(GUESTS, asked)
        for encounter, guests, note, *face in cursor.fetchall():
            company = companies[encounter]
            company.people.append(Face(*face))
            company.others = max(0, guests - SHOWN)
            company.heard = note if guests == 1 else ""
    return companies
