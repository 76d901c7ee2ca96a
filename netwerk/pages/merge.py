"""Two contacts who turn out to be one: all that was written of the one goes to the other.

Which tables know of contacts is read from the models, so that none is forgotten. What there can be one of
only (a part in a meeting, a place in a circle) falls together, and nobody ends up beside themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, Model, OuterRef, Q, UniqueConstraint

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned
from netwerk.contacts.models import Connection, Contact, Double, Photo, Reach
from netwerk.encounters.capture import joined
from netwerk.encounters.models import Participation, note_last_seen
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs import book
from netwerk.needs.models import Match, Need, Offer
from netwerk.nudges.models import Nudge

# Of an introduction that one of the two was to bring about between the other and somebody: it is the user's.
BY_THE_USER = dict.fromkeys(("through", "asked_through_at", "through_yes_at", "through_no_at"))


@transaction.atomic
def merge(
    owner: User, kept: Contact, gone: Contact, chosen: Mapping[str, Any], *, other_photo: bool = False
) -> None:
    """Gives all that `gone` has to `kept`, with the `chosen` columns, and leads the old address there.

    Of two photos that of `kept` stays, unless it is to be the `other_photo`.
    """
    owner.wait_for_turn()
    owner.wait_for("matches")
    _join_notes(kept, gone)
    _part(kept, gone)
    if other_photo:
        Photo.objects.filter(contact=kept).delete()
        kept.photo_digest = ""
    for model, column in references():
        _move(model, column, kept, gone)
    _drop_copies(kept)
    _take_over(kept, gone, chosen)
    was = gone.pk
    gone.delete()
    Double.objects.create(owner=owner, was=was, contact=kept)
    kept.save()
    note_last_seen(owner, [kept.pk])
    Match.objects.filter(owner=owner, need__contact=kept, helper=kept).delete()
    book.rank(Need.objects.of(owner).filter(contact=kept).values_list("pk", flat=True))


def references(to: type[Model] = Contact) -> Iterator[tuple[type[Model], str]]:
    """The tables that refer to contacts, or to another kind of row, and by which column."""
    for found in to._meta.get_fields(include_hidden=True):
        if (
            isinstance(found, ForeignObjectRel)
            and not found.many_to_many
            and found.related_model._meta.managed
        ):
            yield found.related_model, found.field.name


def _move(model: type[Model], column: str, kept: Owned, gone: Owned) -> None:
    """Lets the rows of `gone` refer to `kept`; of what there can be one only, the one of `kept` stays."""
    rows = model._default_manager.filter(owner=kept.owner_id)
    for rule in model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and column in rule.fields:
            same = {name: OuterRef(name) for name in rule.fields if name not in ("owner", column)}
            among = rows.filter(rule.condition) if rule.condition else rows
            there = among.filter(**same, **{column: kept})
            among.filter(Exists(there), **{column: gone}).delete()
    rows.filter(**{column: gone}).update(**{column: kept})


def _join_notes(kept: Contact, gone: Contact) -> None:
    """Where both were at a meeting, what either told is one note."""
    of_gone = {part.encounter_id: part.note for part in Participation.objects.filter(contact=gone)}
    parts = list(Participation.objects.filter(contact=kept, encounter__in=of_gone))
    for part in parts:
        part.note = joined(part.note, of_gone[part.encounter_id])
    Participation.objects.bulk_update(parts, ["note"])


def _part(kept: Contact, gone: Contact) -> None:
    """Takes out what stood between the two: nobody knows, or is introduced to, themselves."""
    two = (kept, gone)
    Connection.objects.filter(one__in=two, other__in=two).delete()
    favours = Favour.objects.filter(giver__in=two, receiver__in=two)
    introductions = Introduction.objects.filter(first__in=two, second__in=two)
    Nudge.objects.filter(Q(favour__in=favours) | Q(introduction__in=introductions)).delete()
    favours.delete()
    introductions.delete()
    between = Q(first__in=two) | Q(second__in=two)
    Introduction.objects.filter(between, through__in=two).update(**BY_THE_USER)
    Match.objects.filter(need__contact__in=two, helper__in=two).delete()


def _drop_copies(kept: Contact) -> None:
    """Of what says the same twice now, the first stays."""
    reaches = Reach.objects.filter(contact=kept).order_by("id")
    _drop(Reach, ((one.pk, (one.kind, one.key or one.value)) for one in reaches))
    known = Connection.objects.filter(owner=kept.owner_id).with_contact(kept)
    _drop(Connection, ((one.pk, (one.beside(kept).pk, one.how, one.words)) for one in known))
    _join_heard(Need, kept.needs.filter(met_at=None, withdrawn_at=None))
    _join_heard(Offer, kept.offers.filter(withdrawn_at=None))


def _join_heard(model: type[Need] | type[Offer], said: Any) -> None:
    """What was heard of both is one need or offer, heard when it was heard last; others refer to that one."""
    newest: dict[tuple[str, str], Any] = {}
    for one in said.newest_first():
        stays = newest.setdefault((one.text.casefold(), one.note), one)
        if stays is not one:
            for referring, column in references(model):
                _move(referring, column, stays, one)
            one.delete()


def _drop(model: type[Model], rows: Iterable[tuple[int, object]]) -> None:
    """Of `rows` (ids, and what each says) the first that says something stays."""
    first: dict[object, int] = {}
    copies = [pk for pk, said in rows if first.setdefault(said, pk) != pk]
    model._default_manager.filter(pk__in=copies).delete()


def _take_over(kept: Contact, gone: Contact, chosen: Mapping[str, Any]) -> None:
    """What was chosen, and what needs no choice: since when, and whether they are there."""
    for name, value in chosen.items():
        setattr(kept, name, value)
    if kept.met_through_id in (kept.pk, gone.pk):
        kept.met_through = None
    kept.photo_digest = kept.photo_digest or gone.photo_digest
    kept.known_at = min(filter(None, (kept.known_at, gone.known_at)), default=None)
    kept.created_at = min(kept.created_at, gone.created_at)
    if not gone.archived_at:
        kept.archived_at = None
