"""Imports every model, so that Django finds them. Nothing else imports this module."""

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Connection, Contact, Double, Membership, Note, Photo, Reach
from netwerk.encounters.models import Encounter, Participation
from netwerk.favours.models import Favour
from netwerk.health.models import Heartbeat
from netwerk.introductions.models import Introduction
from netwerk.introductions.wording import LetterWording
from netwerk.mail.models import Mail
from netwerk.needs.models import Dismissal, Match, Need, Offer, Proposal, Reading, Vocabulary, Wording
from netwerk.nudges.models import Digest, Nudge
from netwerk.timeline.models import ContactMoment, Moment

__all__ = [
    "Circle",
    "Connection",
    "Contact",
    "ContactMoment",
    "Digest",
    "Dismissal",
    "Double",
    "Encounter",
    "Favour",
    "Heartbeat",
    "Introduction",
    "LetterWording",
    "Mail",
    "Match",
    "Membership",
    "Moment",
    "Need",
    "Note",
    "Nudge",
    "Offer",
    "Participation",
    "Photo",
    "Proposal",
    "Reach",
    "Reading",
    "User",
    "Vocabulary",
    "Wording",
]
