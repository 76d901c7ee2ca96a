"""Who is meant by a few letters."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from netwerk.accounts.models import User
from tests.factories import make_contact, make_user


class TestPick:
    def pick(self, browser: Client, typed: str) -> list[str]:
        return [contact.name for contact in browser.get("/contacts/pick/", {"q": typed}).context["contacts"]]

    def test_who_is_named_so_comes_before_who_works_there(self, browser: Client, user: User) -> None:
        today = user.today()
        make_contact(user, "Anouk de Wit", organisation="Bergman Advies", last_seen=today)
        make_contact(user, "Sven Bergman")
        make_contact(user, "Bergje Mulder", last_seen=today - timedelta(days=9))
        assert self.pick(browser, "berg") == ["Bergje Mulder", "Sven Bergman", "Anouk de Wit"]

    def test_accents_do_not_matter(self, browser: Client, user: User) -> None:
        make_contact(user, "Gökçe Yıldız")
        assert self.pick(browser, "gokce yil") == ["Gökçe Yıldız"]

    def test_only_mine_and_none_that_are_archived(self, browser: Client, user: User) -> None:
        make_contact(make_user(), "Gökçe Yıldız")
        make_contact(user, "Gökçe Demir", archived_at=timezone.now())
        assert self.pick(browser, "gokce") == []

    def test_one_letter_finds_nobody_but_can_be_a_name(self, browser: Client, user: User) -> None:
        make_contact(user, "Gökçe Yıldız")
        assert self.pick(browser, "g") == []
        assert "New person “g”" in browser.get("/contacts/pick/", {"q": "g"}).content.decode()

    def test_what_is_typed_is_text(self, browser: Client) -> None:
        page = browser.get("/contacts/pick/", {"q": '<b onclick="x">'}).content.decode()
        assert "<b" not in page

    def test_a_list_costs_the_same_whatever_it_holds(self, browser: Client, user: User) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.pick(browser, "kuipers")
            return len(captured)

        make_contact(user, "Aletta Kuipers")
        one = queries()
        for name in ("Berend", "Cornelis", "Dieuwertje", "Evert"):
            make_contact(user, f"{name} Kuipers")
        assert queries() == one
