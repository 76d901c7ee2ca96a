"""What is kept of people, a noun a file; whoever needs one imports it from here.

Knows of accounts, and of the pure modules of contacts.
"""

from netwerk.contacts.models.circle import Circle, Membership
from netwerk.contacts.models.connection import Connection
from netwerk.contacts.models.contact import NEVER, UNSEEN, Contact, ContactQuerySet
from netwerk.contacts.models.double import Double
from netwerk.contacts.models.note import Note
from netwerk.contacts.models.photo import Photo
from netwerk.contacts.models.reach import Reach
from netwerk.contacts.models.rhythmic import LONGEST_RHYTHM, Rhythmic
from netwerk.contacts.models.yearly_day import YearlyDay

__all__ = [
    "LONGEST_RHYTHM",
    "NEVER",
    "UNSEEN",
    "Circle",
    "Connection",
    "Contact",
    "ContactQuerySet",
    "Double",
    "Membership",
    "Note",
    "Photo",
    "Reach",
    "Rhythmic",
    "YearlyDay",
]
