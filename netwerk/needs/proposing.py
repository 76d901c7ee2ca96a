"""What a user is shown each day without asking: a few matches that fit well, of different people.

They are chosen by the worker, since looking at a page changes nothing: once a day, and again while there is
room for more. When that is due is a column of the user.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from netwerk.accounts.models import User
from netwerk.needs.models import Match, Proposal
from netwerk.needs.models.match import MatchQuerySet

A_DAY = 3  # proposals, at most
LOOK_AGAIN = timedelta(minutes=10)  # on a day that has room for more


def propose_due(now: datetime, most: int = 500) -> int:
    """Chooses for those whose time has come, `most` at most; gives for how many.

    It doesn't matter how often, or from how many places at once, this is called.
    """
    done = 0
    while done < most and _propose_next(now):
        done += 1
    return done


@transaction.atomic
def _propose_next(now: datetime) -> bool:
    """Chooses for one user whom nobody else has in hand; False when there is none."""
    waiting = User.objects.filter(proposals_at__lte=now, is_active=True).order_by("proposals_at")
    user = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if user is None:
        return False
    is_full = fill(user, user.today(now))
    tomorrow = user.next_midnight(now)
    user.proposals_at = tomorrow if is_full else min(now + LOOK_AGAIN, tomorrow)
    user.save(update_fields=["proposals_at"])
    return True


def fill(user: User, today: date) -> bool:
    """Chooses what is still missing of the proposals of `today`; gives whether there are A_DAY now."""
    for _missing in range(Proposal.objects.of(user).on(today).count(), A_DAY):
        match = _best(user, today)
        if match is None:
            return False
        Proposal.objects.create(owner=user, need_id=match.need_id, helper_id=match.helper_id, day=today)
    return True


def _best(user: User, today: date) -> Match | None:
    """The next to propose; one that was proposed before, longer than a month ago, when there is no other."""
    proposals = Proposal.objects.of(user)
    before = proposals.filter(need=OuterRef("need"), helper=OuterRef("helper"))
    barred = before.filter(Q(taken_up_at__isnull=False) | Q(pk__in=proposals.of_late(today).values("pk")))
    candidates = _candidates(user, today)
    return candidates.exclude(Exists(before)).first() or candidates.exclude(Exists(barred)).first()


def _candidates(user: User, today: date) -> MatchQuerySet:
    """Good matches of others than today's, who were not asked often: of fresh, well matched needs first.

    They are read in the order of the review, which is an index: the first few are found at once.
    """
    proposals = Proposal.objects.of(user)
    todays = proposals.on(today)
    times = proposals.of_late(today).values("helper").annotate(times=Count("id"))
    often = times.filter(times__gte=user.proposals_a_month).values("helper")
    return (
        Match.objects.of(user)
        .shown(today)
        .good()
        .filter(need__owner=user, need__met_at=None, need__withdrawn_at=None, need__contact__archived_at=None)
        # The user can't be asked too often by themselves.
        .exclude(Q(helper__self_of=None) & Q(helper__in=often))
        .exclude(helper__in=todays.values("helper"))
        .exclude(need__contact__in=todays.values("need__contact"))
        .only("need", "helper")
        .order_by("-need__rank", "-need", "-fit", "id")
    )
