"""What happened with an introduction, and what can happen next, in plain words."""

from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from netwerk.chains.models import name_of
from netwerk.introductions.models import SIDES, Introduction


class Happened(NamedTuple):
    """One of the STEPS that was taken, on which day, in words."""

    step: str
    day: date
    words: str


class Act(NamedTuple):
    """A press that is possible: a verb about one of the SIDES, and what the button says."""

    verb: str
    side: str
    label: str
    url: str


def history_of(introduction: Introduction) -> list[Happened]:
    """The steps that were taken, the first one first."""
    asked: list[tuple[datetime, Happened]] = []
    for side in SIDES:
        for step, said in (
            (f"asked_{side}_at", gettext("You asked %(name)s")),
            (f"{side}_yes_at", gettext("%(name)s said yes")),
            (f"{side}_no_at", gettext("%(name)s would rather not")),
        ):
            if at := getattr(introduction, step):
                words = said % {"name": name_of(getattr(introduction, side))}
                asked.append((at, Happened(step, timezone.localdate(at), words)))
    return [happened for _at, happened in sorted(asked)] + list(_end(introduction))


def _end(introduction: Introduction) -> list[Happened]:
    made = gettext("You brought them together")
    if introduction.through:
        made = gettext("%(name)s brought them together") % {"name": introduction.through.name}
    steps = (
        ("made_on", introduction.made_on, made),
        ("met_on", introduction.met_on, gettext("They met")),
        ("closed_at", _day(introduction.closed_at), introduction.outcome or gettext("You closed it")),
        ("dropped_at", _day(introduction.dropped_at), gettext("You thought better of it")),
    )
    return [Happened(step, day, words) for step, day, words in steps if day]


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def answers_to(introduction: Introduction) -> list[Act]:
    """The presses about who was asked and answered: none, once the two are together."""
    if not introduction.is_open or introduction.made_on or introduction.met_on:
        return []
    return [act for side in SIDES for act in _answers(introduction, side)]


def _answers(introduction: Introduction, side: str) -> list[Act]:
    contact = getattr(introduction, side)
    if contact is None or contact.self_of_id or getattr(introduction, f"{side}_yes_at"):
        return []
    labels = {
        "ask": gettext("I asked %(name)s"),
        "yes": gettext("%(name)s says yes"),
        "no": gettext("%(name)s would rather not"),
    }
    if getattr(introduction, f"asked_{side}_at"):
        del labels["ask"]
    return [
        Act(
            verb,
            side,
            label % {"name": contact.name},
            reverse(f"pages.introduction_{verb}", args=[introduction.pk, side]),
        )
        for verb, label in labels.items()
    ]
