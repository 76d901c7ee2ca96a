"""What the user gave and what came back, by year: nobody's part in it is weighed."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.models import Contact
from netwerk.favours.models import Favour, FavourQuerySet
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Match, Need
from netwerk.needs.paths import find_paths
from netwerk.needs.showing import Each, best_of
from netwerk.pages.picture import Picture, Year, by_year, draw
from netwerk.prepared import any_of, prepared
from netwerk.web import page

PROMISES = 20
THANKS = 6
PEOPLE = 5
NEEDS = 200  # open needs, best matched first, whose people are looked at
LONG = timedelta(days=180)


@require_safe
def given(request: UserRequest) -> HttpResponse:
    """What was given, what came back, what is promised, and who could do with something."""
    return page(request, "pages/given.html", {"ledger": Ledger(request.user)})


class Ledger:
    """The giving of a user, as the page reads it: each question is asked once."""

    def __init__(self, user: User) -> None:
        self.user, self.today = user, user.today()
        # The user's own contact; 0, which is nobody's id, when they have none yet.
        self.me = _me.first(user) or 0

    @cached_property
    def years(self) -> list[Year]:
        """Each year, the oldest first."""
        counts = {(year, 1): n for year, n in _given(self.user, self.me)}
        counts |= {(year, tier): n for year, tier, n in _introductions(self.user)}
        return by_year(counts, dict(_received(self.user, self.me)), self.today.year)

    @property
    def newest_first(self) -> list[Year]:
        """The same for the table."""
        return self.years[::-1]

    @property
    def picture(self) -> Picture:
        """The newest of them, drawn."""
        return draw(self.years)

    @cached_property
    def promises(self) -> list[Favour]:
        """Those of the user that stand, the nearest day first."""
        return _promises(self.user, self.me)

    @cached_property
    def thanks(self) -> list[Favour]:
        """The newest favours of the user that somebody said thanks for."""
        return _thanks(self.user, self.me)

    @cached_property
    def could(self) -> list[tuple[Match, date | None]]:
        """Who was given nothing for long, and could be: their best match, and when they last were."""
        people = list(dict.fromkeys(_likely(self.user)))
        last: dict[int, date] = {}
        for pk, day in _last_given(self.user, self.me, people) + _last_introduced(self.user, people):
            last[pk] = max(day, last.get(pk, day))
        waiting = [pk for pk in people if pk not in last or last[pk] < self.today - LONG]
        waiting.sort(key=lambda pk: last.get(pk, date.min))
        best = best_of(self.user.pk, Each.SEEKER, waiting[: 4 * PEOPLE], self.today, most=1)
        could = [(best[pk][0], last.get(pk)) for pk in waiting if best[pk]][:PEOPLE]
        find_paths(match for match, _last in could)
        return could


@prepared
def _me(user: User) -> QuerySet[Any]:
    return Contact.objects.of(user).filter(self_of=user).values_list("pk", flat=True)


@prepared
def _given(user: User, me: int) -> QuerySet[Any]:
    """How many favours by the user, by year."""
    return _by_year(Favour.objects.of(user).filter(giver=me))


@prepared
def _received(user: User, me: int) -> QuerySet[Any]:
    """How many favours for the user, by year."""
    return _by_year(Favour.objects.of(user).filter(receiver=me))


def _by_year(favours: FavourQuerySet) -> QuerySet[Any]:
    years = favours.done().annotate(year=ExtractYear("done_on")).values_list("year")
    return years.annotate(Count("id")).order_by()


@prepared
def _introductions(user: User) -> QuerySet[Any]:
    """How many were made, by year and tier: of two whom the user knows, or along somebody else."""
    made = Introduction.objects.of(user).filter(made_on__isnull=False)
    heard_of = Contact.objects.of(user).filter(known_at=None).values("pk")
    far = Q(through__isnull=False) | Q(first__in=heard_of) | Q(second__in=heard_of)
    tier = Case(When(far, then=Value(3)), default=Value(2))
    rows = made.annotate(year=ExtractYear("made_on"), tier=tier).values_list("year", "tier")
    return rows.annotate(n=Count("id")).order_by()


@prepared
def _promises(user: User, me: int) -> FavourQuerySet:
    found = Favour.objects.of(user).filter(giver=me).promised().with_faces()
    return found.order_by(F("due").asc(nulls_last=True), "id")[:PROMISES]


@prepared
def _thanks(user: User, me: int) -> FavourQuerySet:
    found = Favour.objects.of(user).filter(giver=me, thanked_on__isnull=False)
    return found.with_faces().newest_first()[:THANKS]


@prepared
def _likely(user: User) -> QuerySet[Any]:
    """The people (ids) with the needs that are matched best, others than the user."""
    needs = Need.objects.of(user).open().filter(contact__self_of=None, contact__known_at__isnull=False)
    return needs.best_first().values_list("contact", flat=True)[:NEEDS]


def _last_given(user: User, me: int, people: list[int]) -> list[tuple[int, date]]:
    """When the user last did something for each of these (ids)."""
    return [(receiver, day) for giver, receiver, day in _last_done(user, people) if giver == me]


@prepared
def _last_done(user: User, people: list[int]) -> QuerySet[Any]:
    """When each giver last did something for each of these (ids).

    Also givers who are not the user: of a plan that serves them all, PostgreSQL expects that one has given a
    few things, where the user has given nearly everything.
    """
    done = Favour.objects.of(user).filter(any_of("receiver", people)).done()
    return done.values_list("giver", "receiver").annotate(Max("day")).order_by()


def _last_introduced(user: User, people: list[int]) -> list[tuple[int, date]]:
    """When each of these (ids) was last introduced to somebody."""
    return _introduced_first(user, people) + _introduced_second(user, people)


@prepared
def _introduced_first(user: User, people: list[int]) -> QuerySet[Any]:
    return _last_made(user, "first", people)


@prepared
def _introduced_second(user: User, people: list[int]) -> QuerySet[Any]:
    return _last_made(user, "second", people)


def _last_made(user: User, side: str, people: list[int]) -> QuerySet[Any]:
    made = Introduction.objects.of(user).filter(any_of(side, people), made_on__isnull=False)
    return made.values_list(side).annotate(Max("day")).order_by()
