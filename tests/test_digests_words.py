"""What a digest says, as its reader sees it."""

import os
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact, Note, Reach
from netwerk.encounters.models import Encounter
from netwerk.introductions.models import Introduction
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.nudges import digests, telling
from netwerk.nudges.mailed import Digest
from tests.factories import (
    MONDAY,
    make_contact,
    make_encounter,
    make_favour,
    make_introduction,
    make_need,
    make_nudge,
    make_offer,
    make_user,
)
from tests.smtp import PostOffice

GOLDEN = Path(__file__).parent / "golden"


def digest_of(user: User, day: date = date(2026, 11, 23)) -> Digest:
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to="old@netwerk.example", due_at=MONDAY)
    return Digest.objects.create(owner=user, day=day, mail=mail)


def written(user: User) -> Content:
    with time_machine.travel(MONDAY):
        content = digests.compose(digest_of(user))
    assert content
    return content


def an_evening(user: User) -> None:
    """Three to get in touch with, each with something of their own."""
    sanne = make_contact(user, "Sanne de Vries", headline="Fiscalist", organisation="Bos & Co")
    mehmet, anna = (
        make_contact(user, "Mehmet Yılmaz"),
        make_contact(user, "Anna Bos", organisation="<Studio>"),
    )
    borrel = make_encounter(user, sanne, mehmet, title="Borrel at De Zaak", day=date(2026, 11, 19))
    borrel.participations.filter(contact=sanne).update(note="Looks for an office\nwith a garden.")
    Note.objects.create(owner=user, contact=anna, day=date(2026, 10, 1), text="Moved to <Ghent>.")
    reach(sanne, "06 12345678", Reach.Kind.PHONE)
    reach(sanne, "sanne@netwerk.example")
    make_nudge(user, sanne, due=date(2026, 11, 21), encounter=borrel)
    make_nudge(user, mehmet, due=date(2026, 11, 23), why="Send him the article on box 3")
    make_nudge(user, anna, due=date(2026, 11, 23))
    make_nudge(user, make_contact(user, "Not yet"), due=date(2026, 11, 24))


def all_kinds(user: User) -> None:
    """The other kinds: a promise, a gift, an introduction, three reasons in one, a day to come, old ones."""
    for day in (5, 12, 19):  # sent before
        told = digest_of(user, date(2026, 11, day))
        Mail.objects.filter(digest=told).update(sent_at=datetime(2026, 11, day, 6, tzinfo=UTC))
    me = make_contact(user, "Bart", self_of=user)
    piet = make_contact(user, "Piet Jansen", language="nl")
    favour = make_favour(me, piet, "Lend him the book on <gardens>", promised_on=date(2026, 11, 20))
    make_nudge(user, piet, due=date(2026, 11, 22), favour=favour)
    make_nudge(user, piet, due=date(2026, 11, 23), why="His first day at the municipality")
    reach(piet, "piet@netwerk.example")
    with time_machine.travel(MONDAY):
        imani, joris = make_contact(user, "Imani Carter"), make_contact(user, "Joris Smit")
        make_need(imani, "Looking for a fiscalist who knows box 3")
        make_offer(joris, "Tax advice, box 3 above all")
    make_nudge(user, imani, due=date(2026, 11, 23))
    asked = datetime(2026, 11, 9, 10, tzinfo=UTC)
    introduction = make_introduction(
        piet, joris, began_on=asked.date(), asked_first_at=asked, why="Both want to green the old harbour"
    )
    why = "No answer yet: introduce Piet Jansen and Joris Smit?"
    make_nudge(user, piet, due=date(2026, 11, 23), introduction=introduction, why=why)
    make_nudge(user, make_contact(user, "Noor el Idrissi"), due=date(2026, 11, 25), why="Her birthday")
    old = {"due": date(2026, 11, 2), "created_at": datetime(2026, 10, 20, tzinfo=UTC)}
    make_nudge(user, make_contact(user, "Wim Kok"), why="Ask how the move went", **old)
    make_nudge(user, make_contact(user, "Fatima Haddad"), **old)


def reach(contact: Contact, value: str, kind: str = Reach.Kind.EMAIL) -> None:
    Reach.objects.create(owner=contact.owner, contact=contact, kind=kind, value=value)


def squeezed(html: str) -> str:
    """The body of an HTML mail without empty lines."""
    return "\n".join(line for line in html[html.index("<body") :].splitlines() if line.strip()) + "\n"


@pytest.fixture
def plain_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "netwerk.nudges.signed.token", lambda nudge: f"key-of-{nudge.contact.name.split()[0]}-{nudge.due.day}"
    )
    monkeypatch.setattr("netwerk.nudges.signed.stop_token", lambda user: "key-of-the-user")


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_tokens")
@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Sanne, Mehmet and Anna"), ("nl", "Sanne, Mehmet en Anna")]
)
def test_the_text_as_the_reader_sees_it(language: str, subject: str) -> None:
    user = make_user(name="Bart", language=language)
    an_evening(user)
    assert_golden(written(user), subject, f"digest.{language}")


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_tokens")
@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Piet (promise), Imani and Noor"), ("nl", "Piet (belofte), Imani en Noor")],
)
def test_all_kinds_of_entries_as_the_reader_sees_them(language: str, subject: str) -> None:
    user = make_user(name="Bart", language=language, digest_days=[1, 4])
    all_kinds(user)
    content = written(user)
    pk = Introduction.objects.get().pk
    texts = [
        text.replace(f"/introductions/{pk}/", "/introductions/1/") for text in (content.text, content.html)
    ]
    assert_golden(Content(content.subject, *texts), subject, f"digest_kinds.{language}")


