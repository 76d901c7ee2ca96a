"""Faces, icons and days. A page shows them by the dozen, so each is made once, or at least fast."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from netwerk import faces
from netwerk.faces import Face
from netwerk.nudges import later, rhythm
from netwerk.web import address

# What of the bar a page belongs to: by the name of its route, or the beginning of it; the first that fits.
PLACES = {
    "pages.today": "today", "nudges.reminders": "today", "pages.hello": "",
    "pages.contact": "contacts", "pages.merge": "contacts", "pages.quick": "contacts",
    "contacts.": "contacts", "nudges.": "contacts", "encounters.plan": "contacts",
    "pages.log": "log",
    "pages.mail": "settings", "mail.": "settings", "feed.": "settings", "account": "settings",
    "timeline.": "timeline", "encounters.": "timeline",
    "pages.": "helping", "needs.": "helping", "introductions.": "helping", "favours.": "helping",
}  # fmt: skip
NUMBER = "{pk}"  # no text can be mistaken for it: what is not ours is escaped, or stands in an address

register = template.Library()
register.simple_tag(address)


@register.simple_tag
def avatar(contact: Any, size: str = "m") -> SafeString:
    """A face or initials; sizes s, m, l. The name always stands beside it: a screen reader needs neither."""
    return _avatar(_face(contact), size)


@register.simple_tag
def initials(contact: Any, size: str = "m") -> SafeString:
    """Initials, also where there is a photo: for who may not see it."""
    return _avatar(_face(contact)._replace(photo_digest=""), size)


@register.simple_tag
def person(contact: Any, css: str = "") -> SafeString:
    """A small face and the name, leading to the page of the contact."""
    return _person(css, address("pages.contact", contact.pk), _face(contact))


@register.simple_tag
def people(contacts: Iterable[Any]) -> SafeString:
    """The same of each, as items of a list: one tag, where a loop of tags would take several times longer."""
    return format_html_join("", "<li>{}</li>", ((person(contact),) for contact in contacts))


@register.simple_tag(takes_context=True)
def here(context: template.Context) -> str:
    """The address of the page that the reader has open, also where htmx asks for a part of it."""
    request = context["request"]
    return request.htmx.current_url_abs_path or request.get_full_path()


@register.filter
def place_of(route: str) -> str:
    """What of the bar the page of a route (its name) belongs to; "" for nothing."""
    return next((place for begin, place in PLACES.items() if route.startswith(begin)), "")


@register.simple_tag(takes_context=True)
def numbered(context: template.Context, piece: str, pk: int, **shown: Any) -> SafeString:
    """A piece (a template) that is the same for each row of a list but for the row's number, `pk` in it.

    It is drawn for the first row of a page; the others get their own number put in.
    """
    drawn: dict[str, str] = vars(context["request"]).setdefault("drawn", {})
    if piece not in drawn:
        with context.push(pk=NUMBER, **shown):
            text = template.Engine.get_default().get_template(piece).render(context)
        drawn[piece] = text.replace("{", "{{").replace("}", "}}").replace("{{pk}}", NUMBER)
    return format_html(drawn[piece], pk=pk)


@register.simple_tag(takes_context=True)
def days_to_help(context: template.Context) -> list[tuple[str, date]]:
    """The days that the reader is offered for helping, each with what it is called."""
    user = context["request"].user
    return later.days_to_help(user.today(), user.help_days)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, size: int) -> str:
    """An icon of Lucide, `size` pixels large, beside a word that says the same."""
    return lucide(name, size=size, aria_hidden="true")


@register.filter
def often(days: int | None) -> str:
    """A rhythm of so many days in words; "" for none."""
    return rhythm.words(days) if days else ""


@register.filter
def day(value: date | None, style: str = "DATE_FORMAT") -> str:
    """A day in the reader's language; `style` as Django's `date` takes it."""
    return _written(value, style, get_language()) if value else ""


@register.simple_tag
def when(value: date, style: str = "DATE_FORMAT") -> SafeString:
    """A day as an element that machines can read, too."""
    return _time(value, style, get_language())


@lru_cache(maxsize=10_000)
def _time(value: date, style: str, language: str | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), _written(value, style, language))


def _face(contact: Any) -> Face:
    return Face(contact.pk, contact.name, contact.sort_name, contact.photo_digest)


@lru_cache(maxsize=10_000)
def _avatar(face: Face, size: str) -> SafeString:
    if face.photo_digest:
        url = reverse("contacts.photo", args=[face.pk, face.photo_digest])
        image = '<img class="avatar avatar-{}" src="{}" alt="" loading="lazy" decoding="async">'
        return format_html(image, size, url)
    span = '<span class="avatar avatar-{} hue-{}" aria-hidden="true">{}</span>'
    return format_html(span, size, faces.hue(face.sort_name), faces.initials(face.name))


@lru_cache(maxsize=10_000)
def _person(css: str, url: str, face: Face) -> SafeString:
    link = '<a class="{}" href="{}">{} {}</a>' if css else '<a{} href="{}">{} {}</a>'
    return format_html(link, css, url, _avatar(face, "s"), face.name)


@lru_cache(maxsize=10_000)
def _written(value: date, style: str, language: str | None) -> str:
    return date_format(value, style)
