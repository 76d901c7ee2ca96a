"""What was said last: the newest note about a contact, from a meeting or on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from netwerk.contacts.models import Contact, Note
from netwerk.encounters.models import Encounter, Participation

if TYPE_CHECKING:
    from netwerk.nudges.models import Nudge


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
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


def last_words(nudges: Iterable["Nudge"]) -> None:
    """Sets `said` of each nudge, in three queries however many there are. The nudges have one owner."""
    nudges = list(nudges)
    if not nudges:
        return
    found = _newest(nudges[0].owner_id, {nudge.contact_id for nudge in nudges})
    for nudge in nudges:
        nudge.said = found.get(nudge.contact_id)


def _newest(owner: int, contacts: set[int]) -> dict[int, Said]:
    """The newest note of each contact (ids) that has one. Looks into an index, not at all their notes."""
    ours = {"owner": owner, "contact": OuterRef("pk")}
    heard = Participation.objects.filter(**ours).exclude(note="").order_by("-day", "-id").values("pk")
    noted = Note.objects.filter(**ours).order_by("-day", "-id").values("pk")
    keys = Contact.objects.filter(owner=owner, pk__in=contacts).values_list(
        Subquery(heard[:1]), Subquery(noted[:1])
    )
    heard_keys, noted_keys = zip(*keys, strict=True) if keys else ((), ())
    newest: dict[int, Said] = {}
    for part in Participation.objects.filter(pk__in=heard_keys).select_related("encounter"):
        newest[part.contact_id] = Said(part.note, part.day, part.encounter)
    for note in Note.objects.filter(pk__in=noted_keys):
        if note.contact_id not in newest or newest[note.contact_id].day < note.day:
            newest[note.contact_id] = Said(note.text, note.day)
    return newest
