"""Faces, icons and days. A page shows them by the dozen, so each is made once, or at least fast."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from netwerk.web import address

register = template.Library()
register.simple_tag(address)


@register.simple_tag
def avatar(contact: Any, size: str = "m") -> SafeString:
    """A face or initials; sizes s, m, l. The name always stands beside it: a screen reader needs neither."""
    if contact.photo_digest:
        url = _photo(contact.pk, contact.photo_digest)
        image = '<img class="avatar avatar-{}" src="{}" alt="" loading="lazy" decoding="async">'
        return format_html(image, size, url)
    return initials(contact, size)


@register.simple_tag
def initials(contact: Any, size: str = "m") -> SafeString:
    """Initials, also where there is a photo: for who may not see it."""
    return _letters(contact.initials, contact.hue, size)


@register.simple_tag
def person(contact: Any, css: str = "") -> SafeString:
    """A small face and the name, leading to the page of the contact."""
    link = '<a class="{}" href="{}">{} {}</a>' if css else '<a{} href="{}">{} {}</a>'
    return format_html(link, css, address("pages.contact", contact.pk), avatar(contact, "s"), contact.name)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, size: int) -> str:
    """An icon of Lucide, `size` pixels large, beside a word that says the same."""
    return lucide(name, size=size, aria_hidden="true")


@register.filter
def day(value: date | None, style: str = "DATE_FORMAT") -> str:
    """A day in the reader's language; `style` as Django's `date` takes it."""
    return _written(value, style, get_language()) if value else ""


@lru_cache(maxsize=10_000)
def _letters(letters: str, hue: int, size: str) -> SafeString:
    span = '<span class="avatar avatar-{} hue-{}" aria-hidden="true">{}</span>'
    return format_html(span, size, hue, letters)


@lru_cache(maxsize=10_000)
def _photo(pk: int, digest: str) -> str:
    return reverse("contacts.photo", args=[pk, digest])


@lru_cache(maxsize=10_000)
def _written(value: date, style: str, language: str | None) -> str:
    return date_format(value, style)
