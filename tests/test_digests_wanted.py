"""The two places that say whom a digest is due to agree: due.py in SQL, NudgeQuerySet in Django."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from netwerk.accounts.models import User
from netwerk.nudges.due import raise_batch
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from tests.factories import MONDAY, make_contact, make_need, make_nudge, make_user

DAY = timedelta(days=1)
TODAY = MONDAY.date()
NEVER = MONDAY + 365 * DAY


def nudges() -> Iterator[tuple[User, dict[str, Any]]]:
    """Users, each with one nudge: of every kind that differs in whether it asks for something."""
    for due, ended, archived in product((-DAY, 0 * DAY, DAY), ("", "done_at", "dropped_at"), (None, MONDAY)):
        yield _nudge({"archived_at": archived}, due=TODAY + due, **({ended: MONDAY} if ended else {}))
    for seen, since in product((None, TODAY - 9 * DAY, TODAY - 3 * DAY), (None, TODAY - 9 * DAY, TODAY)):
        yield _nudge({"last_seen": seen}, stands_since=since)
    days = (None, TODAY - 9 * DAY, TODAY)
    for heard, stands, asked in product(days[1:], days, days[1:]):
        yield _nudge({}, {"day": heard, "stands_at": stands}, for_day=asked)
    for answered in ("met_at", "withdrawn_at"):
        yield _nudge({}, {"day": TODAY - 9 * DAY, answered: MONDAY}, for_day=TODAY)


def _nudge(
    contact: dict[str, Any], need: dict[str, Any] | None = None, **fields: Any
) -> tuple[User, dict[str, Any]]:
    """A user whose hour has come, who has this and whose day has nothing more to raise."""
    user = make_user(nudges_at=NEVER)
    User.objects.filter(pk=user.pk).update(digest_at=MONDAY)
    about = make_contact(user, **contact)
    asked = {"need": make_need(about, "een zaal", **need)} if need is not None else {}
    make_nudge(user, about, **({"due": TODAY} | asked | fields))
    return user, {"contact": contact, "need": need, **fields}


@pytest.mark.django_db
def test_who_is_due_in_sql_is_who_is_due_in_django():
    cases = dict(nudges())
    raise_batch(MONDAY)
    told = set(Digest.objects.values_list("owner", flat=True))
    found = {user: user.pk in told for user in cases}
    wanted = {user: Nudge.objects.of(user).due(user.covers(TODAY)).exists() for user in cases}
    assert [cases[user] for user in cases if found[user] != wanted[user]] == []
    assert {True, False} == set(found.values())
