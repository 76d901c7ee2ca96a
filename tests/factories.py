"""Rows for tests: real ones, made the way the app makes them; and days to make them on."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter, Participation, note_last_seen
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs import book
from netwerk.needs.models import Match, Need, Offer
from netwerk.nudges.models import Nudge

PASSWORD = "gezellig-borrelen-26"
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)  # a Thursday
TODAY = NOW.date()
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven o'clock in Amsterdam
numbers = count(1)


def make_user(email: str = "", **fields: Any) -> User:
    """A user who signs in with PASSWORD, and has visited before.

    Without quiet hours: what a test sends goes at any time of the day that it is run.
    """
    fields = {"asked_at": NOW, "quiet_from": 0, "quiet_until": 0} | fields
    return User.objects.create_user(email or f"user{next(numbers)}@netwerk.example", PASSWORD, **fields)


def make_contact(owner: User, name: str = "", **fields: Any) -> Contact:
    return Contact.objects.create(owner=owner, name=name or f"Contact {next(numbers)}", **fields)


def make_encounter(owner: User, *contacts: Contact, day: date | None = None, **fields: Any) -> Encounter:
    """An encounter of `contacts` on `day` (today, when not given), each without a note of their own."""
    encounter = Encounter.objects.create(owner=owner, day=day or owner.today(), **fields)
    Participation.objects.bulk_create(
        Participation(owner=owner, encounter=encounter, contact=contact, day=encounter.day)
        for contact in contacts
    )
    note_last_seen(owner, [contact.pk for contact in contacts])
    return encounter


def make_need(contact: Contact, text: str, **fields: Any) -> Need:
    """A need of `contact`, heard today, in the book of matches."""
    said = {"day": contact.owner.today(), "text": text} | fields
    need = Need.objects.create(owner=contact.owner, contact=contact, **said)
    book.write_need(need)
    return need


def make_offer(contact: Contact, text: str, **fields: Any) -> Offer:
    """An offer of `contact`, heard today, in the book of matches."""
    said = {"day": contact.owner.today(), "text": text} | fields
    offer = Offer.objects.create(owner=contact.owner, contact=contact, **said)
    book.write_offer(offer)
    return offer


def make_nudge(owner: User, contact: Contact, due: date | None = None, **fields: Any) -> Nudge:
    return Nudge.objects.create(owner=owner, contact=contact, due=due or owner.today(), **fields)


def introduce(browser: Client, match: Match) -> HttpResponse:
    """Takes up a match of two others on the page of a new introduction, as its link fills it in."""
    form = browser.get(f"/introductions/new/?{match.introduction_query}").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return browser.post("/introductions/new/", {name: text for name, text in sent.items() if text})


def matched(need: Need) -> list[str]:
    """The names of who could meet a need, the best first."""
    return [match.helper.name for match in need.matches.select_related("helper").order_by("-fit", "id")]


def make_favour(giver: Contact, receiver: Contact, what: str = "Send the article", **fields: Any) -> Favour:
    """A favour promised today, or with the days given."""
    days = {} if "done_on" in fields else {"promised_on": giver.owner.today()}
    return Favour.objects.create(
        owner=giver.owner, giver=giver, receiver=receiver, what=what, **(days | fields)
    )


def make_introduction(first: Contact, second: Contact, **fields: Any) -> Introduction:
    """An introduction that begins today, of which nothing has happened yet."""
    began = {"began_on": first.owner.today()} | fields
    return Introduction.objects.create(owner=first.owner, first=first, second=second, **began)
