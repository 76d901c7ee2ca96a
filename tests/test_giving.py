"""The giving page, and its picture: numbers in, rectangles out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.pages.picture import BACK, DOWN, LEAST, UP, YEARS, Year, by_year, draw
from tests.factories import make_contact, make_favour, make_introduction, make_need, make_offer

URL = "/giving/"


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestPicture:
    def test_years_of_which_there_is_nothing_are_years_too(self) -> None:
        years = by_year({(2021, 1): 2, (2021, 3): 1}, {2023: 4}, 2024)
        assert years == [
            Year(2021, (2, 0, 1), 0),
            Year(2022, (0, 0, 0), 0),
            Year(2023, (0, 0, 0), 4),
            Year(2024, (0, 0, 0), 0),
        ]
        assert by_year({}, {}, 2024) == []

    def test_layers_stand_on_each_other_and_what_came_back_hangs_below(self) -> None:
        picture = draw([Year(2024, (4, 2, 1), 3)])
        first, second, third, back = picture.columns[0].bars
        assert [bar.of for bar in (first, second, third, back)] == ["tier-1", "tier-2", "tier-3", BACK]
        assert first.y + first.height == picture.ground == back.y
        assert second.y + second.height == first.y
        assert third.y + third.height == second.y
        assert first.height == pytest.approx(2 * second.height, abs=2)
        assert second.height == pytest.approx(2 * third.height, abs=2)
        assert back.height == pytest.approx(3 * third.height, abs=3)

    def test_one_scale_for_both_and_nothing_leaves_the_drawing(self) -> None:
        for years in (
            [Year(2000 + n, (n * 7, n, 1), n * n) for n in range(40)],
            [Year(2024, (10_000, 1, 1), 1), Year(2025, (0, 0, 1), 0)],
            [Year(2024, (0, 0, 0), 500)],
            [],
        ):
            picture = draw(years)
            assert len(picture.columns) <= YEARS
            for column in picture.columns:
                for bar in column.bars:
                    assert all(isinstance(part, int) for part in bar[1:])
                    assert bar.height >= LEAST
                    assert 0 <= bar.x < picture.width
                    assert bar.y >= 0
                    assert bar.y + bar.height < picture.label
                    assert bar.height <= (DOWN if bar.of == BACK else UP) + 1


@pytest.mark.django_db
class TestPage:
    def test_by_tier_and_year(self, browser: Client, user: User) -> None:
        me, today = Contact.objects.me(user), user.today()
        anna, piet = make_contact(user, "Anna"), make_contact(user, "Piet")
        far = make_contact(user, "Ver", known_at=None)
        last = today.replace(year=today.year - 1, day=1)
        for day in (today, today, last):
            make_favour(me, anna, done_on=day)
        make_favour(me, anna)  # promised: not given yet
        make_favour(anna, me, done_on=last)
        make_favour(anna, piet, done_on=today)  # neither given nor come back
        make_introduction(anna, piet, made_on=today)
        make_introduction(anna, piet)  # not made
        make_introduction(anna, far, made_on=last)
        make_introduction(anna, make_contact(user), through=piet, made_on=last)
        ledger = browser.get(URL).context["ledger"]
        assert ledger.years == [
            Year(last.year, (1, 0, 2), 1),
            Year(today.year, (2, 1, 0), 0),
        ]

    def test_the_table_has_the_numbers_and_the_drawing_no_style(self, browser: Client, user: User) -> None:
        me, anna = Contact.objects.me(user), make_contact(user)
        for _ in range(3):
            make_favour(me, anna, done_on=user.today())
        page = browser.get(URL).content.decode()
        assert page.count("<rect") == 1
        assert f'<td data-label="Year">{user.today().year}</td>' in page
        assert '<td data-label="By you">3</td>' in page
        assert "style=" not in page

    def test_promises_that_stand_the_nearest_first(self, browser: Client, user: User) -> None:
        me, anna, today = Contact.objects.me(user), make_contact(user, "Anna"), user.today()
        make_favour(me, anna, "Zonder dag")
        make_favour(me, anna, "Later", due=today + timedelta(days=9))
        make_favour(me, anna, "Eerst", due=today)
        make_favour(me, anna, "Gedaan").done(today)
        make_favour(me, anna, "Niet").drop()
        make_favour(anna, me, "Van Anna")
        make_favour(me, make_contact(user, archived_at=timezone.now()), "Weg")
        ledger = browser.get(URL).context["ledger"]
        assert [str(favour) for favour in ledger.promises] == ["Eerst", "Later", "Zonder dag"]

    def test_thanks(self, browser: Client, user: User) -> None:
        me, anna = Contact.objects.me(user), make_contact(user, "Anna")
        for giver, what in ((me, "Boek"), (anna, "Taart")):
            make_favour(giver, me if giver == anna else anna, what, done_on=user.today()).thank(user.today())
        make_favour(me, anna, "Stil", done_on=user.today())
        assert [str(favour) for favour in browser.get(URL).context["ledger"].thanks] == ["Boek"]

    def test_who_was_given_nothing_for_long_and_could_be(self, browser: Client, user: User) -> None:
        me, today = Contact.objects.me(user), user.today()
        helper = make_contact(user, "Helper")
        make_offer(helper, "fiscalist")
        people = {name: make_contact(user, name) for name in ("Nooit", "Lang", "Pas", "Ingeleid", "Niets")}
        for name in ("Nooit", "Lang", "Pas", "Ingeleid"):
            make_need(people[name], "zoekt een fiscalist")
        make_need(people["Niets"], "zoekt een olifant")
        make_favour(me, people["Lang"], done_on=today - timedelta(days=400))
        make_favour(me, people["Pas"], done_on=today - timedelta(days=20))
        make_introduction(helper, people["Ingeleid"], made_on=today)
        could = browser.get(URL).context["ledger"].could
        assert [(match.need.contact.name, match.helper.name) for match, _last in could] == [
            ("Nooit", "Helper"),
            ("Lang", "Helper"),
        ]
        assert could[1][1] == today - timedelta(days=400)
        page = browser.get(URL).content.decode()
        for match, _last in could:
            assert f"/introductions/new/?{match.introduction_query}".replace("&", "&amp;") in page

    def test_what_you_could_do_yourself_is_a_favour(self, browser: Client, user: User) -> None:
        make_offer(Contact.objects.me(user), "fiscalist")
        need = make_need(make_contact(user, "Nooit"), "zoekt een fiscalist")
        ((match, _last),) = browser.get(URL).context["ledger"].could
        assert (match.need, match.tier) == (need, 1)
        assert (
            f"/favours/new/?{match.favour_query}".replace("&", "&amp;") in browser.get(URL).content.decode()
        )

    def test_an_empty_page_teaches(self, browser: Client) -> None:
        page = browser.get(URL).content.decode()
        assert "it counts" in page
        assert '<svg viewBox="0 0 0' not in page

    def test_done_from_here_and_back(self, browser: Client, user: User) -> None:
        it = make_favour(Contact.objects.me(user), make_contact(user))
        assert f'action="/favours/{it.pk}/done/"' in browser.get(URL).content.decode()
        assert browser.post(f"/favours/{it.pk}/done/", {"next": URL})["Location"] == URL

    def test_a_stranger_sees_nothing_of_it(self, browser: Client) -> None:
        other = make_contact(User.objects.create_user("x@netwerk.example", "x"))
        make_favour(Contact.objects.me(other.owner), other, "Geheim", done_on=other.owner.today())
        page = browser.get(URL)
        assert page.context["ledger"].years == []
        assert "Geheim" not in page.content.decode()
