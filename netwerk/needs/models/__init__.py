"""What is kept of needs and offers, a noun a file; whoever needs one imports it from here."""

from netwerk.needs.models.dismissal import Dismissal
from netwerk.needs.models.heard import Heard, Need, NeedQuerySet, Offer
from netwerk.needs.models.match import GOOD, Match, Someone
from netwerk.needs.models.proposal import Proposal
from netwerk.needs.models.reading import Reading
from netwerk.needs.models.wording import Vocabulary, Wording

__all__ = [
    "GOOD",
    "Dismissal",
    "Heard",
    "Match",
    "Need",
    "NeedQuerySet",
    "Offer",
    "Proposal",
    "Reading",
    "Someone",
    "Vocabulary",
    "Wording",
]
