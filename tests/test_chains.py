"""What came of what: read either way, never round in a circle; and what stays when somebody is erased."""

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from netwerk.accounts.models import User
from netwerk.chains.models import Given, name_of
from netwerk.chains.reading import chain_of
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.favours.models import Favour
from netwerk.introductions.models import Introduction
from tests.factories import make_contact, make_encounter, make_favour, make_introduction, make_need, make_user


@pytest.fixture
def people(user: User) -> list[Contact]:
    return [make_contact(user, name) for name in ("Sanne", "Piet", "Els")]


@pytest.fixture
def chain(user: User, people: list[Contact]) -> tuple[Encounter, Introduction, Favour]:
    """A borrel, of which an introduction came, of which a favour came."""
    sanne, piet, els = people
    borrel = make_encounter(user, *people, day=date(2020, 1, 9))
    introduction = make_introduction(sanne, piet, began_on=date(2021, 3, 1), came_of_encounter=borrel)
    favour = make_favour(
        piet, els, "the commission", done_on=date(2023, 5, 1), came_of_introduction=introduction
    )
    return borrel, introduction, favour


pytestmark = pytest.mark.django_db
Chained = tuple[Encounter, Introduction, Favour]


def test_reads_both_ways_in_a_query_each(user: User, chain: Chained, django_assert_num_queries: Any) -> None:
    borrel, introduction, favour = chain
    with django_assert_num_queries(2):
        middle = chain_of(user, introduction)
    assert [link.line for link in middle.before] == ["Borrel, 2020"]
    assert [link.line for link in middle.after] == ["the commission for Els, 2023"]
    assert [link.line for link in chain_of(user, favour).before] == ["Borrel, 2020", "Sanne → Piet, 2021"]
    after = chain_of(user, borrel).after
    assert [(link.kind, link.pk, link.depth) for link in after] == [
        ("introduction", introduction.pk, 1),
        ("favour", favour.pk, 2),
    ]
    assert not chain_of(user, make_favour(*introduction.sides()))


def test_each_branch_stands_below_what_it_came_of(user: User, people: list[Contact]) -> None:
    root, early, late = (
        make_favour(*people[:2], name, done_on=date(2020 + n, 1, 1)) for n, name in enumerate("abc")
    )
    leaf = make_favour(*people[:2], "d", done_on=date(2029, 1, 1))
    late.come_of(root)
    early.come_of(root)
    leaf.come_of(early)
    after = [(link.words, link.depth) for link in chain_of(user, root).after]
    assert after == [("b", 1), ("d", 2), ("c", 1)]


def test_a_chain_is_the_owners(user: User, chain: Chained) -> None:
    assert not chain_of(make_user(), chain[1])


def test_a_long_chain_is_read_by_index(user: User, people: list[Contact]) -> None:
    rows = [
        Favour(owner=user, giver=people[0], receiver=people[1], what=str(n), done_on=date(2020, 1, 1))
        for n in range(3000)
    ]
    Favour.objects.bulk_create(rows)
    for row, cause in zip(rows[1:20], rows, strict=False):
        row.come_of(cause)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE netwerk_favour, netwerk_introduction, netwerk_contact, netwerk_encounter")
    assert [link.words for link in chain_of(user, rows[19]).before] == [str(n) for n in range(19)]
    with CaptureQueriesContext(connection) as queries:
        chain_of(user, rows[10])
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (COSTS OFF) {query['sql']}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on netwerk_favour" not in plan, plan


def test_nothing_comes_of_itself(chain: Chained) -> None:
    _, introduction, favour = chain
    further = make_favour(*favour.sides(), "more", came_of_favour=favour)
    for cause in (favour, further):
        with pytest.raises(ValidationError, match="round in a circle"):
            introduction.come_of(cause)
        assert introduction.cause == chain[0]
    with pytest.raises(ValidationError):
        favour.come_of(favour)
    introduction.came_of_encounter, introduction.came_of_favour = None, further
    with pytest.raises(ValidationError):
        introduction.save()
    with translation.override("nl"), pytest.raises(ValidationError, match="rondje"):
        introduction.come_of(favour)


