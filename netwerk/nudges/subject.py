"""What stands above a digest: whom it is about, and what for."""

from collections.abc import Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from netwerk.nudges.models import Nudge
from netwerk.nudges.telling import Telling

LONGEST = 70  # characters of one reason


def subject_of(telling: Telling) -> str:
    """Such as "Sanne (promise), Mehmet and 2 others"; for just one: the name and the reason."""
    if not telling.loud:
        return gettext("Still open: %(names)s") % {"names": _names(telling.quiet, telling.more)}
    if len(telling.loud) == 1 and not telling.more:
        (nudge,) = telling.loud
        return f"{nudge.contact.name} – {Truncator(nudge.reason).chars(LONGEST)}"
    return _names(telling.loud, telling.more)


def _names(nudges: Sequence[Nudge], more: int) -> str:
    """Who it is about, those first of whom there is more to say than a name."""
    words: dict[int, str] = {}
    full: dict[int, str] = {}
    for nudge in nudges:
        full[nudge.contact_id] = nudge.contact.name
        words[nudge.contact_id] = words.get(nudge.contact_id) or nudge.word
    if len(full) == 1:
        return next(iter(full.values()))
    order = sorted(full, key=lambda contact: not words[contact])
    names = [_with(full[contact].split()[0], words[contact]) for contact in order]
    others = len(names) - 2 + more
    if others <= 0:
        return gettext("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    if others == 1 and not more:
        return gettext("%(first)s, %(second)s and %(third)s") % dict(
            zip(("first", "second", "third"), names, strict=True)
        )
    text = ngettext(
        "%(first)s, %(second)s and %(count)d other", "%(first)s, %(second)s and %(count)d others", others
    )
    return text % {"first": names[0], "second": names[1], "count": others}


def _with(name: str, word: str) -> str:
    return f"{name} ({word})" if word else name
