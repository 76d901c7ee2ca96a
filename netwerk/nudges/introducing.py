"""The nudges of an introduction: they come and go with what it waits for."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.introductions.models import Introduction
from netwerk.nudges.models import Nudge

PATIENCE = timedelta(weeks=2)  # for an answer


def remind(introduction: Introduction, user: User) -> None:
    """Brings the open nudges of `introduction` in step with what it waits for.

    Call it after every step, in its transaction. What the user has done with a nudge stays.
    """
    wanted = _wanted(introduction, user)
    there = Nudge.objects.of(user).filter(introduction=introduction, dropped_at=None)
    known = {(nudge.contact_id, nudge.why): nudge for nudge in there}
    for key, nudge in known.items():
        if key not in wanted:
            nudge.drop()
    Nudge.objects.bulk_create(
        Nudge(
            owner=user,
            introduction=introduction,
            contact_id=contact,
            why=why,
            due=due,
            cause=Nudge.Cause.INTRODUCTION,
        )
        for (contact, why), due in wanted.items()
        if (contact, why) not in known
    )


def _wanted(introduction: Introduction, user: User) -> dict[tuple[int, str], date]:
    """By contact (id) and reason: the day of the nudge. Nobody is nudged about the user."""
    if not introduction.is_open or introduction.met_on:
        return {}
    two = [one for one in (introduction.first, introduction.second) if one]
    names = {"one": two[0].name, "other": two[1].name}
    if introduction.made_on:
        why = gettext("Did %(one)s and %(other)s meet?") % names
        due = introduction.made_on + timedelta(weeks=user.weeks_to_meet)
        return {(one.pk, why[:300]): due for one in two if not one.self_of_id}
    why = gettext("No answer yet: introduce %(one)s and %(other)s?") % names
    return {
        (getattr(introduction, f"{side}_id"), why[:300]): _day_asked(introduction, side) + PATIENCE
        for side in introduction.unanswered
        if getattr(introduction, f"{side}_id")
    }


def _day_asked(introduction: Introduction, side: str) -> date:
    return timezone.localdate(getattr(introduction, f"asked_{side}_at"))
