"""What the user promised while logging: a favour, and a nudge that stays in step with it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from netwerk.accounts.models import User
from netwerk.contacts.models import Contact
from netwerk.encounters.models import Encounter
from netwerk.favours.models import Favour
from netwerk.nudges.models import Nudge
from tests.factories import make_contact
from tests.test_log import LOG, evening

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def anna(user: User) -> Contact:
    return make_contact(user, "Anna Bos")


def word(**fields: Any) -> dict[str, Any]:
    """What the composer sends."""
    day = str(User().today())
    return {"kind": "call", "day": day, "text": "over de zaal", "draft": str(uuid.uuid4()), **fields}


def promise(browser: Client, anna: Contact, what: str = "het artikel sturen") -> tuple[Favour, Nudge]:
    browser.post(f"/contacts/{anna.pk}/log/", word(promises=what))
    return Favour.objects.get(), Nudge.objects.get()


class TestWhileLogging:
    def test_of_an_evening(self, browser: Client, user: User) -> None:
        said = "het artikel sturen ; bellen met Piet;; het artikel sturen"
        response = browser.post(LOG, evening({"name": "Els", "promises": said, "follow_up": "week"}))
        encounter = Encounter.objects.get()
        me, els = Contact.objects.me(user), Contact.objects.get(name="Els")
        assert response["Location"] == encounter.get_absolute_url()
        told = ("giver", "receiver", "encounter", "promised_on", "due", "done_on", "what")
        assert list(Favour.objects.order_by("-what").values_list(*told)) == [
            (me.pk, els.pk, encounter.pk, user.today(), None, None, what)
            for what in ("het artikel sturen", "bellen met Piet")
        ]
        for favour in Favour.objects.all():
            nudge = Nudge.objects.get(favour=favour)
            assert (nudge.contact, nudge.due, nudge.encounter) == (els, user.today() + TWO_DAYS, None)
        assert Nudge.objects.get(favour=None).due == user.today() + timedelta(days=7)

    @pytest.mark.parametrize("kind", ["call", "note"])
    def test_sent_twice_it_is_promised_once(self, browser: Client, anna: Contact, kind: str) -> None:
        sent = word(kind=kind, promises="het artikel sturen")
        for more in ({}, {"promises": "het artikel sturen; bellen"}):
            assert browser.post(f"/contacts/{anna.pk}/log/", sent | more).status_code == 302
        assert [Favour.objects.count(), Nudge.objects.count()] == [2, 2]

    def test_an_evening_sent_twice(self, browser: Client) -> None:
        sent = evening({"name": "Els", "promises": "bellen"})
        for _ in range(2):
            browser.post(LOG, sent)
        assert [Favour.objects.count(), Nudge.objects.count()] == [1, 1]

    def test_of_last_week_it_was_promised_then_and_is_asked_from_today(
        self, browser: Client, user: User
    ) -> None:
        day = user.today() - timedelta(days=7)
        browser.post(LOG, evening({"name": "Els", "promises": "bellen"}, day=day))
        assert Favour.objects.get().promised_on == day
        assert Nudge.objects.get().due == user.today() + TWO_DAYS

    @pytest.mark.parametrize("wrong", ["x" * 201, "x" * 10_000, "bellen\x00", "bellen; " * 150])
    def test_what_can_not_be_kept_is_said_and_nothing_is_lost(
        self, browser: Client, anna: Contact, wrong: str
    ) -> None:
        for response in (
            browser.post(f"/contacts/{anna.pk}/log/", word(promises=wrong)),
            browser.post(LOG, evening({"name": "Els", "promises": wrong})),
        ):
            assert response.status_code == 422
            assert "errorlist" in response.content.decode()
            assert wrong.replace("\x00", "")[:40] in response.content.decode()
        assert not Favour.objects.exists()
        assert not Encounter.objects.exists()

    def test_more_promises_take_no_more_queries(self, browser: Client, user: User) -> None:
        Contact.objects.me(user)  # is made with the first promise

        def queries(*people: dict[str, str]) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert browser.post(LOG, evening(*people)).status_code == 302
            return len(captured)

        assert queries({"name": "Els", "promises": "bellen"}) == queries(
            *({"name": name, "promises": "bellen; mailen"} for name in ("Aletta", "Berend", "Cor"))
        )


class TestNudge:
    def test_it_says_what_was_promised(self, browser: Client, anna: Contact) -> None:
        _favour, nudge = promise(browser, anna)
        assert nudge.reason == "You promised: het artikel sturen"
        assert nudge.reason in browser.get(f"/contacts/{anna.pk}/").content.decode()

    def test_done_it_is_a_promise_kept_and_taken_back_it_is_not(self, browser: Client, anna: Contact) -> None:
        favour, nudge = promise(browser, anna)
        browser.post(f"/nudges/{nudge.pk}/done/")
        favour.refresh_from_db()
        assert favour.done_on == anna.owner.today()
        browser.post(f"/nudges/{nudge.pk}/undo/")
        favour.refresh_from_db()
        assert favour.is_open

    def test_a_thank_you_since_is_not_taken_back(self, browser: Client, anna: Contact) -> None:
        favour, nudge = promise(browser, anna)
        nudge.done()
        favour.refresh_from_db()
        favour.thank(date(2026, 11, 24))
        nudge.undo()
        favour.refresh_from_db()
        assert favour.done_on
        assert favour.thanked_on

    def test_snoozed_or_dropped_the_promise_stands(self, browser: Client, anna: Contact) -> None:
        favour, nudge = promise(browser, anna)
        nudge.drop()
        nudge.undo()
        nudge.snooze(anna.owner.today() + timedelta(days=9))
        nudge.undo()
        favour.refresh_from_db()
        assert favour.is_open
