"""Who looks like whom: the names, the addresses, and what the question costs."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.contacts import likeness
from netwerk.contacts.doubles import look_alikes, look_alikes_by_name
from netwerk.contacts.models import Contact, Reach
from tests.factories import make_contact, make_user
from tests.test_contacts_form import filled

ALIKE = [
    ("Jan de Vries", "Jan de Vries"),
    ("Jan de Vries", "jan  DE vries"),
    ("Jan de Vries", "de Vries, Jan"),
    ("Jan de Vries", "Jan Vries"),
    ("Jan de Vries", "Jan de Vreis"),
    ("Jan de Vries", "Jan de Vrie"),
    ("Jan de Vries", "Jaan de Vries"),
    ("Jan de Vries", "Vriess, Jan de"),
    ("Kees Damen", "Cees Damen"),
    ("Erik Bakker", "Eric Bakker"),
    ("Ayşe Yılmaz", "Ayse Yilmaz"),
    ("dr. Anna P. Bos", "Anna Bos"),
    ("Наталья Петрова", "Natalya Petrova"),
    ("Zoë", "Zoe"),
]
DIFFERENT = [
    ("Jan de Vries", "Anna de Vries"),
    ("Jan de Vries", "Jan de Boer"),
    ("Jan Bos", "Jan Vos"),  # so short that one letter is another person
    ("Zoë", "Joe"),
    ("Jan", "Jan de Vries"),
    ("Anna Bakker", "Anna Bakermans"),
]


@pytest.mark.parametrize(("known", "typed"), ALIKE)
@pytest.mark.django_db
def test_nearly_the_same_name(known: str, typed: str) -> None:
    user = make_user()
    contact = make_contact(user, known)
    assert [alike.contact for alike in look_alikes(user, typed)] == [contact]


@pytest.mark.parametrize(("known", "typed"), DIFFERENT)
@pytest.mark.django_db
def test_another_name(known: str, typed: str) -> None:
    user = make_user()
    make_contact(user, known)
    assert look_alikes(user, typed) == []


LETTERS = st.text("abcdef", min_size=3, max_size=9)


@given(st.lists(LETTERS, min_size=2, max_size=3), st.data())
def test_no_single_typo_hides_from_the_keys(words: list[str], data: st.DataObject) -> None:
    name = " ".join(words)
    place = data.draw(st.integers(0, len(name) - 1))
    typo = data.draw(st.sampled_from(["", "x", "x" + name[place], name[place] + "x"]))
    typed = name[:place] + typo + name[place + 1 :]
    if likeness.distance(name, typed) is not None:
        assert likeness.keys(name) & likeness.keys_of_alikes(typed)


@pytest.mark.parametrize(
    ("kind", "known", "typed", "why"),
    [
        ("email", "Anna@Bos.nl", "anna@bos.NL", "the same e-mail address"),
        ("phone", "06 12345678", "+31 6 1234 5678", "the same phone number"),
        ("profile", "https://www.example.com/in/anna/", "example.com/in/anna", "the same profile"),
    ],
)
@pytest.mark.django_db
def test_the_same_address_or_number(kind: str, known: str, typed: str, why: str) -> None:
    user = make_user()
    contact = make_contact(user, "Anna")
    Reach.objects.create(owner=user, contact=contact, kind=kind, value=known)
    [alike] = look_alikes(user, "Somebody Else", [(kind, typed)])
    assert (alike.contact, alike.why) == (contact, why)


@pytest.mark.parametrize("kind", ["site", "post"])
@pytest.mark.django_db
def test_the_same_house_or_site_is_not_the_same_person(kind: str) -> None:
    user = make_user()
    Reach.objects.create(owner=user, contact=make_contact(user, "Anna"), kind=kind, value="example.com")
    assert look_alikes(user, "Somebody Else", [(kind, "example.com")]) == []


@pytest.mark.django_db
def test_the_surest_come_first_and_there_is_an_end() -> None:
    user = make_user()
    nearly = make_contact(user, "Johanna Bakkers")
    same = [make_contact(user, "Johanna Bakker") for _ in range(5)]
    by_mail = make_contact(user, "Somebody Else")
    Reach.objects.create(owner=user, contact=by_mail, kind="email", value="j@example.nl")
    found = look_alikes(user, "Johanna Bakker", [("email", "j@example.nl")], limit=9)
    assert [alike.contact for alike in found] == [by_mail, *same, nearly]
    assert len(look_alikes(user, "Johanna Bakker")) == 5
    assert same[0] not in [alike.contact for alike in look_alikes(user, "Johanna Bakker", but=same[0].pk)]


@pytest.mark.parametrize("name", ["", "   ", "💥", "\u202e", "x" * 10_000, "' & !", "~8<jani"])
@pytest.mark.django_db
def test_odd_names_ask_nothing_odd(name: str) -> None:
    user = make_user()
    make_contact(user, "Anna")
    assert look_alikes(user, name) == []


@pytest.mark.django_db
def test_strangers_are_never_alike() -> None:
    stranger = make_user()
    contact = make_contact(stranger, "Johanna Bakker")
    Reach.objects.create(owner=stranger, contact=contact, kind="email", value="j@example.nl")
    assert look_alikes(make_user(), "Johanna Bakker", [("email", "j@example.nl")]) == []


@pytest.mark.django_db
def test_forty_names_cost_as_many_queries_as_one(django_assert_num_queries) -> None:
    user = make_user()
    names = [f"Voornaam{number} Achternaam{number}" for number in range(40)]
    contacts = Contact.objects.bulk_create(Contact(owner=user, name=name) for name in names)
    with django_assert_num_queries(2):
        found = look_alikes_by_name(user, [*names, "Nobody Atall"])
    assert found.pop("Nobody Atall") == []
    assert all(contact in [alike.contact for alike in found[contact.name]] for contact in contacts)
    with django_assert_num_queries(2):
        look_alikes_by_name(user, names[:1])
    assert look_alikes_by_name(user, []) == {}


class TestWhenSaving:
    """The notice before a contact is saved."""

    pytestmark = pytest.mark.django_db

    def test_a_double_is_asked_about_and_nothing_typed_is_lost(self, browser: Client, user: User) -> None:
        known = make_contact(user, "Anna Bakker", organisation="Bos & Co")
        response = browser.post(
            "/contacts/new/", filled(name="Bakker, Anna", headline="Fiscalist", notes="Likes tea")
        )
        html = response.content.decode()
        assert response.status_code == 422
        assert "Looks like someone you know" in html
        assert f'href="/contacts/{known.pk}/"' in html
        assert "the same name · Bos &amp; Co" in html
        assert 'value="Fiscalist"' in html
        assert "Likes tea" in html
        assert Contact.objects.count() == 1

    def test_saved_anyway(self, browser: Client, user: User) -> None:
        make_contact(user, "Anna Bakker")
        response = browser.post("/contacts/new/", filled(name="Anna Bakker", anyway="1"))
        assert response.status_code == 302
        assert Contact.objects.filter(name="Anna Bakker").count() == 2

    def test_an_edit_asks_only_about_what_it_changed(self, browser: Client, user: User) -> None:
        make_contact(user, "Anna Bakker")
        other = make_contact(user, "Anna Bakker")
        address = f"/contacts/{other.pk}/edit/"
        assert browser.post(address, filled(name="Anna Bakker", notes="Another one")).status_code == 302
        assert browser.post(address, filled(name="Anna Bakkers")).status_code == 422

    def test_a_new_address_of_somebody_else_is_asked_about(self, browser: Client, user: User) -> None:
        known = make_contact(user, "Anna")
        Reach.objects.create(owner=user, contact=known, kind="email", value="anna@example.nl")
        other = make_contact(user, "Somebody Else")
        response = browser.post(
            f"/contacts/{other.pk}/edit/",
            filled(name="Somebody Else", reaches=[("email", "ANNA@example.nl", "")]),
        )
        assert "the same e-mail address" in response.content.decode()
