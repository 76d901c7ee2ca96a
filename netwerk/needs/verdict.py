"""Whether the review shows somebody for a need, and if not, for which reason, in plain words."""

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext

from netwerk.contacts.models import Contact
from netwerk.needs.book import MOST
from netwerk.needs.models import Dismissal, Match, Need, Vocabulary
from netwerk.needs.paths import find_paths


class Verdict(NamedTuple):
    """What is said of somebody; with the `dismissal` that can be taken back, if that is the reason."""

    text: str
    dismissal: Dismissal | None = None


def verdict(need: Need, contact: Contact, today: date, *, fits: bool, shares: bool) -> Verdict:
    """Of `contact`, whose texts fit or at least share words with the need as they are now."""
    if left_out := _left_out(need, contact):
        return Verdict(left_out)
    pair = {"owner": need.owner_id, "need": need, "helper": contact}
    if dismissal := Dismissal.objects.in_force(today).filter(**pair).first():
        return Verdict(_dismissed(dismissal, contact), dismissal)
    match = Match.objects.filter(**pair).with_faces().first()
    if match:
        return Verdict(_matched(match, need, today))
    return Verdict(_unmatched(contact, fits=fits, shares=shares))


def _left_out(need: Need, contact: Contact) -> str:
    """Why nobody looks at the texts at all; "" when they do."""
    name = {"name": contact.name}
    if not need.is_open:
        return gettext("This need is met or withdrawn: nobody is looked for any more.")
    if contact.pk == need.contact_id:
        return gettext("%(name)s is who looks for it.") % name
    if need.contact.archived_at:
        said = gettext("%(name)s is archived, and with them what they look for.")
        return said % {"name": need.contact.name}
    return gettext("%(name)s is archived, and left out of all matches.") % name if contact.archived_at else ""


def _dismissed(dismissal: Dismissal, contact: Contact) -> str:
    if dismissal.until:
        said = gettext("You put %(name)s off until %(day)s.")
        return said % {"name": contact.name, "day": date_format(dismissal.until)}
    return gettext("You said that %(name)s is not a fit for this.") % {"name": contact.name}


def _matched(match: Match, need: Need, today: date) -> str:
    """A match is shown, unless others are so much better; the best few of a need come first."""
    name = {"name": match.helper.name}
    if match.fit < need.least:
        return gettext("%(name)s is left out, as two others fit much better.") % name
    find_paths([match])
    if match.are_acquainted:
        return gettext("%(name)s is a match, but they know each other: a word from you is enough.") % name
    better = Match.objects.filter(owner=need.owner_id, need=need, fit__gt=match.fit).shown(today).count()
    if better:
        said = gettext("%(name)s is a match, number %(place)s of this need.")
        return said % (name | {"place": better + 1})
    return gettext("%(name)s is a match, the best of this need.") % name


def _unmatched(contact: Contact, *, fits: bool, shares: bool) -> str:
    name = {"name": contact.name}
    if contact.unread_at or Vocabulary.objects.filter(owner=contact.owner_id).unread().exists():
        return gettext("What you wrote of %(name)s is still being read. Look again in a minute.") % name
    if fits:
        return gettext("%(name)s fits, but %(number)s others fit better.") % (name | {"number": MOST})
    if shares:
        return gettext("%(name)s has something in common with it, but too little for a match.") % name
    return gettext("Nothing that you wrote of %(name)s has to do with it.") % name
