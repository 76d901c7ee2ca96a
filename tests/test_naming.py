"""Namesakes: what each is called, and that they can be meant by it wherever a name is typed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from netwerk.accounts.models import User
from netwerk.contacts.acquaintance import Meant
from netwerk.contacts.knowing import read_several
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import (
    best_called,
    called_apart,
    find_anybody,
    find_named,
    refuse_several,
    suggest,
)
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from tests.factories import make_contact, make_need

BAKER = {"organisation": "Stad", "headline": "bakker; en kok (zzp), 's ochtends"}
COOK = {"organisation": "Stad", "headline": "kok"}


@pytest.mark.parametrize(
    ("one", "other", "called"),
    [
        ({"organisation": "Zon"}, {"organisation": "Maan"}, ["Jan Smit, Zon", "Jan Smit, Maan"]),
        (BAKER, COOK, ["Jan Smit, bakker en kok zzp, 's ochtends", "Jan Smit, kok"]),
        ({"place": "Gouda"}, {}, ["Jan Smit, Gouda", "Jan Smit, number 2"]),
        (
            {"last_seen": date(2025, 3, 1)},
            {"last_seen": date(2024, 3, 1)},
            ["Jan Smit, last seen 1 Mar 2025", "Jan Smit, last seen 1 Mar 2024"],
        ),
        ({}, {}, ["Jan Smit, number 1", "Jan Smit, number 2"]),
        ({"headline": "number 2"}, {"headline": "number 1"}, ["Jan Smit, number 1", "Jan Smit, number 2"]),
    ],
)
def test_the_first_thing_that_differs_tells_them_apart(
    one: dict[str, str], other: dict[str, str], called: list[str]
) -> None:
    two = [Contact(pk=1, name="Jan Smit", **one), Contact(pk=2, name="jan smit", **other)]
    assert [each.casefold() for each in called_apart(two)] == [each.casefold() for each in called]


TEXTS = st.sampled_from(["", "bakker", "Bakker!", "a; b", "(x)", "één, twee", "🎉", "x" * 90])
JAN = st.builds(
    dict,
    headline=TEXTS,
    organisation=TEXTS,
    place=TEXTS,
    last_seen=st.sampled_from([None, date(2025, 3, 1), date(2024, 1, 9)]),
)


@given(st.lists(JAN, min_size=2, max_size=6), st.sampled_from(["en", "nl"]))
def test_who_is_called_so_is_the_only_one_who_is(people: list[dict[str, str]], language: str) -> None:
    jans = [Contact(pk=pk, name="Jan Smit", **fields) for pk, fields in enumerate(people, 1)]
    with translation.override(language):
        for jan, called in zip(jans, called_apart(jans), strict=True):
            assert best_called(jans, called) == [jan]
            assert ";" not in called


@pytest.mark.django_db
class TestEverywhere:
    @pytest.fixture
    def jans(self, user: User) -> tuple[Contact, Contact]:
        return make_contact(user, "Jan Smit", **BAKER), make_contact(user, "Jan Smit", **COOK)

    @pytest.mark.parametrize("find", [find_named, find_anybody])
    def test_a_name_with_what_tells_it_apart_is_found(
        self, user: User, jans: tuple[Contact, Contact], find: Callable[[User, str], list[Contact]]
    ) -> None:
        assert find(user, "jan smit") == [*jans]
        for jan, called in zip(jans, called_apart(jans), strict=True):
            assert find(user, called) == [jan]

    def test_suggestions_are_what_finds_them(self, user: User, jans: tuple[Contact, Contact]) -> None:
        assert sorted(suggest(user, "jan")) == sorted(called_apart(jans))

    def test_a_question_names_five_and_says_that_there_are_more(self, user: User) -> None:
        many = [make_contact(user, "Jan") for _number in range(8)]
        with pytest.raises(ValidationError) as refused:
            refuse_several(find_named(user, "Jan"))
        assert refused.value.messages[0].count("“") == 5
        assert "…" in refused.value.messages[0]
        assert find_named(user, f"Jan, number {many[-1].pk}") == [many[-1]]

    def test_whom_somebody_knows(self, user: User, jans: tuple[Contact, Contact]) -> None:
        els = make_contact(user, "Els")
        for jan, called in zip(jans, called_apart(jans), strict=True):
            sayings = read_several(f"{called} (padel)")
            assert Meant(user, sayings).by(els, sayings[0]).contact == jan

    def test_a_favour(self, browser: Client, jans: tuple[Contact, Contact]) -> None:
        sent = {"giver_name": "You", "what": "Lend a book", "how": "promised"}
        sent |= {"receiver_name": "Jan Smit, Stad"}
        response = browser.post("/favours/new/", sent)
        assert "“Jan Smit, kok”" in response.content.decode()
        browser.post("/favours/new/", sent | {"receiver_name": "Jan Smit, kok"})
        assert Favour.objects.get().receiver == jans[1]

    def test_an_introduction(self, browser: Client, user: User, jans: tuple[Contact, Contact]) -> None:
        sent = {"first": "Jan Smit, kok", "second": called_apart(jans)[0], "day": str(user.today())}
        assert browser.post("/introductions/new/", sent).status_code == 302
        assert Introduction.objects.get().sides() == [jans[1], jans[0]]

    def test_why_not(self, browser: Client, user: User, jans: tuple[Contact, Contact]) -> None:
        need = make_need(make_contact(user, "Els"), "a cook")
        text = browser.get(f"/needs/{need.pk}/why/", {"who": "Jan Smit"}).content.decode()
        assert "Jan Smit, kok</span>" in text
        assert f"?contact={jans[1].pk}" in text