def test_at_most_one_cause_and_none_again(chain: Chained, people: list[Contact]) -> None:
    borrel, introduction, favour = chain
    other = make_introduction(people[0], people[2])
    for cause in (introduction, favour, borrel, None):
        other.come_of(cause)
        assert other.cause == cause
    other.came_of_encounter, other.came_of_favour = borrel, favour
    with pytest.raises(ValidationError):
        other.full_clean()


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_loop_at_the_same_moment() -> None:
    """Each in its own transaction that has not seen the other: the second waits, sees it, and is refused."""
    user = make_user()
    people = make_contact(user), make_contact(user)
    one, other = make_favour(*people, "one"), make_favour(*people, "other")
    said: list[Any] = []

    def second_half() -> None:
        try:
            with transaction.atomic():
                other.come_of(one)
            said.append("came of")
        except ValidationError as error:
            said.append(error.code)
        finally:
            connection.close()

    with transaction.atomic():
        one.come_of(other)
        thread = threading.Thread(target=second_half)
        thread.start()
        assert wait_until_somebody_waits()
    thread.join(30)
    assert said == ["loop"]
    assert Favour.objects.filter(came_of_favour__isnull=False).count() == 1


def wait_until_somebody_waits() -> bool:
    """Waits, at most half a minute, until a transaction waits for a lock of ours."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    deadline = threading.Event()
    timer = threading.Timer(30, deadline.set)
    timer.start()
    try:
        while not deadline.is_set():
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                if cursor.fetchone() != (0,):
                    return True
        return False
    finally:
        timer.cancel()


@pytest.fixture
def both(user: User, people: list[Contact]) -> Iterator[list[Given]]:
    """A favour and an introduction between Sanne and Piet."""
    sanne, piet, els = people
    yield [make_favour(sanne, piet), make_introduction(sanne, piet, through=els)]
    connection.check_constraints()


def erase(browser: Client, contact: Contact) -> None:
    browser.post(f"/contacts/{contact.pk}/delete/")
    assert not Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.parametrize("gone", [0, 1])
def test_who_is_erased_leaves_the_other_side_readable(
    browser: Client, user: User, people: list[Contact], both: list[Given], gone: int
) -> None:
    erase(browser, people[gone])
    for given in both:
        given.refresh_from_db()
        assert [name_of(side) for side in given.sides()].count("someone no longer in your network") == 1
        assert given.is_open is False or isinstance(given, Favour)
    assert not Favour.objects.promised().exists()
    assert not Introduction.objects.open().exists()
    erase(browser, people[1 - gone])
    assert not Favour.objects.exists()
    assert not Introduction.objects.exists()


def test_who_brought_them_together_may_go(browser: Client, people: list[Contact], both: list[Given]) -> None:
    erase(browser, people[2])
    assert Introduction.objects.get().through is None


def test_both_at_once(people: list[Contact], both: list[Given]) -> None:
    later = make_favour(people[0], people[2], came_of_introduction=both[1])
    Contact.objects.filter(pk__in=[people[0].pk, people[1].pk]).delete()
    assert not Introduction.objects.exists()
    assert Favour.objects.get() == later
    later.refresh_from_db()
    assert later.cause is None


def test_what_a_row_refers_to_may_go(user: User, chain: Chained, people: list[Contact]) -> None:
    borrel, introduction, favour = chain
    need = make_need(people[2], "zoekt een opdracht")
    Favour.objects.filter(pk=favour.pk).update(need=need, encounter=borrel)
    for thing in (need, borrel, introduction):
        thing.delete()
    favour.refresh_from_db()
    assert (favour.need, favour.encounter, favour.cause) == (None, None, None)
    connection.check_constraints()


def test_an_archived_contact_keeps_their_place(user: User, chain: Chained, people: list[Contact]) -> None:
    people[0].archive()
    chain[1].refresh_from_db()
    assert chain[1].first == people[0]
    assert [link.line for link in chain_of(user, chain[2]).before][-1] == "Sanne → Piet, 2021"


def test_with_the_user_all_goes(user: User, chain: Chained) -> None:
    chain[1].come_of(None)
    chain[0].came_of = chain[2]
    user.delete()
    connection.check_constraints()
    assert not Favour.objects.exists()
    assert not Introduction.objects.exists()


def test_an_erased_name_stands_in_the_chain(user: User, chain: Chained, people: list[Contact]) -> None:
    people[0].delete()
    before = chain_of(user, chain[2]).before
    assert before[-1].line == "someone no longer in your network → Piet, 2021"
