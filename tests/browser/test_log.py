"""An evening logged through the page itself: by keys, by thumb, without a connection, without JavaScript."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter, Participation
from netwerk.encounters.people import ROWS
from netwerk.introductions.models import Introduction
from netwerk.nudges.models import Nudge
from tests.browser.conftest import DESK, PATIENCE, PHONE, Visit, sign_in
from tests.factories import PASSWORD, make_contact, make_user

SAVED = re.compile(r"/encounters/\d+/$")
KNOWN = {
    "Wouter Hofman": "brouwer",
    "Saskia Blom": "imker",
    "Déborah Lévy": "curator",
    "Hein ter Beek": "molenaar",
}
NEW = {
    "Yusuf Aydın": "bouwt een houten boot, zoekt een werf in Harlingen",
    "Marit Kooistra": "can introduce people at the conservatoire",
    "Teun": "iets met daktuinen, kaartje vergeten",
    "Ingrid van 't Veld": "zoekt een vrijwilliger voor de voedselbank",
    "Chidi Okafor": "moving to Groningen, looking for a rehearsal room",
    "Loes de Graaf-Prins": "helpt graag met jaarrekeningen",
    "Pavel Novák": "teaches welding on Saturdays",
    "Anneke Zijlstra": "wil een leesclub beginnen, kent Hein",
}


@pytest.fixture
def user(transactional_db: None) -> User:
    user = make_user("bar@netwerk.example")
    for name, headline in KNOWN.items():
        make_contact(user, name, headline=headline, organisation="Stadsmarkt")
    return user


def next_person(page: Page, name: str, note: str) -> None:
    """One new person more, by keys."""
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.keyboard.type(note)
    page.keyboard.press("Enter")


def begin(page: Page, title: str = "Havenborrel") -> None:
    page.get_by_label("Title").fill(title)
    page.locator(".is-open [role=combobox]").focus()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save borrel").click()
    expect(page).to_have_url(SAVED)


def notes() -> dict[str, str]:
    return {row.contact.name: row.note for row in Participation.objects.select_related("contact")}


def test_twelve_people_by_keyboard(visit: Visit, user: User) -> None:
    page = visit("/log/", user, DESK)
    page.get_by_label("Title").focus()
    for text in ("Havenborrel", "Lauwersoog"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the day is right
    for name in KNOWN:
        page.keyboard.type(name[:3])
        expect(page.get_by_role("option", name=name)).to_be_visible()
        page.keyboard.press("Enter")
        page.keyboard.type(f"sprak lang met {name[:3]}")
        page.keyboard.press("Enter")
    for name, note in NEW.items():
        next_person(page, name, note)
    page.keyboard.type("Gerrie, toch niet")
    page.get_by_label("Remove this person").last.check()
    save(page)
    assert notes() == NEW | {name: f"sprak lang met {name[:3]}" for name in KNOWN}
    assert Contact.objects.count() == 12
    encounter = Encounter.objects.get()
    assert (encounter.title, encounter.place, encounter.day) == ("Havenborrel", "Lauwersoog", user.today())


def test_twelve_people_by_thumb(visit: Visit, user: User) -> None:
    page = visit("/log/", user, PHONE)
    begin(page)
    for number, name in enumerate([*KNOWN, *NEW]):
        if number:
            page.get_by_role("button", name="Next person").tap()
        page.keyboard.type(name[:4] if name in KNOWN else name)
        option = name if name in KNOWN else f"New person “{name}”"
        page.get_by_role("option", name=option).tap()
        page.keyboard.type(NEW.get(name, "weer gezien"))
        if name == "Pavel Novák":
            page.locator(".is-open").get_by_label("Organisation").fill("De Smidse")
            page.locator(".is-open").get_by_text("Next week").tap()
    expect(page.locator(".log-person.is-open")).to_have_count(1)
    expect(page.locator(".log-person-line:visible")).to_have_count(11)
    save(page)
    assert notes() == NEW | dict.fromkeys(KNOWN, "weer gezien")
    assert Contact.objects.get(name="Pavel Novák").organisation == "De Smidse"
    assert Nudge.objects.get().contact.name == "Pavel Novák"


@pytest.mark.parametrize("height", [568, 664, 844])
def test_no_suggestion_lies_beneath_the_dock(visit: Visit, user: User, height: int) -> None:
    """Also under the first person, whose name stands low on a phone."""
    for name in ("Sander", "Sanne", "Santino", "Sandra", "Sanae"):
        make_contact(user, f"{name} Vos", headline="imker")
    page = visit("/log/", user, PHONE | {"viewport": {"width": 390, "height": height}})
    begin(page)
    page.keyboard.type("san")
    expect(page.get_by_role("option")).to_have_count(6)
    page.wait_for_function(
        """() => {
            const edges = (selector) => document.querySelector(selector).getBoundingClientRect();
            return edges(".suggest:not(:empty)").bottom <= edges(".dock").top;
        }"""
    )
    expect(page.locator(".is-open [role=combobox]")).to_be_in_viewport(ratio=1)


def test_arrows_reach_every_suggestion(visit: Visit, user: User) -> None:
    make_contact(user, "Saskia Blommers")
    page = visit("/log/", user, DESK)
    begin(page)
    page.keyboard.type("saskia blo")
    name = page.locator(".is-open [role=combobox]")
    expect(page.get_by_role("option")).to_have_count(3)
    marked = page.locator("[role=option][aria-selected=true]")
    for key, said in (("ArrowDown", "Saskia Blom"), ("ArrowDown", "New person"), ("ArrowUp", "Saskia Blom")):
        page.keyboard.press(key)
        expect(marked).to_contain_text(said)
        expect(name).to_have_attribute("aria-activedescendant", marked.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(name).to_have_attribute("aria-expanded", "false")
    expect(name).to_have_value("saskia blo")


def test_a_reload_or_another_tab_finds_everything_again(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    page.keyboard.type("Sas")
    page.get_by_role("option", name="Saskia Blom").tap()
    page.keyboard.type("zoekt een lindeboom")
    page.locator(".is-open").get_by_text("In a month").tap()
    page.get_by_role("button", name="Next person").tap()
    page.keyboard.type("Yusuf Ay")
    tab = page.context.new_page()
    page.reload()
    tab.goto("/log/")
    for each in (page, tab):
        expect(each.get_by_label("Title")).to_have_value("Havenborrel")
        expect(each.locator(".log-person-line").first).to_contain_text("Saskia Blom")
        expect(each.locator(".log-person-line").first).to_contain_text("zoekt een lindeboom")
        expect(each.locator(".is-open [role=combobox]")).to_have_value("Yusuf Ay")
    tab.locator(".is-open [role=combobox]").fill("Yusuf Aydın")
    expect(page.locator(".is-open [role=combobox]")).to_have_value("Yusuf Aydın")
    save(tab)
    expect(page.get_by_label("Title")).to_have_value("")
    assert notes() == {"Saskia Blom": "zoekt een lindeboom", "Yusuf Aydın": ""}
    assert Contact.objects.filter(name="Saskia Blom").count() == 1
    assert Nudge.objects.get().contact.name == "Saskia Blom"
    tab.goto("/log/")
    expect(tab.get_by_label("Title")).to_have_value("")


def test_without_a_connection_it_waits_and_sends_when_there_is_one(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    page.context.set_offline(True)
    for name, note in NEW.items():
        next_person(page, name, note)
    page.get_by_role("button", name="Save borrel").tap()
    expect(page.locator(".draft-status")).to_contain_text("No connection")
    assert not Encounter.objects.exists()
    page.context.set_offline(False)
    expect(page).to_have_url(SAVED)
    assert notes() == NEW


def test_an_answer_that_got_lost_is_no_second_evening(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    answers = []

    def lose_the_first(route: Route) -> None:
        answers.append(route.fetch(max_redirects=0) if not answers else None)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    page.route(
        "**/log/",
        lambda route: lose_the_first(route) if route.request.method == "POST" else route.continue_(),
    )
    begin(page)
    next_person(page, "Marit Kooistra", "harp")
    page.get_by_role("button", name="Save borrel").tap()
    expect(page.locator(".draft-status")).to_contain_text("No connection")
    assert Encounter.objects.count() == 1
    page.locator(".is-open [role=combobox]").focus()
    next_person(page, "Teun", "kwam er nog bij")
    save(page)
    assert Encounter.objects.count() == 1
    assert notes() == {"Marit Kooistra": "harp", "Teun": "kwam er nog bij"}


def test_a_double_press_saves_once(visit: Visit, user: User) -> None:
    page = visit("/log/", user, DESK)
    begin(page)
    next_person(page, "Teun", "daktuinen")
    page.get_by_role("button", name="Save borrel").dblclick()
    expect(page).to_have_url(SAVED)
    assert [Encounter.objects.count(), Participation.objects.count()] == [1, 1]


def test_a_session_that_ended_at_the_bar(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    page.keyboard.type("Teun")
    page.get_by_role("option").tap()  # nothing is asked from here on
    page.keyboard.type("daktuinen")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save borrel").tap()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(SAVED)
    assert notes() == {"Teun": "daktuinen"}


def test_what_one_user_typed_is_not_shown_to_another(visit: Visit, user: User, site: str) -> None:
    page = visit("/log/", user)
    begin(page)
    next_person(page, "Teun", "daktuinen")
    # Away first: a name that is still being looked up would send a signed-out page to sign in.
    page.goto("about:blank")
    page.context.clear_cookies()
    sign_in(page.context, site, make_user())
    page.goto("/log/")
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.locator(".log-person")).to_have_count(1)


def test_a_page_that_is_too_old_is_sent_after_a_reload(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    next_person(page, "Teun", "daktuinen")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save borrel").tap()
    expect(page.locator(".draft-status")).to_contain_text("Reload")
    page.reload()
    expect(page).to_have_url(SAVED)
    assert notes() == {"Teun": "daktuinen"}


def test_what_is_wrong_stands_beside_it_and_nothing_is_lost(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    next_person(page, "Teun", "daktuinen")
    page.locator(".is-open").get_by_label("What you heard").fill("lange man, iets met drones")
    page.get_by_role("button", name="Save borrel").tap()
    name = page.locator(".is-open [role=combobox]")
    expect(name).to_be_focused()
    expect(page.locator(".is-open")).to_contain_text("Who was this?")
    page.keyboard.type("Ruben?")
    page.reload()
    expect(name).to_have_value("Ruben?")
    save(page)
    assert notes() == {"Teun": "daktuinen", "Ruben?": "lange man, iets met drones"}


def test_is_this_somebody_you_know(visit: Visit, user: User) -> None:
    page = visit("/log/", user, DESK)
    begin(page)
    page.context.set_offline(True)  # no suggestions
    next_person(page, "Deborah Levy", "zoekt bruikleen")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save borrel").click()
    page.get_by_label("Yes, Déborah Lévy").check()
    save(page)
    assert notes() == {"Déborah Lévy": "zoekt bruikleen"}


def test_starting_afresh_asks_first(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    next_person(page, "Teun", "daktuinen")
    page.reload()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Start afresh").tap()
    expect(page.get_by_label("Title")).to_have_value("Havenborrel")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start afresh").tap()
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.locator(".log-person")).to_have_count(1)


def test_the_whole_evening_without_javascript(visit: Visit, user: User) -> None:
    page = visit("/log/", user, DESK, java_script_enabled=False)
    page.get_by_label("Title").fill("Havenborrel")
    people = ["Teun", "Marit Kooistra", "Chidi Okafor", "Saskia Blom", "Pavel Novák"]

    def write(number: int) -> None:
        row = page.locator(".log-person").nth(number)
        row.get_by_label("Who", exact=True).fill(people[number])
        row.get_by_label("What you heard").fill(f"nummer {number}")

    for number in range(ROWS):
        write(number)
    page.get_by_role("button", name="More people").click()
    expect(page.locator(".log-person")).to_have_count(2 * ROWS)
    for number in range(ROWS, len(people)):
        write(number)
    page.locator(".log-person").nth(4).get_by_text("Next week").click()
    page.get_by_role("button", name="Save borrel").click()
    expect(page.get_by_text("Is this “Saskia Blom” somebody you know?")).to_be_visible()
    page.get_by_label("Yes, Saskia Blom").check()
    save(page)
    assert notes() == {name: f"nummer {number}" for number, name in enumerate(people)}
    assert Contact.objects.filter(name="Saskia Blom").count() == 1
    assert Nudge.objects.get().contact.name == "Pavel Novák"


# Goes on to the next person and types a letter. Gives the rows that this touched, counted from the last one,
# and the number of changes to the page. All at once, so that no answer of the server comes between.
NEXT_PERSON = """() => {
    const seen = new MutationObserver(() => {});
    const log = document.querySelector(".log");
    seen.observe(log, { subtree: true, childList: true, attributes: true, characterData: true });
    log.querySelector("[data-do=next]").click();
    const name = log.querySelector(".is-open [role=combobox]");
    name.value = "x";
    name.dispatchEvent(new Event("input", { bubbles: true }));
    const changes = seen.takeRecords();
    const rows = [...log.querySelectorAll(".log-person")].reverse();
    const isTouched = (row) => changes.some(({ target }) => row.contains(target));
    const touched = rows.map((row, at) => (isTouched(row) ? at : -1)).filter((at) => at >= 0);
    return { rows: rows.length, touched, changes: changes.length };
}"""


def test_the_fortieth_person_is_as_little_work_as_the_third(visit: Visit, user: User) -> None:
    page = visit("/log/", user)
    begin(page)
    next_person(page, "Gast een", "gezien")
    next_person(page, "Gast twee", "gezien")  # now a third row is open, without a name
    page.keyboard.type("Gast drie")
    third = page.evaluate(NEXT_PERSON)
    name = page.locator(".is-open [role=combobox]")
    name.fill("")
    for number in range(4, 40):
        next_person(page, f"Gast {chr(97 + number % 26) * 8}{number}", "gezien")
    page.keyboard.type("Gast veertig")
    fortieth = page.evaluate(NEXT_PERSON)
    assert third["touched"] == fortieth["touched"] == [0, 1]  # the one that folds and the one that opens
    assert third | {"rows": 41} == fortieth
    name.fill("")
    save(page)
    assert Participation.objects.count() == 40


def test_a_word_with_one_contact_in_two_taps(visit: Visit, user: User) -> None:
    contact = Contact.objects.get(name="Hein ter Beek")
    page = visit(f"/contacts/{contact.pk}/log/", user)
    page.get_by_label("What did you talk about?").tap()
    page.keyboard.type("de molen draait weer")
    page.reload()
    expect(page.get_by_label("What did you talk about?")).to_have_value("de molen draait weer")
    page.get_by_role("button", name="Save").tap()
    expect(page).to_have_url(re.compile(rf"/contacts/{contact.pk}/$"), timeout=PATIENCE)
    assert notes() == {"Hein ter Beek": "de molen draait weer"}


def test_two_are_introduced_there_and_then(visit: Visit, user: User) -> None:
    """Picked from the evening's own names; kept in the browser; and saved as brought together."""
    page = visit("/log/", user, PHONE)
    page.get_by_label("Title").fill("Havenborrel")
    for name in ("Anna Bos", "Piet Kok"):
        page.locator(".is-open [role=combobox]").fill(name)
        page.get_by_role("button", name="Next person").tap()
    page.locator(".is-open [role=combobox]").fill("Els")
    page.get_by_role("button", name="Change Anna Bos").tap()
    introduced = page.locator(".is-open").get_by_label("You introduced them to")
    introduced.focus()
    names = page.locator("#there option")
    assert [name.get_attribute("value") or name.inner_text() for name in names.all()] == ["Piet Kok", "Els"]
    introduced.fill("Piet Kok")
    page.reload()
    expect(page.locator("[name=people-0-introduced]")).to_have_value("Piet Kok")
    page.get_by_role("button", name="Save borrel").tap()
    expect(page.locator("#messages")).to_contain_text("You introduced Anna Bos and Piet Kok.")
    assert Introduction.objects.of(user).get().met_on == user.today()
