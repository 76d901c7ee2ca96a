"""How the handwritten network is kept in touch with, as noor/keeping.toml tells it."""

import tomllib
from datetime import timedelta
from typing import Any

from netwerk.accounts.models import User
from netwerk.contacts.models import Circle, Contact, YearlyDay
from netwerk.demo.story import FOLDER, KEEPING
from netwerk.encounters.capture import Person, save_new
from netwerk.encounters.models import Encounter
from netwerk.nudges.raising import raise_for
from netwerk.nudges.reminders import Reminder

QUIET = 4  # nudges a day are enough for Noor
CHOSEN = timedelta(days=200)  # ago


def write_keeping(user: User, contacts: dict[str, Contact]) -> None:
    """Gives `user` rhythms, yearly days, reminders and meetings to come with `contacts` (by name).

    Raises today's nudges.
    """
    told = tomllib.loads((FOLDER / KEEPING).read_text(encoding="utf-8"))
    today = user.today()
    user.nudges_a_day, user.birthdays = QUIET, User.Birthdays.RHYTHM
    user.save(update_fields=["nudges_a_day", "birthdays"])
    for name, days in told["circles"].items():
        Circle.objects.of(user).get(name=name).choose_rhythm(days, today - CHOSEN)
    for name, days in told["contacts"].items():
        contacts[name].choose_rhythm(days, today - CHOSEN)
    for entry in told["yearly"]:
        _write_yearly_day(user, contacts[entry["who"]], entry)
    for entry in told["reminder"]:
        _write_reminder(user, contacts[entry["who"]], entry)
    for entry in told["meeting"]:
        _plan_meeting(user, contacts[entry["who"]], entry)
    raise_for(user, today)


def _write_yearly_day(user: User, contact: Contact, entry: dict[str, Any]) -> None:
    day = user.today() + timedelta(days=entry["in_days"])
    YearlyDay.objects.create(
        owner=user,
        contact=contact,
        label=entry["label"],
        day=day.day,
        month=day.month,
        year=day.year - entry["years"],
    )


def _write_reminder(user: User, contact: Contact, entry: dict[str, Any]) -> None:
    start = user.today() + timedelta(days=entry["in_days"])
    reminder = Reminder(owner=user, contact=contact, text=entry["text"], start=start)
    reminder.every = entry.get("every")
    reminder.unit = entry.get("unit", reminder.unit)
    reminder.begin(user.today())


def _plan_meeting(user: User, contact: Contact, entry: dict[str, Any]) -> None:
    day = user.today() + timedelta(days=entry["in_days"])
    said = {name: entry[name] for name in ("kind", "time", "place", "note")}
    save_new(Encounter(owner=user, day=day, **said), [Person(contact)])
