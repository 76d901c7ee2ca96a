"""Every link in a digest: scanners that open them change nothing, and nobody makes one of another's."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.mail.content import Content
from netwerk.nudges import signed
from netwerk.nudges.models import Nudge
from netwerk.nudges.plain import wrapped
from tests.factories import MONDAY, make_contact, make_nudge, make_user
from tests.test_digests_words import all_kinds, an_evening, written
from tests.test_strangers import everything

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
SCANNERS = [{}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]


@pytest.fixture
def reader() -> User:
    return make_user(name="Bart", digest_days=[1, 4])


@pytest.fixture
def content(reader: User) -> Content:
    an_evening(reader)
    all_kinds(reader)
    return written(reader)


def links(content: Content) -> set[str]:
    """Where a press can lead, from either text."""
    hrefs = {unescape(href) for href in re.findall(r'href="([^"]*)"', content.html)}
    return hrefs | set(re.findall(r"https?://\S+", content.text))


def paths(content: Content) -> list[str]:
    return sorted(link.removeprefix(SITE) for link in links(content) if link.startswith("http"))


def test_scanners_that_open_every_link_change_nothing(content: Content) -> None:
    before = everything()
    assert len(paths(content)) > 10
    with time_machine.travel(MONDAY, tick=False):
        for path in paths(content):
            for headers in SCANNERS:
                for client in (Client(headers=headers), Client(headers=headers, enforce_csrf_checks=True)):
                    for answer in (client.get(path), client.head(path), client.options(path)):
                        assert answer.status_code < 500
                    assert client.get(f"{path}?utm_source=scanner").status_code < 500
    assert everything() == before


def test_links_lead_to_the_site_itself_or_to_the_contact(content: Content) -> None:
    """No address in between that would count who followed which link, and nothing that loads by itself."""
    for link in links(content):
        assert link.startswith((f"{SITE}/", "mailto:", "tel:")), link
        assert "?" not in link or link.startswith("mailto:"), link
    assert not re.search(
        r"<(img|link|script|iframe|object|video|audio|form)\b|url\(|@import|src=", content.html
    )


def test_no_line_is_long_and_no_address_broken(reader: User) -> None:
    address = "https://netwerk.example/" + "a-long-path/" * 9
    nudge = make_nudge(
        reader, make_contact(reader, "Sanne"), due=MONDAY.date(), why=f"{'word ' * 30}{address}"
    )
    text = written(reader).text
    assert all(len(line) <= 76 or len(line.split()) == 1 for line in text.splitlines())
    assert address in text.split()
    (key,) = re.findall(rf"^\s*{SITE}/n/([^/]+)/$", text, re.MULTILINE)
    with time_machine.travel(MONDAY):
        assert signed.read_token(key) == nudge.pk


@given(st.text(st.sampled_from("ab -|*\n"), max_size=300))
def test_wrapping_changes_nothing_but_where_lines_break(text: str) -> None:
    assert wrapped(text).replace("|", " ").split() == text.replace("|", " ").split()


# ── Forged and replayed ─────────────────────────────────────────────────────────────────────────────────────


def test_the_signature_of_one_link_opens_no_other(reader: User) -> None:
    mine = make_nudge(reader, make_contact(reader, "Sanne"))
    other = make_user()
    theirs = make_nudge(other, make_contact(other, "Zwaluw"))
    signature = signed.token(mine).split(":", 1)[1]
    forged = f"{signed.token(theirs).split(':', 1)[0]}:{signature}"
    before = everything()
    for verb in ("done", "drop", "snooze", "undo"):
        answer = Client().post(reverse("nudges.link_act", args=[forged, verb]), {"until": "week"})
        assert answer.status_code == 404
        assert "Zwaluw" not in answer.content.decode()
    users = f"{signed.stop_token(other).split(':', 1)[0]}:{signed.stop_token(reader).split(':', 1)[1]}"
    for name in ("nudges.stop", "nudges.pause", "nudges.resume"):
        for key in (users, signed.token(theirs)):
            assert Client().post(reverse(name, args=[key]), {"weeks": "1"}).status_code == 404
    assert everything() == before


def test_a_link_acts_on_its_own_nudge_whoever_is_signed_in(reader: User) -> None:
    """Somebody forwarded their digest: the link does what it says, and shows nothing of who pressed it."""
    mine = make_nudge(reader, make_contact(reader, "Sanne"))
    other = make_user(language="nl")
    theirs = make_nudge(other, make_contact(other, "Zwaluw"))
    client = Client()
    client.force_login(other)
    answer = client.post(reverse("nudges.link_act", args=[signed.token(mine), "done"]))
    assert answer["Content-Language"] == "en"
    assert "Zwaluw" not in answer.content.decode()
    assert Nudge.objects.get(pk=mine.pk).done_at
    assert Nudge.objects.get(pk=theirs.pk).is_open


@pytest.mark.parametrize("again", ["done", "drop", "snooze"])
def test_links_after_the_nudge_is_done_change_nothing(reader: User, again: str) -> None:
    nudge = make_nudge(reader, make_contact(reader, "Sanne"))
    press = Client().post(reverse("nudges.link_act", args=[signed.token(nudge), "done"]))
    assert press.status_code == 200
    before = everything()
    answer = Client().post(reverse("nudges.link_act", args=[signed.token(nudge), again]), {"until": "week"})
    assert answer.status_code == 200
    assert everything() == before


# ── List-Unsubscribe, RFC 8058 ──────────────────────────────────────────────────────────────────────────────


def test_the_headers_name_one_address_for_one_click(content: Content) -> None:
    assert content.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(rf"<({SITE}/digest/[^/<>\s]+/stop/)>", content.headers["List-Unsubscribe"])
    assert found
    assert found[1] in content.text
    assert found[1] in content.html


@pytest.mark.parametrize("how", [{}, {"content_type": "application/x-www-form-urlencoded"}])
def test_one_click_needs_nothing_but_the_address(reader: User, how: dict[str, Any]) -> None:
    """No cookie, no sign-in, no token of a form, no page before it, no redirect after it; both encodings."""
    client = Client(enforce_csrf_checks=True)
    address = reverse("nudges.stop", args=[signed.stop_token(reader)])
    body: Any = "List-Unsubscribe=One-Click" if how else {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        answer = client.post(address, body, **how, headers={"Origin": "https://mail.example", "Referer": ""})
        assert answer.status_code == 200
    assert User.objects.get(pk=reader.pk).digest_days == []


def test_looking_asks_and_does_not_stop(reader: User) -> None:
    address = reverse("nudges.stop", args=[signed.stop_token(reader)])
    before = everything()
    answer = Client().get(address, {"List-Unsubscribe": "One-Click"})
    assert "Stop the digest?" in answer.content.decode()
    assert everything() == before
