"""The pages of introductions: from an idea to how it went, with what is written at each step."""

from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from netwerk.accounts.models import User
from netwerk.contacts.models import Connection, Contact, Reach
from netwerk.introductions import wording
from netwerk.introductions.letters import Letter, letters_for
from netwerk.introductions.models import Introduction
from netwerk.introductions.wording import LetterWording
from netwerk.nudges.digests import compose, raise_due
from netwerk.nudges.mailed import Digest
from netwerk.nudges.models import Nudge
from tests.factories import make_contact, make_encounter, make_introduction, make_need, make_offer, make_user
from tests.signing import CHOSEN

pytestmark = pytest.mark.django_db
NEW = "/introductions/new/"
AWKWARD = ["", "x" * 10_000, "nul\0byte", "🦜 " * 20, "مرحبا", "{me} {0} {", "a\r\nBcc: b@c.example"]


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos", language="nl")


@pytest.fixture
def piet(user: User) -> Contact:
    return make_contact(user, "Piet Kok", language="en")


@pytest.fixture
def joost(user: User) -> Contact:
    return make_contact(user, "Joost Dam")


@pytest.fixture
def it(anna: Contact, piet: Contact) -> Introduction:
    return make_introduction(anna, piet, why="Anna zoekt een fiscalist, en Piet is er een")


def typed(**fields: Any) -> dict[str, Any]:
    """A form that was filled in."""
    return {"first": "Anna Bos", "second": "Piet Kok", "day": str(timezone.localdate())} | fields


def press(browser: Client, it: Introduction, verb: str, **fields: Any) -> Introduction:
    """Presses a button of an introduction; gives how it stands then."""
    url = f"/introductions/{it.pk}/"
    response = browser.post(f"{url}{verb}/", fields)
    assert (response.status_code, response["Location"]) == (302, url)
    it.refresh_from_db()
    return it


