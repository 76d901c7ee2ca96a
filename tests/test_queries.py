"""What a page asks the database, it asks as often for sixty rows as for three."""

import re
from collections import Counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_user
from tests.network import LONG, Network, own_routes

FEW, MANY = 3, 60
# The most queries that a page may take, those for the session and the user (two) among them.
MOST = {
    "accounts.account": 3,
    "accounts.settings": 2,
    "contacts.circles": 3,
    "contacts.create": 4,
    "contacts.delete": 8,
    "contacts.delete_circle": 3,
    "contacts.delete_note": 3,
    "contacts.edit": 7,
    "contacts.edit_connection": 3,
    "contacts.edit_note": 3,
    "contacts.list": 5,
    "contacts.list?q=anna": 6,
    "contacts.list?sort=seen": 5,
    "contacts.list?archived=1": 3,
    "contacts.photo": 3,
    "contacts.pick?q=anna": 4,
    "contacts.rename_circle": 3,
    "encounters.delete": 4,
    "encounters.edit": 4,
    "encounters.show": 5,
    "encounters.plan": 3,
    "feed.calendar": 8,
    "feed.show": 3,
    "introductions.list": 3,
    "introductions.list?over=1": 3,
    "introductions.show": 8,
    "pages.came_of_meeting": 5,
    "pages.mail": 7,
    "mail.show": 3,
    "needs.dismissed": 3,
    "needs.edit": 3,
    "needs.edit_offer": 3,
    "needs.edit_words": 3,
    "needs.why": 5,
    f"needs.why?who=Anna {LONG} 1": 15,
    "needs.words": 4,
    "nudges.circle_rhythm": 3,
    "nudges.edit_reminder": 3,
    "nudges.edit_yearly_day": 3,
    "nudges.keeping": 5,
    "nudges.link": 8,
    "nudges.reminders": 3,
    "nudges.stop": 3,
    "pages.beside": 11,
    "pages.contact": 15,
    "pages.delete_favour": 3,
    "pages.edit_favour": 12,
    "pages.favour": 6,
    "pages.given": 16,
    "pages.introduce": 3,
    "pages.introduction_edit": 9,
    "pages.me": 5,
    "pages.merge_contact": 8,
    "pages.new_favour": 5,
    "pages.possible": 7,
    "pages.review": 7,
    "pages.log": 2,
    "pages.quick": 3,
    "pages.today": 14,
    "timeline.all": 12,
}


class Reader:
    """A user with a network of `size` rows of each kind, who looks at pages."""

    def __init__(self, size: int) -> None:
        self.network = Network(make_user(), size)
        self.client = Client()
        self.client.force_login(self.network.owner)

    def asks(self, what: str) -> list[str]:
        """The SQL of the page `what`, a route and perhaps a query, without the values in it."""
        route, _, query = what.partition("?")
        address = f"{self.network.address(route)}?{query}"
        self.client.get(address)  # once, for what is asked once in a process
        with CaptureQueriesContext(connection) as captured:
            assert self.client.get(address).status_code == 200
        return [re.sub(r"'[^']*'|_curs_\w+|\b\d+\b", "…", query["sql"]) for query in captured]


def compare(few: list[str], many: list[str], most: int) -> str:
    """What is wrong with the queries of one page, and which of them it is; "" when nothing is."""
    if len(many) == len(few) <= most:
        return ""
    grown = Counter(many) - Counter(few) or Counter(many)
    lines = (f"    {times} × {sql}" for sql, times in grown.most_common())
    return "\n".join([f"{len(few)} queries for few, {len(many)} for many, at most {most}:", *lines])


def test_a_page_asks_as_often_for_sixty_rows_as_for_three(db: None) -> None:
    few, many = Reader(FEW), Reader(MANY)
    said = {what: compare(few.asks(what), many.asks(what), most) for what, most in MOST.items()}
    wrong = [f"{what}: {wrong}" for what, wrong in said.items() if wrong]
    assert not wrong, "\n".join(wrong)


def test_every_page_is_counted(db: None) -> None:
    reader = Reader(FEW)
    counted = {what.partition("?")[0] for what in MOST}
    pages = {
        route for route in own_routes() if reader.client.get(reader.network.address(route)).status_code == 200
    }
    assert pages - {"health.alive"} == counted


def test_a_query_that_repeats_is_named() -> None:
    said = compare(["SELECT user"], ["SELECT user", *["SELECT face"] * 3], 9)
    assert "1 queries for few, 4 for many" in said
    assert "3 × SELECT face" in said
    assert "SELECT user" not in said
    assert compare(["SELECT user"], ["SELECT user"], 1) == ""
    assert compare(["SELECT user"], ["SELECT user"], 0)
