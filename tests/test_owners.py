"""The database itself keeps owners apart: no code, however wrong, can tie one user's row to another's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, SameOwner
from netwerk.contacts.models import (
    Circle,
    Connection,
    Contact,
    Double,
    Membership,
    Note,
    Photo,
    Reach,
    YearlyDay,
)
from netwerk.encounters.models import Encounter, Participation
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Dismissal, Match, Need, Offer, Proposal, Reading
from netwerk.nudges.models import Nudge
from netwerk.nudges.reminders import Reminder
from tests.factories import (
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_user,
)

pytestmark = pytest.mark.django_db


def owned_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_app_config("netwerk").get_models()
        if issubclass(model, Owned) and model._meta.managed
    ]


def test_every_reference_between_owned_rows_is_composite() -> None:
    """Found by looking at the models, so that a new one can't forget it."""
    for model in owned_models():
        kept = {
            constraint.field for constraint in model._meta.constraints if isinstance(constraint, SameOwner)
        }
        references = {
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Owned)
        }
        assert references == kept, model.__name__


Make = Callable[[User, Contact, Encounter, Circle], Any]
MIXED: dict[str, Make] = {
    "membership of a contact": lambda me, his, _e, circle: Membership.objects.create(
        owner=me, contact=his, circle=Circle.objects.create(owner=me, name="Eigen")
    ),
    "membership of a circle": lambda me, _c, _e, circle: Membership.objects.create(
        owner=me, contact=make_contact(me), circle=circle
    ),
    "way to reach": lambda me, his, *_: Reach.objects.create(owner=me, contact=his, value="a@b.example"),
    "photo": lambda me, his, *_: Photo.objects.create(owner=me, contact=his, data=b""),
    "note": lambda me, his, *_: Note.objects.create(owner=me, contact=his, day=me.today(), text="x"),
    "met through": lambda me, his, *_: make_contact(me, met_through=his),
    "participation of a contact": lambda me, his, *_: make_encounter(me, his),
    "participation in an encounter": lambda me, _c, encounter, _k: Participation.objects.create(
        owner=me, contact=make_contact(me), encounter=encounter, day=encounter.day
    ),
    "nudge of an introduction": lambda me, his, *_: Nudge.objects.create(
        owner=me,
        contact=make_contact(me),
        due=me.today(),
        introduction=make_introduction(his, make_contact(his.owner)),
    ),
    "need": lambda me, his, *_: Need.objects.create(owner=me, contact=his, day=me.today(), text="x"),
    "offer": lambda me, his, *_: Offer.objects.create(owner=me, contact=his, day=me.today(), text="x"),
    "offer from an encounter": lambda me, _c, encounter, _k: Offer.objects.create(
        owner=me, contact=make_contact(me), day=me.today(), text="x", encounter=encounter
    ),
    "reading of a contact": lambda me, his, *_: Reading.objects.create(
        owner=me, contact=his, where="note", text="x"
    ),
    "match of a need": lambda me, his, *_: Match.objects.create(
        owner=me, need=make_need(his, "x"), helper=make_contact(me), where="note", fit=1, pairs=[]
    ),
    "match of a helper": lambda me, his, *_: Match.objects.create(
        owner=me, need=make_need(make_contact(me), "x"), helper=his, where="note", fit=1, pairs=[]
    ),
    "dismissal of a helper": lambda me, his, *_: Dismissal.objects.create(
        owner=me, need=make_need(make_contact(me), "x"), helper=his
    ),
    "proposal for a need": lambda me, his, *_: Proposal.objects.create(
        owner=me, need=make_need(his, "x"), helper=make_contact(me), day=me.today()
    ),
    "proposal of a helper": lambda me, his, *_: Proposal.objects.create(
        owner=me, need=make_need(make_contact(me), "x"), helper=his, day=me.today()
    ),
    "double": lambda me, his, *_: Double.objects.create(owner=me, was=0, contact=his),
    "connection of one": lambda me, his, *_: Connection.objects.create(
        owner=me, one=his, other=make_contact(me)
    ),
    "connection of the other": lambda me, his, *_: Connection.objects.create(
        owner=me, one=make_contact(me), other=his
    ),
    "connection from an encounter": lambda me, _c, encounter, _k: Connection.objects.create(
        owner=me, one=make_contact(me), other=make_contact(me), encounter=encounter
    ),
    "introduction of the first": lambda me, his, *_: make_introduction(make_contact(me), his),
    "introduction of the second": lambda me, his, *_: Introduction.objects.create(
        owner=me, first=his, second=make_contact(me), began_on=me.today()
    ),
    "introduction through somebody": lambda me, his, *_: make_introduction(
        make_contact(me), make_contact(me), through=his
    ),
    "introduction for a need": lambda me, his, *_: make_introduction(
        make_contact(me), make_contact(me), need=make_need(his, "x")
    ),
    "introduction that came of a favour": lambda me, his, *_: make_introduction(
        make_contact(me),
        make_contact(me),
        came_of_favour=make_favour(his, make_contact(his.owner)),
    ),
    "favour of the giver": lambda me, his, *_: Favour.objects.create(
        owner=me, giver=his, receiver=make_contact(me), what="x", done_on=me.today()
    ),
    "favour of the receiver": lambda me, his, *_: make_favour(make_contact(me), his),
    "favour from an encounter": lambda me, _c, encounter, _k: make_favour(
        make_contact(me), make_contact(me), encounter=encounter
    ),
    "favour that came of an encounter": lambda me, _c, encounter, _k: make_favour(
        make_contact(me), make_contact(me), came_of_encounter=encounter
    ),
    "favour that came of an introduction": lambda me, his, *_: make_favour(
        make_contact(me),
        make_contact(me),
        came_of_introduction=make_introduction(his, make_contact(his.owner)),
    ),
    "yearly day": lambda me, his, *_: YearlyDay.objects.create(
        owner=me, contact=his, label="x", day=1, month=1
    ),
    "reminder": lambda me, his, *_: Reminder.objects.create(
        owner=me, contact=his, text="x", start=me.today()
    ),
    "nudge of a need": lambda me, his, *_: Nudge.objects.create(
        owner=me, contact=make_contact(me), due=me.today(), need=make_need(his, "x")
    ),
    "nudge of a yearly day": lambda me, his, *_: Nudge.objects.create(
        owner=me,
        contact=make_contact(me),
        due=me.today(),
        yearly_day=YearlyDay.objects.create(owner=his.owner, contact=his, label="x", day=1, month=1),
    ),
    "nudge of a reminder": lambda me, his, *_: Nudge.objects.create(
        owner=me,
        contact=make_contact(me),
        due=me.today(),
        reminder=Reminder.objects.create(owner=his.owner, contact=his, text="x", start=me.today()),
    ),
    "nudge about a contact": lambda me, his, *_: Nudge.objects.create(owner=me, contact=his, due=me.today()),
    "nudge from an encounter": lambda me, _c, encounter, _k: Nudge.objects.create(
        owner=me, contact=make_contact(me), due=me.today(), encounter=encounter
    ),
}


@pytest.mark.parametrize("make", MIXED.values(), ids=MIXED.keys())
def test_the_database_refuses_to_mix_owners(make: Make) -> None:
    me, other = make_user(), make_user()
    his = make_contact(other)
    encounter = make_encounter(other, his)
    circle = Circle.objects.create(owner=other, name="Kring")

    def mix() -> None:
        with transaction.atomic():
            make(me, his, encounter, circle)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        mix()


def test_the_day_of_a_participation_follows_its_encounter() -> None:
    me = make_user()
    encounter = make_encounter(me, make_contact(me))
    day = encounter.day.replace(year=2020, day=1)
    Encounter.objects.filter(pk=encounter.pk).update(day=day)
    assert [row.day for row in encounter.participations.all()] == [day]
