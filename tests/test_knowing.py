"""Whom somebody knows, as it is typed while one hears it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwerk.contacts.kinds import KINDS, kind_of
from netwerk.contacts.knowing import Reading, read, read_several
from netwerk.contacts.models import Connection


@pytest.mark.parametrize(
    ("typed", "name", "how", "words"),
    [
        ("Sanne", "Sanne", "", ""),
        ("Sanne de Vries", "Sanne de Vries", "", ""),
        ("Sanne (padel)", "Sanne", "club", "padel"),
        ("Sanne (padel", "Sanne", "club", "padel"),
        ("Sanne [zaalvoetbal]", "Sanne", "club", "zaalvoetbal"),
        ("Sanne from padel", "Sanne", "club", "padel"),
        ("Sanne van padel", "Sanne", "club", "padel"),
        ("Sanne van Padel", "Sanne", "club", "Padel"),
        ("sanne van padel", "sanne", "club", "padel"),
        ("Sanne van de tennis", "Sanne", "club", "tennis"),
        ("sanne van de loterij", "sanne", "", "loterij"),
        ("Sanne van haar werk", "Sanne", "colleague", "werk"),
        ("Sanne via Joost", "Sanne", "", "Joost"),
        ("Piet uit Den Haag", "Piet", "", "Den Haag"),
        ("Bo from the Rabobank", "Bo", "", "Rabobank"),
        ("Anna, zus", "Anna", "family", "zus"),
        ("Anna, his sister", "Anna", "family", "sister"),
        ("Anna, zus van Joost", "Anna", "family", "zus van Joost"),
        ("zijn zus Anna", "Anna", "family", "zus"),
        ("her brother-in-law Kees", "Kees", "family", "brother-in-law"),
        ("Oom Jan (tennis)", "Jan", "family", "Oom, tennis"),
        ("zus Anna van de tennis", "Anna", "family", "zus, tennis"),
        ("Bo, collega", "Bo", "colleague", ""),
        ("Bo, oud-collega", "Bo", "former", ""),
        ("Bo (former colleague)", "Bo", "former", ""),
        ("Bo, ex-collega van Philips", "Bo", "former", "ex-collega van Philips"),
        ("Bo, vriendin", "Bo", "friend", "vriendin"),
        ("Bo, a friend", "Bo", "friend", ""),
        ("Bo, buurvrouw", "Bo", "neighbour", "buurvrouw"),
        ("Bo (neighbour)", "Bo", "neighbour", ""),
        ("Bo, klant", "Bo", "client", ""),
        ("Bo, studied together in Delft", "Bo", "studies", "studied together in Delft"),
        ("Bo (samen gestudeerd)", "Bo", "studies", "samen gestudeerd"),
        ("Bo, zijn man", "Bo", "partner", "man"),
        # Names that look like a saying.
        ("Sanne van Dijk", "Sanne van Dijk", "", ""),
        ("sanne van dijk", "sanne van dijk", "", ""),
        ("Sanne van Dijk tennis", "Sanne van Dijk tennis", "", ""),
        ("Sanne van Dijk van padel", "Sanne van Dijk", "club", "padel"),
        ("Jan van den berg", "Jan van den berg", "", ""),
        ("Jan van 't Hof", "Jan van 't Hof", "", ""),
        ("Piet uit den Boogaard", "Piet uit den Boogaard", "", ""),
        ("Zus", "Zus", "", ""),
        ("his sister", "his sister", "", ""),
        ("Bo van", "Bo van", "", ""),
        ("van Dijk", "van Dijk", "", ""),
        # Whatever else a thumb writes.
        ("(Sanne)", "Sanne", "", ""),
        ("Sanne ()", "Sanne", "", ""),
        ("Sanne (padel) (Utrecht)", "Sanne", "club", "padel, Utrecht"),
        ("💥", "💥", "", ""),
        ("سارة (padel)", "سارة", "club", "padel"),
        ("Zoë, cliënt", "Zoë", "client", ""),
    ],
)
def test_what_is_meant(typed: str, name: str, how: str, words: str) -> None:
    likeliest = read(typed)[-1]
    assert (likeliest.name, likeliest.how, likeliest.words) == (name, how, words)


def test_the_whole_may_be_a_name_too() -> None:
    assert read("Jan Smit, Bakkerij, zus") == [
        Reading("Jan Smit, Bakkerij, zus"),
        Reading("Jan Smit, Bakkerij", "zus"),
        Reading("Jan Smit", "Bakkerij, zus"),
    ]


def test_several_stand_apart_and_count_once() -> None:
    several = read_several(" Sanne (padel);; Anna,  zus\nSanne (padel) ; ( ) ;")
    assert [readings[-1] for readings in several] == [Reading("Sanne", "padel"), Reading("Anna", "zus")]
    assert read_several("") == read_several(" ;\n; ()") == []


@pytest.mark.parametrize("part", ["van ", "a, ", "(", "(a) ", "; a", "van padel ", "zijn zus ", "x"])
def test_ten_thousand_characters_are_read_at_once(part: str) -> None:
    started = time.process_time()
    assert read_several(part * (10_000 // len(part))) is not None
    assert time.process_time() - started < 1


@given(st.text(max_size=60))
def test_everybody_keeps_a_name(typed: str) -> None:
    for readings in read_several(typed):
        assert all(reading.name.strip() for reading in readings)


def test_the_kinds_are_those_of_a_connection() -> None:
    assert {*KINDS.values(), "former", "other"} == set(Connection.How.values)


def test_the_end_of_a_long_word_tells_too() -> None:
    assert [
        kind_of(word) for word in ("schoonzus", "roeivereniging", "overburen", "studiegenoot", "zomaar")
    ] == [
        "family",
        "club",
        "neighbour",
        "studies",
        "",
    ]
