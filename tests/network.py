"""A network with a row of every kind, as small or as large as a test wants it."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Connection, Contact, Membership, Note, Photo, Reach, YearlyDay
from netwerk.encounters.models import Encounter, Participation
from netwerk.favours.models import Favour
from netwerk.feed.models import Feed
from netwerk.introductions.models import Introduction
from netwerk.mail.models import Mail
from netwerk.needs.models import Dismissal, Match, Proposal, Vocabulary, Wording
from netwerk.nudges import signed
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from netwerk.nudges.reminders import Reminder
from netwerk.pages.today import CARDS
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_offer,
)

KEEPING = ("nudges.keeping", "nudges.choose_rhythm", "nudges.add_yearly_day", "nudges.add_reminder")
TABLE = 12  # people at one meeting
LONG = "Hottentottententententoonstellingsmakersgildevoorzitter"  # does not fit on a phone without a break
KINDS = {kind: f"iets-{kind}" for kind in Reach.Kind} | {Reach.Kind.EMAIL: f"{LONG.lower()}@netwerk.example"}


def own_routes() -> dict[str, URLPattern]:
    """Every route of ours by its name; what allauth and the admin bring is theirs."""
    patterns = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    return {str(pattern.name): pattern for pattern in patterns}


def photo(colour: str = "olive") -> bytes:
    """A small WebP."""
    data = BytesIO()
    Image.new("RGB", (8, 8), colour).save(data, "WEBP")
    return data.getvalue()


class Network:
    """`size` contacts of `owner` with a photo, and as many meetings, notes, nudges, circles and mails.

    `self.anna`, the first contact, has everything: was at every meeting, is in every circle, can be reached
    in as many ways. One nudge of three is due, but no more than Today shows at once: it has room for those
    that are to come.
    """

    def __init__(self, owner: User, size: int) -> None:
        self.owner, self.size, self.today = owner, size, owner.today()
        self.contacts = [self._contact(number) for number in range(size)]
        self.anna = self.contacts[0]
        self.encounters = [self._evening(number) for number in range(size)]
        self.nudges = Nudge.objects.bulk_create(self._nudge(number) for number in range(size))
        self.notes = Note.objects.bulk_create(self._note(number) for number in range(size))
        self.circles = [Circle.objects.create(owner=owner, name=f"{n} {LONG}"[:60]) for n in range(size)]
        Membership.objects.bulk_create(
            Membership(owner=owner, contact=self.anna, circle=circle) for circle in self.circles
        )
        Reach.objects.bulk_create(self._reach(number, self.anna) for number in range(size))
        Reach.objects.bulk_create(self._reach(1, contact) for contact in self.contacts[1:])
        self.needs = [
            make_need(self.anna, f"zoekt een {LONG}, fiscalist", day=self._ago(number))
            for number in range(size)
        ]
        self.yearly_days = YearlyDay.objects.bulk_create(self._yearly_day(n) for n in range(size))
        self.reminders = Reminder.objects.bulk_create(self._reminder(number) for number in range(size))
        self.connections = [
            Connection.objects.create(owner=owner, one=self.anna, other=other, words=LONG)
            for other in self.contacts[1:]
        ]
        self.offers = [
            make_offer(contact, f"fiscalist bij {LONG}", day=self._ago(number))
            for number, contact in enumerate(self.contacts[:TABLE])
        ]
        self.introductions = [self._introduction(number) for number in range(size - 2)]
        self.favours: list[Favour] = []
        for number in range(size):
            self.favours.append(self._favour(number))
        if size > 1:
            self.matches = list(self.needs[0].matches.order_by("id"))
            make_need(self.contacts[1], "zoekt een fiscalist")
            self.dismissal = Dismissal.objects.create(
                owner=owner, need=self.needs[0], helper=self.matches[0].helper
            )
            Proposal.objects.bulk_create(self._proposal(match) for match in self.matches[1:4])
        self.wordings = Wording.objects.bulk_create(
            Wording(owner=owner, text=f"{LONG}, {LONG.lower()}{number}") for number in range(size)
        )
        Vocabulary.objects.create(owner=owner, version=1, unread_at=timezone.now())
        self.feed = Feed.objects.make(owner)
        self.plans = [self._plan(number) for number in range(size)]
        self.mails = Mail.objects.bulk_create(self._mail(number) for number in range(size))
        Digest.objects.create(owner=owner, day=self.today, mail=self.mails[-1])

    def address(self, route: str) -> str:
        """The address of one of own_routes(), naming rows of this network."""
        wanted = own_routes()[route].pattern.converters
        row = self._row(route)
        known: dict[str, Any] = {
            "pk": row.pk if row else None,
            "digest": self.anna.photo_digest,
            "verb": "done",
            "side": "first",
            "key": self.feed.key,
            "token": signed.stop_token(self.owner)
            if route == "nudges.stop"
            else signed.token(self.nudges[0]),
        }
        return reverse(route, kwargs={argument: known[argument] for argument in wanted})

    def _row(self, route: str) -> Model | None:
        package, view = route.split(".")
        rows: dict[str, Model] = {
            "favours": self.favours[0],
            "pages": self.favours[0] if "favour" in view else self.anna,
            "contacts": self.anna,
            "encounters": self.encounters[0],
            "needs": self.needs[0],
            "nudges": self.nudges[0],
            "mail": self.mails[-1],
            "introductions": self.introductions[0],
        }
        named: dict[str, Model] = {
            "contacts.disconnect": self.connections[0],
            "contacts.edit_connection": self.connections[0],
            "encounters.plan": self.anna,
            "needs.add": self.anna,
            "needs.withdraw_offer": self.offers[0],
            "needs.edit_offer": self.offers[0],
            "needs.edit_words": self.wordings[0],
            "needs.remove_words": self.wordings[0],
            "needs.dismiss": self.matches[0],
            "needs.undismiss": self.dismissal,
            "pages.help": self.matches[0],
            "pages.came_of_meeting": self.encounters[0],
            "nudges.edit_yearly_day": self.yearly_days[0],
            "nudges.remove_yearly_day": self.yearly_days[0],
            "nudges.edit_reminder": self.reminders[0],
            "nudges.end_reminder": self.reminders[0],
            **dict.fromkeys(KEEPING, self.anna),
        }
        if route in named:
            return named[route]
        if view.startswith("introduction_"):
            return self.introductions[0]
        return self.notes[0] if "note" in view else self.circles[0] if "circle" in view else rows.get(package)

    def _contact(self, number: int) -> Contact:
        contact = make_contact(
            self.owner,
            f"Anna {LONG} {number}",
            headline=f"{LONG}, hoofd {number}",
            organisation=f"De {LONG} {number}",
            place=f"Wijk {number}",
            drives="Dat iedereen ergens bij hoort.",
            notes="Belt liever dan dat ze schrijft.",
            how_met="In de rij voor de garderobe.",
            language="nl",
            birth_day=29,
            birth_month=2,
        )
        Photo.objects.keep(contact, photo())
        return contact

    def _evening(self, number: int) -> Any:
        """Anna and the next few; all of them, when they are fewer. The first is of every contact."""
        others = (
            self.contacts[1:]
            if not number
            else [self.contacts[(number + n) % self.size] for n in range(TABLE)]
        )
        guests = {contact.pk: contact for contact in (self.anna, *others)}.values()
        encounter = make_encounter(
            self.owner,
            *guests,
            day=self.today - timedelta(days=number * 30),
            kind="borrel",
            title=f"Borrel {number} van {LONG}",
            place="Café De Brug",
            note="Het was er vol.",
        )
        Participation.objects.filter(encounter=encounter).update(
            note=f"zoekt een {LONG}, zie https://x.example/{LONG}"
        )
        return encounter

    def _plan(self, number: int) -> Encounter:
        """A coffee with Anna and another, planned; of all but the first few it was told how they went."""
        guests = {self.anna.pk: self.anna, self.contacts[number].pk: self.contacts[number]}.values()
        days = {"planned_at": timezone.now(), "told_at": timezone.now() if number > 2 else None}
        return make_encounter(
            self.owner, *guests, day=self._ago(number), kind="coffee", place=f"De {LONG}", **days
        )

    def _ago(self, number: int) -> date:
        """A day back each time, so that the newest page of a timeline has a row of every kind."""
        return self.today - timedelta(days=number)

    def _introduction(self, number: int) -> Introduction:
        """Of Anna and each of the others but the last, through that last one."""
        other, last = self.contacts[number + 1], self.contacts[-1]
        return make_introduction(
            self.anna, other, through=last, why=f"Allebei {LONG}", began_on=self._ago(number)
        )

    def _favour(self, number: int) -> Favour:
        """The user's own, for Anna: every third is thanked for; all but the first came of the first."""
        me, day = Contact.objects.me(self.owner), self._ago(number)
        days = {"done_on": day, "thanked_on": day} if number % 3 == 1 else {"promised_on": day}
        cause = {"came_of_favour": self.favours[0]} if self.favours else {}
        return make_favour(me, self.anna, f"Een {LONG}", encounter=self.encounters[0], **days, **cause)

    def _nudge(self, number: int) -> Nudge:
        contact, encounter = self.contacts[number], self.encounters[0]
        days = -number if number < min(self.size // 3, CARDS) else number
        return Nudge(
            owner=self.owner, contact=contact, encounter=encounter, due=self.today + timedelta(days=days)
        )

    def _yearly_day(self, number: int) -> YearlyDay:
        return YearlyDay(owner=self.owner, contact=self.anna, label=LONG, day=1 + number % 28, month=3)

    def _reminder(self, number: int) -> Reminder:
        start = self.today + timedelta(days=number)
        return Reminder(owner=self.owner, contact=self.anna, text=LONG, start=start, next_on=start)

    def _proposal(self, match: Match) -> Proposal:
        return Proposal(owner=self.owner, need=match.need, helper=match.helper, day=self.today)

    def _note(self, number: int) -> Note:
        contact = self.contacts[number % 2]
        return Note(
            owner=self.owner, contact=contact, day=self.today - timedelta(days=number), text=f"Wil {LONG}."
        )

    def _reach(self, number: int, contact: Contact) -> Reach:
        kind = [*KINDS][number % len(KINDS)]
        return Reach(owner=self.owner, contact=contact, kind=kind, value=KINDS[kind])

    def _mail(self, number: int) -> Mail:
        """The last of them has failed for good."""
        last = number == self.size - 1
        return Mail(
            owner=self.owner,
            kind=Mail.Kind.DIGEST,
            to=self.owner.email,
            subject=f"{LONG} {number}",
            text=f"{LONG} https://x.example/{LONG}",
            attempt=1,
            sent_at=None if last else timezone.now(),
            failed_at=timezone.now() if last else None,
            error=f"550 {LONG}" if last else "",
        )
