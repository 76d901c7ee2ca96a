"""Plain text as mail programs like it: short lines, and addresses that stay whole. Pure."""

from textwrap import TextWrapper

WIDTH = 76  # characters; what answers or forwards it adds a few


def wrapped(text: str) -> str:
    """`text` with its long lines broken at spaces, the rest of each as far to the right as it began.

    What has no space in it is not broken: an address would lead nowhere.
    """
    return "\n".join(_wrapped(line) for line in text.splitlines())


def _wrapped(line: str) -> str:
    start = line[: len(line) - len(line.lstrip(" |*"))]
    wrapper = TextWrapper(
        width=WIDTH, subsequent_indent=start.replace("*", " "), break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(line) if len(line) > WIDTH else line
