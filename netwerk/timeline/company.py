"""Who was together at encounters."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max
from django.utils.translation import ngettext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Participation

FACE = ("name", "sort_name", "photo_digest")  # what a name with its face needs
SHOWN = 5  # of an encounter's people; a line of a timeline is not a list of guests


@dataclass
class Company:
    """The first people of an encounter, and how many others there were."""

    people: list[Contact] = field(default_factory=list)
    others: int = 0
    # What somebody told who was there alone. With more people, the encounter's own page has the note of each.
    heard: str = ""

    @property
    def and_others(self) -> str:
        """How many others there were, in words; "" for nobody."""
        words = ngettext("and %(others)s other", "and %(others)s others", self.others)
        return words % {"others": self.others} if self.others else ""


def company_at(owner: User, encounters: Collection[int], without: int | None = None) -> dict[int, Company]:
    """The company at each of the encounters (ids), leaving out the contact `without`, in two queries.

    An encounter at which there was nobody (else) is not in the answer.
    """
    present = Participation.objects.of(owner).filter(encounter__in=encounters).exclude(contact=without)
    guests = list(
        present.values_list("encounter").annotate(people=ArrayAgg("contact", order_by="id"), note=Max("note"))
    )
    shown = {pk for _, people, _ in guests for pk in people[:SHOWN]}
    contacts = Contact.objects.of(owner).only(*FACE).in_bulk(shown) if shown else {}
    return {
        encounter: Company(
            people=[contacts[pk] for pk in people[:SHOWN] if pk in contacts],
            others=len(people[SHOWN:]),
            heard=note if len(people) == 1 else "",
        )
        for encounter, people, note in guests
    }
