"""Text as people type it, and search for it: without accents, case or script. Pure."""

import re

from anyascii import anyascii

NOT_A_WORD = re.compile(r"[^a-z0-9]+")
BETWEEN = re.compile(r"[;\r\n]+")  # two things that were typed in one go


def fold(text: str) -> str:
    """`text` in lower-case ASCII, words apart by one space: "Yılmaz & Zn." gives "yilmaz zn"."""
    return NOT_A_WORD.sub(" ", anyascii(text).lower()).strip()


def words(*texts: str) -> list[str]:
    """The different folded words of `texts`, in order of the alphabet."""
    return sorted({word for text in texts for word in fold(text).split()})


def apart(typed: str) -> list[str]:
    """What stands between semicolons, or on lines of its own, each once: "a desk; a bike" gives both."""
    said = (" ".join(part.split()) for part in BETWEEN.split(typed))
    return list(dict.fromkeys(filter(None, said)))
