"""The text of a digest: subject, plain text and HTML, in its reader's language and time."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from netwerk.accounts.models import User
from netwerk.mail.models import Content
from netwerk.nudges import signed
from netwerk.nudges.models import Nudge


class Line(NamedTuple):
    """A nudge, and the address of the page where one can act on it.

    `introduction`: the address of the introduction that it is of, where the message for it stands; or "".
    """

    nudge: Nudge
    url: str
    introduction: str = ""


def write(owner: User, nudges: Sequence[Nudge], more: int) -> Content:
    """The digest of `nudges` (at least one) for `owner`; `more` is how many others wait on the page Today."""
    stop = _absolute("nudges.stop", signed.stop_token(owner))
    with translation.override(owner.language), timezone.override(owner.zone):
        subject = _subject(nudges, more)
        context = {
            "owner": owner,
            "lines": [_line(nudge) for nudge in nudges],
            "more": more,
            "today_url": _absolute("pages.today"),
            "settings_url": _absolute("accounts.settings"),
            "stop_url": stop,
            "subject": subject,
        }
        return Content(
            subject=subject,
            text=render_to_string("digest/digest.txt", context).strip() + "\n",
            html=render_to_string("digest/digest.html", context),
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
            to=owner.email,
        )


def _line(nudge: Nudge) -> Line:
    pk = nudge.introduction_id
    introduction = _absolute("introductions.show", str(pk)) if pk else ""
    return Line(nudge, _absolute("nudges.link", signed.token(nudge)), introduction)


def _subject(nudges: Sequence[Nudge], more: int) -> str:
    """Who it is about: "Sanne, Mehmet and 2 others"."""
    people = {nudge.contact_id: nudge.contact.name for nudge in nudges}
    full = list(people.values())
    names = [name.split()[0] for name in full]
    others = len(names) - 2 + more
    if len(names) == 1:
        return full[0]
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


def _absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
