"""The look of a mail. Not every mail program reads a style sheet, so each element carries its own.

What only a sheet can say, dark mode above all, stands in templates/digest/_style.html.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

SERIF = "Palatino, Georgia, serif"
STYLES = {
    "body": "margin: 0; padding: 0; background: #f7f3ea; color: #28231d",
    "column": "max-width: 560px; margin: 0 auto",
    "sheet": "margin: 0 0 16px; padding: 16px 16px 4px; background: #fffefa; border: 1px solid #dfd7c6; "
    "border-radius: 8px",
    "name": f"margin: 0 0 4px; font: 600 20px/1.3 {SERIF}",
    "text": "margin: 0 0 12px",
    "tight": "margin: 0",
    "foot": "margin: 24px 0 0",
    "ruled": "padding: 12px 0 0; border-top: 1px solid #dfd7c6",
    "quote": "padding: 0 0 0 12px; border-left: 2px solid #dcb0a4",
    "serif": f"font-family: {SERIF}",
    "anywhere": "overflow-wrap: anywhere",
    "soft": "font-size: 14px; color: #635a4d",
    "late": "font-size: 14px; color: #80490a",
    "link": "color: #2b4a8f",
    "touch": "display: inline-block; padding: 10px 0; color: #2b4a8f",
    "reach": "display: inline-block; max-width: 100%; padding: 10px 0; color: #2b4a8f",
    "button": "display: inline-block; padding: 10px 16px; border: 1px solid #2b4a8f; border-radius: 8px; "
    "color: #2b4a8f; font-weight: 600; text-decoration: none",
}

register = template.Library()


@register.simple_tag
def style(*names: str) -> SafeString:
    """The attribute with all of these STYLES, in this order. KeyError for one that there is not."""
    return format_html('style="{}"', "; ".join(STYLES[name] for name in names))
