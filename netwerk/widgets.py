"""Form widgets that are drawn in Python.

Django's own take a template for each widget, for each of its options and for each of their attributes: an
evening of forty people has thousands. The HTML is the same.
"""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Drawn(forms.Widget):
    """A widget that Django would draw with the template `template_name`, and that `draw` draws."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return self.draw(context["widget"])

    def draw(self, widget: dict[str, Any]) -> SafeString:
        """An input, or one option of several: `widget` is what `get_context` says of it."""
        attrs = flatatt(widget["attrs"])
        value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
        return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attrs)


class TextInput(Drawn, forms.TextInput):
    pass


class HiddenInput(Drawn, forms.HiddenInput):
    pass


class DateInput(Drawn, forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RadioSelect(Drawn, forms.RadioSelect):
    """For pages that draw its options one by one."""


class Textarea(Drawn, forms.Textarea):
    def draw(self, widget: dict[str, Any]) -> SafeString:
        name, attrs, value = widget["name"], flatatt(widget["attrs"]), widget["value"] or ""
        return format_html('<textarea name="{}"{}>\n{}</textarea>', name, attrs, value)


class Select(Drawn, forms.Select):
    """A list to choose from, without groups."""

    def draw(self, widget: dict[str, Any]) -> SafeString:
        options = [option for _group, its, _index in widget["optgroups"] for option in its]
        lines = (
            (flatatt({"value": str(option["value"]), **option["attrs"]}), option["label"])
            for option in options
        )
        drawn = format_html_join("", "<option{}>{}</option>", lines)
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), drawn)
