"""Dutch words in the forms that the stemmer leaves alone: "adviseert", "gerepareerd", "opnamen". Pure."""

from collections.abc import Iterator

SHORTEST = 3  # letters of a root
VOWELS = "aeou"  # that are written twice in a closed syllable


def forms(word: str) -> Iterator[str]:
    """What the folded `word` may be a form of, likeliest first; each may be no word at all.

    Verbs: "adviseert" → "adviseren", "verhuisd" → "verhuizen", "gerepareerd" → "repareren". And nouns that
    end in e: "opnamen" → "opname".
    """
    for ending in ("te", "de", "t", "d"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= SHORTEST:
            yield from _infinitives(root)
            if root.startswith("ge") and len(root) >= SHORTEST + 2:
                yield from _infinitives(root.removeprefix("ge"))
    if word.endswith("en") and len(word) > SHORTEST:
        yield word.removesuffix("n")


def _infinitives(root: str) -> Iterator[str]:
    """The infinitives of `root`, the word for what I do."""
    yield root + "en"
    last = {"s": "z", "f": "v"}.get(root[-1], root[-1])
    if len(root) > 2 and root[-2] == root[-3] and root[-2] in VOWELS:
        yield root[:-2] + last + "en"
    else:
        yield root[:-1] + last + "en"
        yield root + root[-1] + "en"
