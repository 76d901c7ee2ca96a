"""The time zones of the world, in the order in which a person looks for theirs. No database, no settings."""

from functools import cache
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


def choices(current: str) -> Choices:
    """What a select offers: places by region, and `current` wherever it comes from (UTC, EST5EDT)."""
    found = _by_region()
    if current.partition("/")[0] not in REGIONS:
        found = [(str(_("Yours")), [(current, current)]), *found]
    return found


def _by_region() -> Choices:
    found: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(names()):
        region, _slash, place = name.partition("/")
        if place and region in found:
            found[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [(str(REGIONS[region]), places) for region, places in found.items()]
