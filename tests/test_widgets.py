"""Widgets drawn in Python are the elements that Django's own templates make."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.test.html import Element, parse_html

from netwerk import widgets

CHOICES = [("", "None"), ("a&b", "A “quoted” <b>"), ("day", "On a day…")]
TEXTS = ["", None, "Yılmaz & Zn.", '"><script>alert(1)</script>', "two\nlines", "{pk} {0} %s"]
ATTRS = {"id": "id_who", "required": True, "disabled": False, "placeholder": 'a "name"'}


def drawn(widget: forms.Widget, value: Any) -> Element:
    return parse_html(widget.render("who", value, ATTRS))


@pytest.mark.parametrize("value", TEXTS)
@pytest.mark.parametrize("name", ["TextInput", "HiddenInput", "Textarea"])
def test_a_text(name: str, value: str | None) -> None:
    assert drawn(getattr(widgets, name)(), value) == drawn(getattr(forms, name)(), value)


@pytest.mark.parametrize("value", [date(2026, 11, 4), "2026-13-45", "", None])
def test_a_day(value: Any) -> None:
    djangos = forms.DateInput(format="%Y-%m-%d")
    djangos.input_type = "date"
    assert drawn(widgets.DateInput(), value) == drawn(djangos, value)


@pytest.mark.parametrize("value", ["a&b", "", "nothing of these"])
def test_a_choice(value: str) -> None:
    assert drawn(widgets.Select(choices=CHOICES), value) == drawn(forms.Select(choices=CHOICES), value)


@pytest.mark.parametrize("value", ["a&b", "day"])
def test_options_one_by_one(value: str) -> None:
    def tags(widget: type[forms.Widget]) -> list[Element]:
        class Form(forms.Form):
            who = forms.ChoiceField(choices=CHOICES, widget=widget)

        return [parse_html(option.tag()) for option in Form({"who": value})["who"]]

    assert tags(widgets.RadioSelect) == tags(forms.RadioSelect)
    assert len(tags(widgets.RadioSelect)) == len(CHOICES)
