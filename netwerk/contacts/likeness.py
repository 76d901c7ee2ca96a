"""Nearly the same name: what makes two spellings one person, and keys by which an index finds them. Pure.

"Jan de Vries", "de Vries, Jan", "Jan Vries" and "Jan de Vreis" are alike; "Jan de Vries" and "Anna de
Vries" are not. The keys follow from one thought: a single typo leaves either the first or the second half
of a name as it was. So each name is kept under its two halves, and asked for under the halves it would
have when a letter was missing or too many. That is a handful of exact look-ups, however many names there
are.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA

from netwerk.contacts.words import fold

# Particles, titles: left out or put in from one day to the next, and never what tells two people apart.
SMALL_WORDS = frozenset(
    """al bin da das de del den der des di do dos dr drs du el en het ing ir la le mr mrs ms prof t te ten ter
    the van vander vd von zu""".split()  # noqa: SIM905  # forty quoted words are harder to read
)
SHORT = 7  # letters: below this, one other letter is another person (Jan Bos, Jan Vos)
LONGEST = 80


@lru_cache(maxsize=256)
def spellings(name: str) -> frozenset[str]:
    """The letters of `name` without its small words: in the order it was typed, and with its words sorted."""
    typed = fold(name).split()
    kept = [word for word in typed if word not in SMALL_WORDS]
    # Initials between longer words come and go, too.
    long = [word for word in kept if len(word) > 1]
    names = (long if len(long) > 1 else kept) or typed
    return frozenset("".join(order)[:LONGEST] for order in (names, sorted(names))) - {""}


def keys(name: str) -> set[str]:
    """What `name` is kept under."""
    return {key for letters in spellings(name) for key in _halves(letters, len(letters))}


def keys_of_alikes(name: str) -> set[str]:
    """Every key under which a name that is `alike` may be kept."""
    return {
        key
        for letters in spellings(name)
        for length in _lengths(len(letters))
        for key in _halves(letters, length)
    }


def distance(name: str, other: str) -> int | None:
    """0 when the two are the same name, 1 when almost, None when they are two names."""
    ours, theirs = spellings(name), spellings(other)
    if ours & theirs:
        return 0
    pairs = ((a, b) for a in ours for b in theirs if min(len(a), len(b)) >= SHORT)
    return 1 if any(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs) else None


def _lengths(length: int) -> range:
    return range(length - 1, length + 2) if length >= SHORT else range(length, length + 1)


def _halves(letters: str, length: int) -> tuple[str, str]:
    """The keys of both halves of a name of `length` letters that begins and ends as `letters` does."""
    middle = length // 2
    return f"~{length}<{letters[:middle]}", f"~{length}>{letters[-(length - middle) :]}"
