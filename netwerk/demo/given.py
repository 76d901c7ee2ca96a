"""The favours and introductions of the handwritten network, as noor/given.toml tells them."""

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from netwerk.accounts.models import User
from netwerk.chains.models import Given
from netwerk.contacts.models import Contact
from netwerk.demo.story import FOLDER, GIVEN, day_of, ordinary_weekday
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from netwerk.needs.models import Need

NOON = time(12, 0)
HERSELF = "noor"
LEDGERS: dict[str, type[Given]] = {"introduction": Introduction, "favour": Favour}


def write_given(user: User, contacts: dict[str, Contact]) -> None:
    """Gives `user` what was given in the story, among `contacts` (by name), with what led to what."""
    contacts = contacts | {HERSELF: Contact.objects.me(user)}
    needs = {need.text: need for need in Need.objects.of(user)}
    told = tomllib.loads((FOLDER / GIVEN).read_text(encoding="utf-8"))
    written: dict[str, Given] = {}
    causes: list[tuple[Given, str]] = []
    for kind, ledger in LEDGERS.items():
        for entry in told[kind]:
            given = _write(user, ledger, entry, contacts, needs)
            written[entry.get("key", "")] = given
            causes += [(given, entry["came_of"])] if "came_of" in entry else []
    for given, key in causes:
        given.come_of(written[key])


def _write(
    user: User,
    ledger: type[Given],
    entry: dict[str, Any],
    contacts: dict[str, Contact],
    needs: dict[str, Need],
) -> Given:
    """One of them, saved."""
    people = dict(zip(ledger.SIDES, entry["people"], strict=False))
    if "through" in entry:
        people["through"] = entry["through"]
    need = needs[entry["need"]] if "need" in entry else None
    plain = {
        name: entry[name]
        for name in ("what", "note", "why", "outcome", "dropped_why", "asked_by_me")
        if name in entry
    }
    given = ledger(
        owner=user,
        need=need,
        met_need_at=need.met_at if need else None,
        **{side: contacts[name] for side, name in people.items()},
        **plain,
        **_days(user, entry),
    )
    given.save()
    return given


def _days(user: User, entry: dict[str, Any]) -> dict[str, date]:
    """What happened when: a day for a column in _on, a moment for one in _at, in the order of the entry."""
    columns = [name for name in entry if name.endswith(("_on", "_at"))]
    days: dict[str, date] = {}
    for number, column in enumerate(columns):
        week = entry[column]
        day = day_of(week, ordinary_weekday(" ".join(entry["people"]), week), user.today())
        moment = datetime.combine(day, NOON, user.zone) + timedelta(minutes=number)
        days[column] = moment if column.endswith("_at") else day
    return days
