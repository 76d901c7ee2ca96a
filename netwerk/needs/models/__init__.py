"""What is kept of needs and offers, a noun a file; whoever needs one imports it from here."""

from netwerk.needs.models.dismissal import Dismissal
from netwerk.needs.models.heard import Heard, Need, NeedQuerySet, Offer
from netwerk.needs.models.match import Match, Someone
from netwerk.needs.models.reading import Reading
from netwerk.needs.models.wording import Vocabulary, Wording

__all__ = [
    "Dismissal",
    "Heard",
    "Match",
    "Need",
    "NeedQuerySet",
    "Offer",
    "Reading",
    "Someone",
    "Vocabulary",
    "Wording",
]
