"""The promises of the user, each with its nudge: on its day, or in two days when no day was named."""

from collections.abc import Iterable
from datetime import date, timedelta

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.favours.models import Favour
from netwerk.nudges.models import Nudge

PROMISE = Nudge.Cause.PROMISE
SOON = timedelta(days=2)


def write_down(
    owner: User, encounter: Encounter | None, day: date, said: Iterable[tuple[Contact, str]]
) -> list[Favour]:
    """Keeps what the user promised whom at a meeting (or in a note, without one) of `day`; gives what is new.

    Call it in the transaction that saves the meeting, which waits for other sendings of the same draft: what
    is sent twice is kept once.
    """
    said = list(said)
    if not said:
        return []
    today = owner.today()
    kept = {
        "owner": owner,
        "giver": Contact.objects.me(owner),
        "encounter": encounter,
        "promised_on": min(day, today),  # of a meeting that is planned: today
    }
    # A meeting tells it once, whatever has become of its day since.
    once = {name: value for name, value in kept.items() if name != "promised_on" or encounter is None}
    there = Favour.objects.filter(**once, receiver__in=[contact for contact, _what in said])
    known = set(there.values_list("receiver", "what"))
    new = [
        Favour(**kept, receiver=contact, what=what)
        for contact, what in said
        if (contact.pk, what) not in known
    ]
    Favour.objects.bulk_create(new)
    Nudge.objects.bulk_create(_nudge(favour, today) for favour in new)
    return new


def keep_in_step(favour: Favour, today: date) -> None:
    """Lets the nudge of a promise of the user's say what has become of it: call it after each of its steps.

    A promise that stands gets one, or gets it back; of what others promise nobody is reminded.
    """
    nudge = Nudge.objects.filter(owner=favour.owner_id, favour=favour).first()
    if nudge is None:
        if favour.is_open and favour.giver and favour.giver.self_of_id and favour.receiver:
            _nudge(favour, today).save()
    elif favour.done_on:
        nudge.done()
    elif favour.dropped_at:
        nudge.drop()
    elif not nudge.is_open:
        nudge.undo()


def move(favour: Favour) -> None:
    """Lets the nudge of a promise that was told otherwise come on its day, for whom it is now."""
    values = {"contact": favour.receiver} | ({"due": favour.due, "due_before": None} if favour.due else {})
    Nudge.objects.open().filter(owner=favour.owner_id, favour=favour).update(**values)


def _nudge(favour: Favour, today: date) -> Nudge:
    due = favour.due or today + SOON
    return Nudge(owner_id=favour.owner_id, contact=favour.receiver, favour=favour, due=due, cause=PROMISE)
