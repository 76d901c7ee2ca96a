"""Imports every model, so that Django finds them. Nothing else imports this module."""

from netwerk.accounts.models import User
from netwerk.contacts.models import (
    Circle,
    Connection,
    Contact,
    Double,
    Membership,
    Note,
    Photo,
    Reach,
    YearlyDay,
)
from netwerk.encounters.models import Encounter, Participation
from netwerk.favours.models import Favour
from netwerk.feed.models import Feed
from netwerk.health.models import Heartbeat, Outage
from netwerk.introductions.models import Introduction
from netwerk.introductions.wording import LetterWording
from netwerk.mail.blocks import Block
from netwerk.mail.models import Mail
from netwerk.needs.models import Dismissal, Match, Need, Offer, Proposal, Reading, Vocabulary, Wording
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.reminders import Reminder
from netwerk.timeline.models import ContactMoment, Moment

__all__ = [
    "Block",
    "Circle",
    "Connection",
    "Contact",
    "ContactMoment",
    "Digest",
    "Dismissal",
    "Double",
    "Encounter",
    "Favour",
    "Feed",
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
    "Outage",
    "Participation",
    "Photo",
    "Proposal",
    "Reach",
    "Reading",
    "Reminder",
    "User",
    "Vocabulary",
    "Wording",
    "YearlyDay",
]
