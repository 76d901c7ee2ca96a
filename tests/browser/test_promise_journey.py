"""On a phone: a promise made while logging, its nudge, done, thanked for, and seen on the giving page."""

import pytest
from playwright.sync_api import expect

from netwerk.favours.models import Favour
from netwerk.nudges.models import Nudge
from tests.browser.conftest import PHONE, Visit
from tests.factories import make_contact, make_user


@pytest.mark.django_db(transaction=True)
def test_from_a_promise_to_thanks(visit: Visit) -> None:
    user = make_user()
    anna = make_contact(user, "Anna Bos")
    page = visit(f"/contacts/{anna.pk}/log/", user, PHONE)
    page.get_by_label("What did you talk about?").fill("Over de zaal")
    page.get_by_text("Looks for, can help with, knows, you promised").click()
    page.get_by_label("You promised").fill("het artikel sturen; bellen met Piet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Netwerk reminds you of 2 promises.")).to_be_visible()
    Nudge.objects.update(due=user.today())

    page = visit("/", user, PHONE)
    card = page.locator(".nudge", has_text="You promised: het artikel sturen")
    card.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You promised: het artikel sturen")).to_be_hidden()

    page = visit("/giving/", user, PHONE)
    promises = page.get_by_role("region", name="You promised")
    expect(promises.get_by_text("het artikel sturen")).to_be_hidden()
    promises.get_by_role("button", name="Done").click()
    expect(page.get_by_text("bellen met Piet: Done.")).to_be_visible()
    page.goto(page.url.replace("/giving/", Favour.objects.get(what="bellen met Piet").get_absolute_url()))
    page.get_by_role("button", name="Thanked for").click()
    expect(page.get_by_text("thanked for on")).to_be_visible()
    assert not Nudge.objects.open().exists()

    page = visit("/giving/", user, PHONE)
    expect(page.get_by_role("region", name="Thanks").get_by_text("bellen met Piet")).to_be_visible()
    page.get_by_text("The same in numbers").click()
    expect(page.locator("td[data-label='By you']")).to_have_text("2")
