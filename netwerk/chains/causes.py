"""What may have led to a favour or an introduction, as forms and addresses name it."""

from collections.abc import Mapping

from netwerk.chains.models import Given
from netwerk.encounters.models import Encounter

Causes = Mapping[str, tuple[Given | Encounter, str]]  # by key: what may have led to it, and its line


def key_of(thing: Given | Encounter) -> str:
    """What may have led to something, as a form and an address name it: "favour-12"."""
    return f"{thing._meta.model_name}-{thing.pk}"


def choices_of(causes: Causes) -> list[tuple[str, str]]:
    """What a form offers: nothing at all, or one of `causes`."""
    return [("", "–"), *((key, line) for key, (_thing, line) in causes.items())]
