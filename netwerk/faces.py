"""What stands for a person beside their name: initials on one of twelve quiet hues. Pure."""

from typing import NamedTuple

HUES = 12


class Face(NamedTuple):
    """A contact where no more of them is shown than a face and a name; a page shows such by the dozen."""

    pk: int
    name: str
    sort_name: str
    photo_digest: str  # "" for none


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    parts = [word for word in name.split() if word[0].isalnum()] or [name]
    return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()


def hue(sort_name: str) -> int:
    """1 to 12, the same for the same name on every page and machine."""
    return sum(map(ord, sort_name)) % HUES + 1
