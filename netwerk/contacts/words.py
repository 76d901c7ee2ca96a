"""Text as people search for it: without accents, case or script. Pure."""

import re

from anyascii import anyascii

NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`text` in lower-case ASCII, words apart by one space: "Yılmaz & Zn." gives "yilmaz zn"."""
    return NOT_A_WORD.sub(" ", anyascii(text).lower()).strip()


def words(*texts: str) -> list[str]:
    """The different folded words of `texts`, in order of the alphabet."""
    return sorted({word for text in texts for word in fold(text).split()})
