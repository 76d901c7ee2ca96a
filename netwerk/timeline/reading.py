"""A timeline, read a page at a time, newest first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet, Subquery

from netwerk.accounts.models import User
from netwerk.chains.models import Given
from netwerk.chains.reading import Chain, beside_each
from netwerk.contacts.models import Contact
from netwerk.prepared import prepared
from netwerk.timeline.ledgers import WITH_CONTACT, WITH_EVERYBODY, Ledger
from netwerk.timeline.models import BaseMoment, ContactMoment, Moment, MomentQuerySet
from netwerk.web import Slice, sliced

PAGE = 8  # moments; the next ones come as soon as the last of these is in sight
KEY = ("-day", "-id", "-branch")
NO_CHAIN = Chain([], [])


@dataclass
class Line:
    """One moment with the row behind it, and the template that shows it. `planned`: its day is to come.

    `chain`: of what a favour or an introduction came, and what came of it.
    """

    day: date
    row: Any
    template: str
    planned: bool
    chain: Chain = NO_CHAIN


@dataclass
class Year:
    """The moments of a year that stand on this page. `goes_on`: the page before ended in the same year."""

    number: int
    lines: list[Line]
    goes_on: bool


@dataclass
class Page:
    """A part of a timeline by year, and the key after which the next part begins ("" at the end)."""

    years: list[Year]
    next: str


def with_everybody(owner: User, after: str = "", until: int | None = None) -> Page:
    """A page of everything with everybody: after the key `after`, or back from the end of `until`."""
    if until and not after:
        return _read(owner, _until("", owner, date(until, 12, 31)), WITH_EVERYBODY)
    return _read(owner, _everybody(after, owner), WITH_EVERYBODY)


def with_contact(owner: User, contact: Contact, after: str = "") -> Page:
    """A page of everything with one contact."""
    return _read(owner, _one(after, owner, contact), WITH_CONTACT)


def known_since(owner: User, contact: Contact) -> date | None:
    """The day of the first moment with a contact."""
    return _first_day.first(owner, contact)


def years(owner: User) -> list[int]:
    """From the year of the owner's last moment back to that of the first."""
    first, last = _ends(owner.pk)[0]
    return list(range(last.year, first.year - 1, -1)) if last else []


@sliced(*KEY, size=PAGE)
def _everybody(owner: User) -> MomentQuerySet:
    return Moment.objects.of(owner).of_others(owner)


@sliced(*KEY, size=PAGE)
def _until(owner: User, day: date) -> MomentQuerySet:
    return Moment.objects.of(owner).of_others(owner).filter(day__lte=day)


@sliced(*KEY, size=PAGE)
def _one(owner: User, contact: Contact) -> MomentQuerySet:
    return ContactMoment.objects.of(owner).filter(contact=contact)


@prepared
def _first_day(owner: User, contact: Contact) -> QuerySet[Any]:
    moments = ContactMoment.objects.of(owner).filter(contact=contact)
    return moments.order_by("day").values_list("day", flat=True)[:1]


@prepared
def _ends(owner: Any) -> QuerySet[Any]:
    """The days of the first moment and the last one, in one row."""
    days = Moment.objects.of(owner).of_others(owner).values("day")
    first, last = (Subquery(days.order_by(order)[:1]) for order in ("day", "-day"))
    return User.objects.filter(pk=owner).values_list(first, last)


def _read(owner: User, part: Slice, ledgers: Mapping[int, Ledger]) -> Page:
    before = part.after[0].year if part.after else None
    lines = _lines(owner, part.items, ledgers)
    by_year = groupby(lines, key=lambda line: line.day.year)
    return Page([Year(number, list(group), number == before) for number, group in by_year], part.next)


def _lines(owner: User, moments: Iterable[BaseMoment], ledgers: Mapping[int, Ledger]) -> list[Line]:
    """The moments with their rows; one that was deleted a moment ago is left out."""
    ids = defaultdict(list)
    for moment in moments:
        ids[moment.branch].append(moment.id)
    rows = {branch: ledgers[branch].load(owner, found) for branch, found in ids.items()}
    today = owner.today()
    lines = [
        Line(
            day=moment.day,
            row=rows[moment.branch][moment.id],
            template=ledgers[moment.branch].template,
            planned=moment.day > today,
        )
        for moment in moments
        if moment.id in rows[moment.branch]
    ]
    given = [line for line in lines if isinstance(line.row, Given)]
    for line, chain in zip(given, beside_each(owner, [line.row for line in given]), strict=True):
        line.chain = chain
    return lines
