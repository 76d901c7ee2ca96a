"""The time zones of the world, in the order in which a person looks for theirs. No database, no settings."""

from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DEFAULT = "Europe/Amsterdam"
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Asia": _("Asia"),
    "Atlantic": pgettext_lazy("ocean", "Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": pgettext_lazy("ocean", "Indian Ocean"),
    "Pacific": pgettext_lazy("ocean", "Pacific"),
}

Choices = list[tuple[str, list[tuple[str, str]]]]


@cache
def names() -> frozenset[str]:
    """Every zone of the IANA database, old spellings too: browsers still say Asia/Calcutta."""
    return frozenset(available_timezones())


@cache
def places() -> frozenset[str]:
    """Every place once, under the name it has now: the zones that zone.tab lists, which has no old ones."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    return frozenset(line.split("\t")[2] for line in table.splitlines() if not line.startswith("#"))


def choices(current: str) -> Choices:
    """What a select offers: places by region, and `current` when it is none of them (UTC, Asia/Calcutta)."""
    found = _by_region()
    if not any(current == name for _region, zones in found for name, _label in zones):
        found = [(str(_("Yours")), [(current, current)]), *found]
    return found


def _by_region() -> Choices:
    found: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(places()):
        region, _slash, place = name.partition("/")
        if region in found:
            found[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [(str(REGIONS[region]), zones) for region, zones in found.items()]
