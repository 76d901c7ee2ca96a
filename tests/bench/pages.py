"""What is measured."""

import re
import uuid
from collections.abc import Iterator
from itertools import cycle
from random import Random
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlencode

from tests.bench.client import ZIPPED, Connection, token
from tests.bench.measure import Ask

OLDER = re.compile(rb'rel="next" href="(\?after=[^"]+)"')
HTMX = {"HX_Request": "true"}
KNOWN, NEW = 8, 4  # who is at the evening that is saved


def pages(connection: Connection, facts: dict[str, Any]) -> Iterator[tuple[str, Ask, tuple[int, ...]]]:
    """The name of each page, how to ask for it, and with which status it answers."""
    typed = cycle(facts["typed"])
    last = _older(connection, 99)

    def search(line: Connection) -> bytes:
        return line.request("GET", f"/contacts/?{urlencode({'q': next(typed)})}", **HTMX, **ZIPPED)

    yield "contact list", _get("/contacts/"), (200,)
    yield "search as you type", search, (200,)
    yield "contact with 200 moments", _get(f"/contacts/{facts['contact']}/"), (200,)
    yield "timeline", _get("/timeline/"), (200,)
    yield "timeline, 100th page", _get(f"/timeline/{last}"), (200,)
    yield "today", _get("/"), (200,)
    yield "who could help whom", _get("/review/"), (200,)
    yield "what could be done for one", _get(f"/contacts/{facts['seeker']}/possible/"), (200,)
    yield "beside one's timeline", _get(f"/contacts/{facts['seeker']}/beside/"), (200,)
    yield "introductions", _get("/introductions/"), (200,)
    yield "given", _get("/giving/"), (200,)
    yield "save 12 people", _Evening(connection, facts["people"]), (200, 204)


def _get(path: str) -> Ask:
    return lambda line: line.request("GET", path, **ZIPPED)


def _older(connection: Connection, times: int) -> str:
    """The end of the timeline's address after so many presses on its last button."""
    query = ""
    for _ in range(times):
        found = OLDER.search(connection.get(f"/timeline/{query}", **HTMX).body)
        if not found:
            break
        query = found[1].decode().replace("&amp;", "&")
    return query


class _Evening:
    """Saves an evening of twelve: each time another draft, other people and some new ones."""

    def __init__(self, connection: Connection, people: list[tuple[int, str]]) -> None:
        page = connection.get("/log/")
        self.token, self.day = token(page), re.findall(rb'name="day" value="([^"]+)"', page.body)[0].decode()
        self.people = people
        self.dice = Random()

    def __call__(self, line: Connection) -> bytes:
        known = [
            {"contact": f"{pk} {name}", "name": name} for pk, name in self.dice.sample(self.people, KNOWN)
        ]
        new = [
            {"name": self._name(), "organisation": "Bureau Nieuw", "headline": "architect"}
            for _ in range(NEW)
        ]
        sent = {
            "title": "Vrijdagmiddagborrel",
            "place": "Utrecht",
            "day": self.day,
            "kind": "borrel",
            "draft": str(uuid.uuid4()),
            "people-TOTAL_FORMS": str(KNOWN + NEW),
            "people-INITIAL_FORMS": "0",
        }
        for number, person in enumerate(known + new):
            person |= {
                "note": "Zoekt een zaal voor dertig mensen, in mei",
                "follow_up": "week" if number < 3 else "",
            }
            sent |= {f"people-{number}-{name}": value for name, value in person.items()}
        return line.request("POST", "/log/", urlencode(sent), X_CSRFToken=self.token, **HTMX, **ZIPPED)

    def _name(self) -> str:
        """One that is like nobody's."""
        first, last = ("".join(self.dice.choices(ascii_lowercase, k=9)) for _ in range(2))
        return f"{first.title()} {last.title()}"