def assert_golden(content: Content, subject: str, name: str) -> None:
    """As the files say. With UPDATE_GOLDEN=1 in the environment they are written first, for you to read."""
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / f"{name}.txt").write_text(content.text)
        (GOLDEN / f"{name}.html").write_text(squeezed(content.html))
    assert content.text == (GOLDEN / f"{name}.txt").read_text()
    assert squeezed(content.html) == (GOLDEN / f"{name}.html").read_text()
    assert content.subject == subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "subject"),
    [
        (["Sanne de Vries"], "Sanne de Vries – Get in touch again"),
        (["Sanne de Vries", "Mehmet Yılmaz"], "Sanne and Mehmet"),
        (["Sanne", "Mehmet", "Anna"], "Sanne, Mehmet and Anna"),
        (["Sanne", "Mehmet", "Anna", "Piet"], "Sanne, Mehmet and 2 others"),
        ([f"Piet{n} Jansen" for n in range(25)], "Piet0, Piet1 and 23 others"),
    ],
)
def test_the_subject_says_who(people: list[str], subject: str) -> None:
    user = make_user()
    for name in people:
        make_nudge(user, make_contact(user, name), due=date(2026, 11, 23))
    assert written(user).subject == subject


@pytest.mark.django_db
def test_two_nudges_about_one_person_name_them_once() -> None:
    user = make_user()
    sanne = make_contact(user, "Sanne de Vries")
    for why in ("the article", "her birthday"):
        make_nudge(user, sanne, due=date(2026, 11, 23), why=why)
    assert written(user).subject == "Sanne de Vries"


@pytest.mark.django_db
def test_a_long_digest_counts_the_rest() -> None:
    user = make_user()
    for n in range(23):
        make_nudge(user, make_contact(user, f"Piet{n}"), due=date(2026, 11, 23))
    content = written(user)
    assert content.text.count("/n/") == telling.NAMED == 20
    assert "And 3 more on Today: http://localhost:8000/" in content.text
    assert "And 3 more on Today" in content.html


@pytest.mark.django_db
def test_queries_do_not_grow_with_nudges() -> None:
    counts = []
    for size in (2, 9):
        user = make_user()
        for n in range(size):
            contact = make_contact(user, f"Piet {n}")
            make_encounter(user, contact).participations.update(note="Hello")
            Reach.objects.create(owner=user, contact=contact, value="piet@netwerk.example")
            make_nudge(user, contact, due=date(2026, 11, 23))
            introduction = make_introduction(contact, make_contact(user), asked_first_at=MONDAY)
            make_nudge(user, contact, due=date(2026, 11, 23), introduction=introduction)
        digest = digest_of(user)
        with time_machine.travel(MONDAY), CaptureQueriesContext(connection) as queries:
            assert digests.compose(digest)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11


@pytest.mark.django_db(transaction=True)
def test_the_mail_as_it_arrives(office: PostOffice) -> None:
    user = make_user(name="Bart", language="en")
    an_evening(user)
    digest = digest_of(user)
    with time_machine.travel(MONDAY):
        assert digests.deliver(digest)
    (message,) = office.messages
    assert isinstance(message, EmailMessage)
    assert message["To"] == user.email  # the address of now, not the one of when it was raised
    assert message["Subject"] == "Sanne, Mehmet and Anna"
    assert message["Message-ID"] == digest.mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    stop = str(message["List-Unsubscribe"]).strip()  # a long header begins on its second line
    assert stop.startswith("<http://localhost:8000/digest/")
    assert stop.endswith("/stop/>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert "Sanne de Vries (Fiscalist, Bos & Co)" in plain.get_content()
    assert "Bos &amp; Co" in html.get_content()
    assert 'href="tel:+31612345678"' in html.get_content()
    digest.mail.refresh_from_db()
    assert digest.mail.to == user.email
    assert digest.mail.text.splitlines() == plain.get_content().splitlines()


@pytest.mark.django_db
def test_no_picture_and_nothing_that_tells_who_read_it() -> None:
    user = make_user()
    an_evening(user)
    html = written(user).html
    assert "<img" not in html
    assert "url(" not in html
    assert "<script" not in html


@pytest.mark.django_db
def test_an_encounter_without_a_title_is_named_in_the_readers_language() -> None:
    user = make_user(language="nl")
    anna = make_contact(user, "Anna Bos")
    call = make_encounter(user, anna, kind=Encounter.Kind.CALL, day=date(2026, 11, 19))
    call.participations.update(note="Verhuist naar Gent.")
    make_nudge(user, anna, due=date(2026, 11, 23), encounter=call)
    text = written(user).text
    assert "Telefoontje, do 19 nov 2026: Verhuist naar Gent." in text
    assert "Call" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("nl", "Hoi Anna,\r\n\r\nLeuk dat we elkaar spraken op 19 november.\r\n\r\nGroet,\r\nBart"),
        ("", "Hi Anna,\r\n\r\nIt was good to talk to you on 19 November.\r\n\r\nBest wishes,\r\nBart"),
        ("xx", "Hi Anna,\r\n\r\nIt was good to talk to you on 19 November.\r\n\r\nBest wishes,\r\nBart"),
    ],
)
def test_the_message_is_in_the_language_of_who_gets_it(language: str, body: str) -> None:
    user = make_user(name="Bart", language="en")
    anna = make_contact(user, "Anna Bos", language=language)
    reach(anna, "anna?bcc=x@netwerk.example")
    walk = make_encounter(user, anna, title="Walk & talk", day=date(2026, 11, 19))
    make_nudge(user, anna, due=date(2026, 11, 23), encounter=walk)
    mailto = f"mailto:anna%3Fbcc%3Dx@netwerk.example?subject=Walk%20%26%20talk&body={quote(body, safe='')}"
    assert f'href="{escape(mailto)}"' in written(user).html
