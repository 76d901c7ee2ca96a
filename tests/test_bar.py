"""The bar says where one is, on every page that has it."""

import pytest
from django.urls import get_resolver

from netwerk.templatetags.look import PLACES, place_of

OF_NONE = ("pages.hello", "pages.skip_hello", "health.")  # they stand alone, or have no page


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("pages.today", "today"),
        ("nudges.keeping", "contacts"),
        ("encounters.plan", "contacts"),
        ("encounters.show", "timeline"),
        ("pages.mail", "settings"),
        ("mail.show", "settings"),
        ("feed.show", "settings"),
        ("account_email", "settings"),
        ("introductions.list", "helping"),
        ("pages.given", "helping"),
        ("", ""),
    ],
)
def test_where_a_page_belongs(route, place):
    assert place_of(route) == place


def test_every_place_of_the_bar_has_pages_and_no_rule_is_dead():
    routes = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    for begin in PLACES:
        assert any(route.startswith(begin) for route in routes), begin
    lost = [route for route in routes if not place_of(route) and not route.startswith(OF_NONE)]
    assert lost == []
