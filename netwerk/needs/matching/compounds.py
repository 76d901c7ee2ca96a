"""Dutch compounds taken apart: "wiskundeleraar" is a teacher (leraar) of maths (wiskunde). Pure."""

from collections.abc import Callable

SHORTEST = 3  # letters of a part that is known
SHORTEST_STRANGER = 4  # of a part that isn't
SHORTEST_COMPANION = 6  # of the known part beside a stranger
LINKS = ("", "s", "en", "e", "n", "er")
MOST_PARTS = 4


def parts(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The parts of `word`, fewest first choice; () when it can't be taken apart into words that are `known`.

    One part at the beginning or the end may be a stranger: the rest of "rioolontstopping" is worth a look.
    """
    return _known_parts(word, known, MOST_PARTS) or _beside_stranger(word, known)


def _known_parts(word: str, known: Callable[[str], bool], most: int) -> tuple[str, ...]:
    best: tuple[str, ...] = ()
    # The longest last part first: it is what the whole is a kind of.
    for cut in range(SHORTEST, len(word) - SHORTEST + 1):
        if known(word[cut:]):
            for first in _unlinked(word[:cut]):
                before = (
                    (first,) if known(first) else _known_parts(first, known, most - 1) if most > 2 else ()
                )
                if before and (not best or len(before) + 1 < len(best)):
                    best = (*before, word[cut:])
        if len(best) == 2:
            break
    return best


def _unlinked(first: str) -> list[str]:
    """What the first part may be, its linking letters taken away."""
    cut = (first.removesuffix(link) for link in LINKS if first.endswith(link))
    return [part for part in cut if len(part) >= SHORTEST]


def _beside_stranger(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    for cut in range(SHORTEST_STRANGER, len(word) - SHORTEST_COMPANION + 1):
        if known(word[cut:]):
            return (word[:cut], word[cut:])
    for cut in range(len(word) - SHORTEST_STRANGER, SHORTEST_COMPANION - 1, -1):
        if known(word[:cut]):
            return (word[:cut], word[cut:])
    return ()
