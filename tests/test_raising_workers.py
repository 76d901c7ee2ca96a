"""Several workers raise nudges at once: none is raised twice, and nobody waits for who is in hand already."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.nudges.models import Nudge
from netwerk.nudges.raising import raise_for, raise_waiting
from tests.factories import make_contact, make_user
from tests.sending import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def owner_of_ten() -> User:
    """Somebody of whose contacts ten have run out of rhythm, and two have a birthday."""
    user = make_user()
    today = user.today()
    long_ago = timezone.now() - timedelta(days=400)
    for number in range(10):
        make_contact(user, rhythm=7 + number, rhythm_since=long_ago.date(), created_at=long_ago)
    for _ in range(2):
        make_contact(user, birth_day=today.day, birth_month=today.month)
    return user


def test_two_that_raise_for_one_user_at_once_raise_everything_once() -> None:
    user = owner_of_ten()
    assert sorted(at_once(2, lambda: raise_for(user, user.today()))) == [0, 5]
    assert Nudge.objects.count() == 5


def test_who_is_in_hand_is_passed_over() -> None:
    first, second = owner_of_ten(), owner_of_ten()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=first.pk)
        assert at_once(1, lambda: raise_waiting(timezone.now())) == [1]
    assert set(Nudge.objects.values_list("owner", flat=True)) == {second.pk}