def shown(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def only_letter(it: Introduction, user: User, **kwargs: Any) -> Letter:
    (letter,) = letters_for(it, user, **kwargs)
    return letter


def open_nudges(it: Introduction) -> list[tuple[str, str, date]]:
    nudges = Nudge.objects.open().filter(introduction=it).select_related("contact").order_by("id")
    return [(nudge.contact.name, nudge.why, nudge.due) for nudge in nudges]


# A new one


def test_an_address_fills_in_what_is_known(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    need, meeting = make_need(anna, "zoekt een fiscalist"), make_encounter(user, anna)
    joost = make_contact(user, "Joost Dam")
    asked = f"first={piet.pk}&second={anna.pk}&need={need.pk}&through={joost.pk}&encounter={meeting.pk}"
    form = browser.get(f"{NEW}?{asked}").context["form"]
    named = {"first": piet, "second": anna, "need": need, "through": joost, "encounter": meeting}
    sent = {name: form.initial.get(name) for name in form.fields}
    assert (sent["first"], sent["second"], sent["through"]) == ("Piet Kok", "Anna Bos", "Joost Dam")
    assert (sent["need"], sent["encounter"], sent["why"]) == (need, meeting, "zoekt een fiscalist")
    posted = {
        **{side: sent[side] for side in ("first", "second", "through")},
        **{f"{side}_is": sent[f"{side}_is"] for side in ("first", "second", "through")},
        "need": need.pk,
        "encounter": meeting.pk,
        "why": "Voor haar aangifte",
        "day": user.today(),
    }
    response = browser.post(NEW, posted)
    made = Introduction.objects.get(why="Voor haar aangifte")
    assert response["Location"] == f"/introductions/{made.pk}/"
    assert {name: getattr(made, name) for name in named} == named
    assert made.waits_for
    assert made.waits_for.words == "Ask Joost Dam"


def test_of_two_namesakes_the_one_of_the_address_is_meant(browser: Client, user: User, anna: Contact) -> None:
    one, other = make_contact(user, "Piet Kok"), make_contact(user, "Piet Kok")
    response = browser.post(NEW, typed())
    assert response.status_code == 422
    assert "You know more than one" in response.content.decode()
    browser.post(NEW, typed(second_is=f"{other.pk} Piet Kok"))
    assert Introduction.objects.get().second == other != one


def test_a_first_name_is_enough_and_who_is_heard_of_counts(
    browser: Client, user: User, anna: Contact
) -> None:
    heard = make_contact(user, "Piet Kok", known_at=None)
    assert browser.post(NEW, typed(first="anna", second="Piet")).status_code == 302
    assert Introduction.objects.get().sides() == [anna, heard]


def test_there_and_then(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    browser.post(NEW, typed(made="on"))
    made = Introduction.objects.get()
    assert made.made_on == user.today()
    due = user.today() + timedelta(weeks=3)
    why = "Did Anna Bos and Piet Kok meet?"
    assert open_nudges(made) == [("Anna Bos", why, due), ("Piet Kok", why, due)]


def test_pressed_twice_it_is_one(browser: Client, anna: Contact, piet: Contact) -> None:
    urls = {browser.post(NEW, typed(why="Samen"))["Location"] for _ in range(2)}
    assert urls == {f"/introductions/{Introduction.objects.get().pk}/"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first": ""}, "first"),
        ({"second": "Anna Bos"}, "second"),
        ({"second": "Nobody Knows"}, "second"),
        ({"second_is": "0 Piet", "second": "Piet"}, ""),
        ({"through": "Piet Kok"}, "through"),
        ({"through": "x" * 10_000}, "through"),
        ({"second": "nul\0byte"}, "second"),
        ({"why": "x" * 2001}, "why"),
        ({"why": "nul\0byte"}, "why"),
        ({"day": "tomorrow"}, "day"),
        ({"day": "2190-01-01"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"need": "999999999999999999999"}, "need"),
        ({"encounter": "x"}, "encounter"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    browser: Client, anna: Contact, piet: Contact, fields: dict[str, str], field: str
) -> None:
    response = browser.post(NEW, typed(**fields))
    if not field:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Anna Bos" in response.content.decode() or field == "first"
    assert not Introduction.objects.exists()


def test_what_is_somebody_elses_is_nobodys(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    other = make_user()
    his = make_contact(other, "Els Vos")
    need, meeting = make_need(his, "zoekt een huis"), make_encounter(other, his)
    for asked in (f"first={his.pk}", f"need={need.pk}", f"encounter={meeting.pk}", "first=x"):
        assert browser.get(f"{NEW}?{asked}").status_code == 404
    for fields in (
        {"second": "Els Vos", "second_is": f"{his.pk} Els Vos"},
        {"need": need.pk},
        {"encounter": meeting.pk},
    ):
        assert browser.post(NEW, typed(**fields)).status_code == 422
    assert not Introduction.objects.exists()


def test_names_are_suggested(browser: Client, anna: Contact, piet: Contact) -> None:
    headers = {"HX-Request": "true", "HX-Trigger-Name": "second"}
    response = browser.get(f"{NEW}?second=pi", headers=headers)
    assert response.content.decode().strip() == '<option value="Piet Kok"></option>'


def test_a_match_leads_there(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    need = make_need(anna, "zoekt een fiscalist")
    make_offer(piet, "fiscalist")
    page = shown(browser, "/review/")
    assert f'href="{NEW}?first={piet.pk}&second={anna.pk}&need={need.pk}"' in page
    assert "Introduce Piet Kok" in page


# The steps


def test_from_an_idea_to_how_it_went(browser: Client, user: User, it: Introduction) -> None:
    need = make_need(it.first, "zoekt een fiscalist")
    Introduction.objects.filter(pk=it.pk).update(need=need)
    url, today = f"/introductions/{it.pk}/", user.today()
    for verb, fields, said in (
        ("ask/first", {}, "Waiting for an answer from Anna Bos"),
        ("yes/first", {}, "Ask Piet Kok next"),
        ("ask/second", {}, "Waiting for an answer from Piet Kok"),
        ("yes/second", {}, "Bring them together"),
        ("make", {"day": today}, "Did they meet?"),
        ("met", {"day": today}, "How did it go?"),
        ("close", {"outcome": "Hij doet haar aangifte 🎉", "meets": "on"}, "Hij doet haar aangifte 🎉"),
    ):
        press(browser, it, verb, **fields)
        assert said in shown(browser, url)
    need.refresh_from_db()
    assert need.met_at
    history = shown(browser, url)
    for said in ("You asked Anna Bos", "Piet Kok said yes", "You brought them together", "They met"):
        assert said in history
    assert it.names in shown(browser, "/introductions/?over=1")
    assert it.names not in shown(browser, "/introductions/")


def test_a_step_can_be_skipped_and_taken_back(browser: Client, user: User, it: Introduction) -> None:
    press(browser, it, "met", day=user.today())
    assert it.met_on
    press(browser, it, "undo", step="made_on")  # of another tab: not the last step
    assert it.met_on
    assert "Nothing has changed" in shown(browser, f"/introductions/{it.pk}/")
    press(browser, it, "undo", step="met_on")
    assert not it.met_on
    press(browser, it, "drop")
    assert it.dropped_at
    press(browser, it, "undo", step="dropped_at")
    assert it.is_open


def test_a_second_tab_sees_what_the_first_did(browser: Client, user: User, it: Introduction) -> None:
    press(browser, it, "no/second")
    press(browser, it, "make", day=user.today())
    assert it.made_on is None
    page = shown(browser, f"/introductions/{it.pk}/")
    assert "Nothing has changed" in page
    assert "Piet Kok would rather not" in page
    assert "nobody else is told" in page
    assert 'class="letter"' not in page


def test_it_goes_on_when_one_of_them_is_erased(browser: Client, it: Introduction, anna: Contact) -> None:
    press(browser, it, "make", day=it.owner.today().isoformat())
    anna.delete()
    it = Introduction.objects.get()
    assert "omeone no longer in your network" in shown(browser, it.get_absolute_url())
    press(browser, it, "undo", step=it.last_step)
    it = press(browser, Introduction.objects.get(), "make", day=it.owner.today().isoformat())
    assert it.made_on
    assert open_nudges(it) == []  # there is nothing to ask any more


def test_a_side_that_is_none_is_404(browser: Client, it: Introduction) -> None:
    for verb in ("ask", "yes", "no"):
        assert browser.post(f"/introductions/{it.pk}/{verb}/third/").status_code == 404


@pytest.mark.parametrize("verb", ["make", "met"])
@pytest.mark.parametrize("day", ["", "tomorrow", "2190-01-01", "0001-01-01", "nul\0byte", "x" * 10_000])
def test_a_day_that_is_none_is_told_beside_it(browser: Client, it: Introduction, verb: str, day: str) -> None:
    response = browser.post(f"/introductions/{it.pk}/{verb}/", {"day": day})
    assert response.status_code == 422
    assert response.context[f"{verb}_form"].errors
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("said", AWKWARD)
def test_whatever_is_typed_at_the_end(browser: Client, it: Introduction, said: str) -> None:
    response = browser.post(f"/introductions/{it.pk}/close/", {"outcome": said})
    wrong = len(said) > 2000 or "\0" in said
    assert response.status_code == (422 if wrong else 302)
    it.refresh_from_db()
    assert bool(it.closed_at) != wrong


def test_that_they_know_each_other_is_one_press(browser: Client, user: User, it: Introduction) -> None:
    url, offer = f"/introductions/{it.pk}/", "Write down that they know each other"
    assert offer not in shown(browser, url)
    press(browser, it, "connect")
    assert not Connection.objects.exists()
    press(browser, it, "make", day=user.today())
    assert offer in shown(browser, url)
    for _ in range(2):
        press(browser, it, "connect")
    known = Connection.objects.get()
    assert {known.one, known.other} == {it.first, it.second}
    assert known.since == user.today().year
    assert offer not in shown(browser, url)


# What is written


def test_asking_one_does_not_name_the_other_until_the_user_wants_to(
    browser: Client, user: User, it: Introduction
) -> None:
    letter = only_letter(it, user)
    assert (letter.to, letter.language) == ([it.first], "nl")
    assert letter.text.startswith("Hoi Anna,\n\nIk ken iemand")
    assert "Waar ik aan denk: Anna zoekt een fiscalist, en iemand is er een" in letter.text
    assert "Piet" not in unescape(letter.mailto)
    url = f"/introductions/{it.pk}/"
    assert "Piet" not in shown(browser, url).partition("<textarea")[2].partition("</article>")[0]
    named = only_letter(it, user, named=True)
    assert "jij en Piet Kok" in named.text
    assert "jij en Piet Kok" in shown(browser, f"{url}?named=1")


def test_each_message_is_in_the_language_of_who_gets_it(user: User, it: Introduction) -> None:
    it.yes("first")
    assert only_letter(it, user).text.startswith("Hi Piet,\n\nI know someone")
    it.yes("second")
    for language, said in (("en", "Hi Anna and Piet"), ("nl", "Hoi Anna en Piet")):
        user.language = language
        both = only_letter(it, user)
        assert both.to == [it.first, it.second]
        assert both.text.startswith(said)
    it.make(user.today())
    one, other = letters_for(it, user)
    assert "jij en Piet Kok elkaar al gesproken" in one.text
    assert "Have you and Anna Bos talked yet" in other.text
    assert (one.subject, other.subject) == ("Hoe was het met Piet Kok?", "How was it with Anna Bos?")


def test_somebody_between_is_asked_with_both_names(
    user: User, anna: Contact, piet: Contact, joost: Contact
) -> None:
    letter = only_letter(make_introduction(anna, piet, through=joost), user)
    assert "Would you put Anna Bos and Piet Kok in touch" in letter.text
    mine = make_introduction(Contact.objects.me(user), piet, through=joost)
    assert "Would you put Piet Kok and me in touch" in only_letter(mine, user).text


def test_nobody_is_written_that_they_should_meet_the_writer(user: User, anna: Contact) -> None:
    it = make_introduction(Contact.objects.me(user), anna)
    assert letters_for(it, user) == []
    it.make(user.today())
    assert letters_for(it, user) == []


def test_without_a_reason_nothing_is_said_of_it(user: User, anna: Contact, piet: Contact) -> None:
    it = make_introduction(anna, piet)
    assert "Waar ik aan denk" not in only_letter(it, user).text
    it.need = make_need(anna, "zoekt een fiscalist")
    assert "Waar ik aan denk: zoekt een fiscalist" in only_letter(it, user).text


def test_mail_holds_whatever_a_name_holds(user: User) -> None:
    names = ('O"Neil & <b> ?x=1#', "Zoë\nBcc: 🦜 {me}")
    one, other = (make_contact(user, name, language="en") for name in names)
    for contact in (one, other):
        for number in (1, 2):
            value = f"{contact.pk}+{number}&cc=x@netwerk.example"
            Reach.objects.create(owner=user, contact=contact, value=value)
    it = make_introduction(one, other, why="50% & more?\nsecond line")
    it.yes("first")
    it.yes("second")
    letter = only_letter(it, user)
    parts = urlsplit(letter.mailto)
    assert parts.scheme == "mailto"
    assert parts.path == f"{one.pk}+1%26cc%3Dx@netwerk.example,{other.pk}+1%26cc%3Dx@netwerk.example"
    said = parse_qs(parts.query, strict_parsing=True)
    assert set(said) == {"subject", "body"}
    assert said["body"] == [letter.text.replace("\n", "\r\n")]
    assert "\n" not in said["subject"][0]
    assert "50% & more?\nsecond line" in letter.text


def test_who_has_several_addresses_is_written_to_at_any_of_them(
    browser: Client, user: User, it: Introduction, anna: Contact, piet: Contact
) -> None:
    for contact, values in ((anna, ("a@work.example", "a@home.example")), (piet, ("p@work.example",))):
        for value in values:
            Reach.objects.create(owner=user, contact=contact, value=value)
    page = shown(browser, it.get_absolute_url())
    assert 'href="mailto:a@work.example?' in page
    assert 'href="mailto:a@home.example?' in page
    it.yes("first")
    it.yes("second")
    letter = only_letter(it, user)
    assert letter.mailto.startswith("mailto:a@work.example,p@work.example?")
    [(named, mailto)] = letter.others
    assert named == "a@home.example, p@work.example"
    assert mailto.startswith("mailto:a@home.example,p@work.example?")
    assert parse_qs(urlsplit(mailto).query) == parse_qs(urlsplit(letter.mailto).query)


def test_who_has_one_address_has_nothing_to_choose(
    browser: Client, user: User, it: Introduction, anna: Contact
) -> None:
    Reach.objects.create(owner=user, contact=anna, value="a@work.example")
    assert "To another address" not in shown(browser, it.get_absolute_url())


def test_who_has_no_address_can_still_be_written_to(user: User, it: Introduction) -> None:
    assert only_letter(it, user).mailto.startswith("mailto:?subject=Iemand%20die")


# The user's own words


def wording_form(letter: Letter, text: str) -> dict[str, str]:
    return {"kind": letter.kind, "side": letter.side, "text": text}


def test_own_words_are_kept_for_everybody_and_given_back(
    browser: Client, user: User, it: Introduction, anna: Contact, joost: Contact
) -> None:
    user.name = "Noor"
    user.save()
    letter = only_letter(it, user)
    text = f"Dag Anna!\r\nEen idee: {letter.places['why']}\r\nAnnabel, {{x}} {{\r\nLiefs, Noor"
    press(browser, it, "wording", **wording_form(letter, text))
    kept = LetterWording.objects.get()
    assert (kept.kind, kept.language) == ("ask", "nl")
    assert kept.text == "Dag {name}!\nEen idee: {why}\nAnnabel, {x} {\nLiefs, {me}"
    els = make_contact(user, "Els Vos", language="nl")
    assert only_letter(make_introduction(els, joost), user).text == "Dag Els!\nAnnabel, {x} {\nLiefs, Noor"
    press(browser, it, "wording", **wording_form(letter, "Anders"))
    assert only_letter(it, user).text == "Anders"
    assert "own text again" in shown(browser, f"/introductions/{it.pk}/")
    press(browser, it, "wording/reset", **wording_form(letter, ""))
    assert only_letter(it, user).text == letter.text


@pytest.mark.parametrize("text", AWKWARD)
def test_whatever_is_typed_as_own_words(browser: Client, user: User, it: Introduction, text: str) -> None:
    letter = only_letter(it, user)
    response = browser.post(f"/introductions/{it.pk}/wording/", wording_form(letter, text))
    wrong = not text.strip() or len(text) > wording.LONGEST or "\0" in text
    assert response.status_code == (422 if wrong else 302)
    assert LetterWording.objects.exists() != wrong
    if wrong:
        assert "errorlist" in response.content.decode()
        assert text.replace("\0", "")[:50] in response.content.decode().replace("\0", "")
    shown(browser, f"/introductions/{it.pk}/")


def test_a_message_that_is_not_there_is_404(browser: Client, it: Introduction) -> None:
    for kind, side in (("ask", "second"), ("introduce", ""), ("x", "first"), ("", "")):
        fields = {"kind": kind, "side": side, "text": "x"}
        assert browser.post(f"/introductions/{it.pk}/wording/", fields).status_code == 404
    assert not LetterWording.objects.exists()


def test_one_wording_of_a_kind_and_language(user: User) -> None:
    LetterWording.objects.create(owner=user, kind="ask", language="nl", text="x")
    for fields in ({"kind": "ask", "text": "y"}, {"kind": "named", "text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LetterWording.objects.create(owner=user, language="nl", **fields)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", LetterWording.Kind.values)
def test_every_text_is_there_in_both_languages(kind: str, language: str) -> None:
    text = wording.own_text(kind, language)
    assert text.startswith({"nl": "Hoi {name},", "en": "Hi {name},"}[language])
    assert "{me}" in text
    assert set(wording.PLACE.findall(text)) <= {"name", "other", "me", "why"}
    assert ("{other}" in text) == (kind != "ask")


# The nudges of it


def test_an_answer_that_does_not_come_is_a_nudge(browser: Client, user: User, it: Introduction) -> None:
    press(browser, it, "ask/first")
    press(browser, it, "ask/second")
    why, due = "No answer yet: introduce Anna Bos and Piet Kok?", user.today() + timedelta(weeks=2)
    assert open_nudges(it) == [("Anna Bos", why, due), ("Piet Kok", why, due)]
    press(browser, it, "yes/first")
    assert open_nudges(it) == [("Piet Kok", why, due)]
    press(browser, it, "undo", step="first_yes_at")
    assert sorted(name for name, *_rest in open_nudges(it)) == ["Anna Bos", "Piet Kok"]
    press(browser, it, "no/second")
    assert open_nudges(it) == []


def test_after_some_weeks_both_are_asked_whether_they_met(
    browser: Client, user: User, it: Introduction
) -> None:
    user.weeks_to_meet = 5
    user.save()
    press(browser, it, "ask/first")
    press(browser, it, "make", day=user.today())
    why, due = "Did Anna Bos and Piet Kok meet?", user.today() + timedelta(weeks=5)
    assert open_nudges(it) == [("Anna Bos", why, due), ("Piet Kok", why, due)]
    Nudge.objects.open().filter(contact=it.first).get().done()
    press(browser, it, "close")
    assert open_nudges(it) == []
    press(browser, it, "undo", step="closed_at")
    assert open_nudges(it) == [("Piet Kok", why, due)]  # what was done stays done


def test_a_nudge_leads_to_its_introduction(browser: Client, user: User, it: Introduction) -> None:
    press(browser, it, "make", day=user.today() - timedelta(weeks=3))
    link = f'href="/introductions/{it.pk}/"'
    assert link in shown(browser, "/")
    assert link in shown(browser, it.first.get_absolute_url())


def test_the_digest_leads_there_too(browser: Client, user: User, it: Introduction) -> None:
    press(browser, it, "make", day=user.today() - timedelta(weeks=3))
    raise_due(timezone.now() + timedelta(days=1))
    said = compose(Digest.objects.of(user).get())
    assert said
    for text in (said.text, said.html):
        assert f"/introductions/{it.pk}/" in text
        assert "Did Anna Bos and Piet Kok meet?" in text


def test_the_weeks_have_bounds(browser: Client, user: User) -> None:
    for weeks in (0, 27):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(weeks_to_meet=weeks)
    assert browser.post("/settings/", CHOSEN | {"weeks_to_meet": "27"}).status_code == 422
    assert browser.post("/settings/", CHOSEN | {"weeks_to_meet": "26"}).status_code == 302
    user.refresh_from_db()
    assert user.weeks_to_meet == 26


# The list


def test_the_list_says_what_each_waits_for(browser: Client, user: User, it: Introduction) -> None:
    it.ask("first")
    page = shown(browser, "/introductions/")
    assert "Anna Bos and Piet Kok" in page
    assert "Waiting for an answer from Anna Bos" in page
    user.language = "nl"
    user.save()
    assert "Wacht op antwoord van Anna Bos" in shown(browser, "/introductions/")


def test_the_list_goes_by_key(browser: Client, user: User, anna: Contact, piet: Contact) -> None:
    made = [make_introduction(anna, piet) for _ in range(31)]
    first = browser.get("/introductions/")
    assert first.context["introductions"] == made[:0:-1]
    query = first.context["next_query"]
    assert browser.get(f"/introductions/?{query}").context["introductions"] == made[:1]


def test_an_empty_list_teaches(browser: Client) -> None:
    assert "Who of the people you know should meet?" in shown(browser, "/introductions/")
    assert "None is over yet." in shown(browser, "/introductions/?over=1")


def test_what_is_not_open_is_over(user: User, anna: Contact, piet: Contact, joost: Contact) -> None:
    dropped, waiting, gone = (make_introduction(anna, one) for one in (piet, piet, joost))
    dropped.drop()
    joost.archive()
    assert set(Introduction.objects.over()) == {dropped, gone}
    assert set(Introduction.objects.open()) == {waiting}


def test_somebody_erased_leaves_the_other_side_readable(
    browser: Client, user: User, it: Introduction, piet: Contact
) -> None:
    piet.delete()
    page = shown(browser, f"/introductions/{it.pk}/")
    assert "Anna Bos and someone no longer in your network" in page


def test_a_chain_is_shown(browser: Client, user: User, it: Introduction, joost: Contact) -> None:
    later = make_introduction(it.first, joost)
    later.come_of(it)
    assert f'href="/introductions/{later.pk}/"' in shown(browser, f"/introductions/{it.pk}/")
    assert f'href="/introductions/{it.pk}/"' in shown(browser, f"/introductions/{later.pk}/")


def test_names_begin_a_sentence(user: User, anna: Contact) -> None:
    mine = make_introduction(Contact.objects.me(user), anna)
    assert mine.names == "You and Anna Bos"
    with translation.override("nl"):
        assert mine.names == "Jij en Anna Bos"
