"""What the user gave and what came back, by year: nobody's part in it is weighed."""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, Count, F, Max, Q, Value, When
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
        self.me = Contact.objects.of(user).filter(self_of=user).only("pk").first()

    @cached_property
    def years(self) -> list[Year]:
        """Each year, the oldest first."""
        counts = {(year, 1): n for year, n in self._count_done(self._given).items()}
        return by_year(counts | self._introductions(), self._count_done(self._received), self.today.year)

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
        found = self._given.promised().with_faces()
        return list(found.order_by(F("due").asc(nulls_last=True), "id")[:PROMISES])

    @cached_property
    def thanks(self) -> list[Favour]:
        """The newest favours of the user that somebody said thanks for."""
        found = self._given.filter(thanked_on__isnull=False)
        return list(found.with_faces().newest_first()[:THANKS])

    @cached_property
    def could(self) -> list[tuple[Match, date | None]]:
        """Who was given nothing for long, and could be: their best match, and when they last were."""
        needs = Need.objects.of(self.user).open().exclude(contact__self_of=self.user)
        likely = needs.filter(contact__known_at__isnull=False).best_first()
        people = list(dict.fromkeys(likely.values_list("contact", flat=True)[:NEEDS]))
        last = self._last_given(people)
        waiting = [pk for pk in people if pk not in last or last[pk] < self.today - LONG]
        waiting.sort(key=lambda pk: last.get(pk, date.min))
        best = best_of(self.user.pk, Each.SEEKER, waiting[: 4 * PEOPLE], self.today, most=1)
        could = [(best[pk][0], last.get(pk)) for pk in waiting if best[pk]][:PEOPLE]
        find_paths(match for match, _last in could)
        return could

    @property
    def _given(self) -> FavourQuerySet:
        """Favours by the user; none, when they have no contact of their own yet."""
        favours = Favour.objects.of(self.user)
        return favours.given_by(self.me) if self.me else favours.none()

    @property
    def _received(self) -> FavourQuerySet:
        """Favours for the user; none, likewise."""
        favours = Favour.objects.of(self.user)
        return favours.received_by(self.me) if self.me else favours.none()

    def _count_done(self, favours: FavourQuerySet) -> dict[int, int]:
        years = favours.done().annotate(year=ExtractYear("done_on")).values_list("year")
        return dict(years.annotate(Count("id")).order_by())

    def _introductions(self) -> dict[tuple[int, int], int]:
        """Those that were made: of two whom the user knows, or along somebody else."""
        made = Introduction.objects.of(self.user).filter(made_on__isnull=False)
        unknown = Q(first__known_at=None, first__isnull=False) | Q(
            second__known_at=None, second__isnull=False
        )
        far = Q(through__isnull=False) | unknown
        tier = Case(When(far, then=Value(3)), default=Value(2))
        rows = made.annotate(year=ExtractYear("made_on"), tier=tier).values_list("year", "tier")
        return {(year, tier): n for year, tier, n in rows.annotate(n=Count("id")).order_by()}

    def _last_given(self, people: list[int]) -> dict[int, date]:
        """When each of these (ids) was last given something: a favour of the user or an introduction."""
        made = Introduction.objects.of(self.user).filter(made_on__isnull=False)
        last: dict[int, date] = {}
        for rows in (
            self._given.done().filter(receiver__in=people).values_list("receiver"),
            made.filter(first__in=people).values_list("first"),
            made.filter(second__in=people).values_list("second"),
        ):
            for pk, day in rows.annotate(Max("day")).order_by():
                last[pk] = max(day, last.get(pk, day))
        return last
