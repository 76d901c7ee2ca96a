"""Signing up, in and out, and what a user chooses. What allauth does is checked where it meets ours."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from netwerk.accounts import zones
from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned
from netwerk.accounts.tasks import forget_sessions
from netwerk.contacts.models import Circle, Membership, Note, Photo, Reach
from netwerk.mail.models import Mail
from netwerk.nudges.models import Digest
from tests.factories import PASSWORD, make_contact, make_encounter, make_nudge, make_user

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Noor Bakker",
    "email": "noor@example.org",
    "password1": PASSWORD,
    "time_zone": "America/New_York",
}
CHOSEN = {
    "name": "Noor Bakker",
    "language": "nl",
    "time_zone": "Asia/Tokyo",
    "scheme": "dark",
    "digest_days": ["1", "5"],
    "digest_hour": "18",
    "nudges_a_day": "3",
}
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = FAST


@pytest.fixture
def verifying(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return client.get(reverse("accounts.settings")).status_code == 200


def link_in(mail: Mail) -> str:
    """The path of the one link of `mail` that opens something."""
    found = re.search(r"http://localhost:8000(/accounts/\S+/\S+/)", mail.text)
    assert found, mail.text
    return found[1]


# ── Signing up ────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_up_takes_one_password_and_signs_in(client: Client) -> None:
    response = client.post(
        reverse("account_signup"), NEW, headers={"Accept-Language": "nl-BE,nl;q=0.9,en;q=0.5"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.name, user.email, user.language, user.time_zone) == (
        "Noor Bakker",
        "noor@example.org",
        "nl",
        "America/New_York",
    )
    assert user.digest_at is not None
    assert user.digest_at.astimezone(ZoneInfo("America/New_York")).hour == user.digest_hour
    assert EmailAddress.objects.filter(user=user, email=user.email, primary=True).exists()
    assert signed_in(client)


@pytest.mark.parametrize(
    "guess", ["", "Mars/Olympus", "../../etc/passwd", "europe/amsterdam", "Z" * 9000, "\x00"]
)
def test_a_guess_of_the_time_zone_is_never_an_error(client: Client, guess: str) -> None:
    response = client.post(reverse("account_signup"), NEW | {"time_zone": guess})
    assert response.status_code == (422 if "\x00" in guess else 302)  # no browser sends a null character
    assert set(User.objects.values_list("time_zone", flat=True)) <= {zones.DEFAULT}


def test_a_browser_of_another_language_gets_english(client: Client) -> None:
    client.post(reverse("account_signup"), NEW, headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert User.objects.get().language == "en"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "n" * 101},
        {"email": "noor"},
        {"email": ""},
        {"password1": "short"},
        {"password1": "1234567890123"},
        {"password1": "noor@example.org"},
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, wrong: dict[str, str]) -> None:
    page = client.post(reverse("account_signup"), NEW | wrong).content.decode()
    assert f'aria-describedby="id_{next(iter(wrong))}_' in page
    assert 'class="errorlist"' in page
    assert not User.objects.exists()


def test_the_page_asks_once_and_guesses_the_zone(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert page.count('type="password"') == 1
    assert re.search(r'src="/static/js/zone\.[0-9a-f]+\.js"', page)
    assert '<input type="hidden" name="time_zone"' in page
    assert page.index('name="name"') < page.index('name="email"') < page.index('name="password1"')


def test_an_address_is_one_account_whatever_its_case(client: Client) -> None:
    make_user("noor@example.org")
    page = client.post(reverse("account_signup"), NEW | {"email": "NOOR@Example.org"})
    assert page.status_code == 422
    assert User.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="Noor@example.org").save()


@pytest.mark.usefixtures("verifying")
def test_signing_up_does_not_tell_who_has_an_account(client: Client) -> None:
    make_user("taken@example.org")
    answers = [
        client.post(reverse("account_signup"), NEW | {"email": email})
        for email in ("taken@example.org", "free@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_email_verification_sent"))
    }
    told = Mail.objects.get(to="taken@example.org")
    assert told.owner == User.objects.get(email="taken@example.org")
    assert reverse("account_reset_password") in told.text


def test_of_two_presses_on_the_button_the_slower_one_is_sent_to_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(reverse("account_signup"), NEW)
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists", lambda email, **_: (email, False)
    )
    response = Client().post(reverse("account_signup"), NEW)
    assert (response.status_code, response["Location"]) == (302, reverse("account_login"))
    assert User.objects.count() == 1


@pytest.mark.usefixtures("verifying")
def test_an_address_is_confirmed_by_a_press_not_by_opening_the_link(client: Client) -> None:
    assert client.post(reverse("account_signup"), NEW)["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert not signed_in(client)
    link = link_in(Mail.objects.get(to="noor@example.org"))
    client.get(link)
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert sign_in(Client(), "noor@example.org")["Location"] == "/"


@pytest.mark.usefixtures("verifying")
@pytest.mark.parametrize("key", ["x", "MQ:1vN:forged", "MQ"])
def test_a_forged_confirmation_confirms_nothing(client: Client, key: str) -> None:
    client.post(reverse("account_signup"), NEW)
    assert client.get(reverse("account_confirm_email", args=[key])).status_code == 200
    assert client.post(reverse("account_confirm_email", args=[key])).status_code == 404
    assert not EmailAddress.objects.get().verified


def test_sign_up_can_be_closed(client: Client, settings: Any) -> None:
    assert reverse("account_signup") in client.get(reverse("account_login")).content.decode()
    settings.SIGNUP_OPEN = False
    assert client.post(reverse("account_signup"), NEW).status_code == 200
    assert not User.objects.exists()
    page = client.get(reverse("account_signup")).content.decode()
    assert 'name="password1"' not in page
    assert reverse("account_signup") not in page


# ── Signing in and out ────────────────────────────────────────────────────────────────────────────────────


def test_signing_in_takes_the_address_in_any_case(client: Client) -> None:
    make_user("noor@example.org")
    assert sign_in(client, "Noor@EXAMPLE.org")["Location"] == "/"
    assert signed_in(client)


def test_a_sign_in_lasts_and_comes_back_to_the_page(client: Client) -> None:
    make_user("noor@example.org")
    response = client.post(
        reverse("account_login"), {"login": "noor@example.org", "password": PASSWORD, "next": "/contacts/"}
    )
    assert response["Location"] == "/contacts/"
    assert client.session.get_expiry_age() > 60 * 60 * 24 * 80


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    make_user("noor@example.org")
    response = client.post(
        reverse("account_login"), {"login": "noor@example.org", "password": PASSWORD, "next": elsewhere}
    )
    assert response["Location"] == "/"


def test_somebody_who_keeps_guessing_is_stopped_and_every_process_knows(client: Client) -> None:
    make_user("noor@example.org")
    for _ in range(5):
        sign_in(client, "noor@example.org", "wrong")
    cache.close()
    assert (
        "aria-invalid" not in sign_in(Client(), "NOOR@example.org").content.decode()
    )  # not even with the right one
    assert not signed_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM netwerk_cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone()[0] >= 2


def test_behind_a_proxy_the_limit_counts_the_visitor_not_what_they_say(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        spoofed = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7"}
        client.post(
            reverse("account_login"), {"login": f"u{number}@example.org", "password": "x"}, headers=spoofed
        )
    make_user("noor@example.org")
    data = {"login": "noor@example.org", "password": PASSWORD}
    assert (
        client.post(reverse("account_login"), data, headers={"X-Forwarded-For": "192.0.2.7"}).status_code
        == 422
    )
    assert (
        client.post(reverse("account_login"), data, headers={"X-Forwarded-For": "192.0.2.8"}).status_code
        == 302
    )


def test_signing_out_takes_a_press(client: Client) -> None:
    client.force_login(make_user())
    client.get(reverse("account_logout"))
    assert signed_in(client)
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert not signed_in(client)


def test_sessions_that_have_ended_are_forgotten(client: Client) -> None:
    client.force_login(make_user())
    Client().force_login(make_user())
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())
    forget_sessions()
    assert Session.objects.count() == 1


# ── The password ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_forgotten_password_is_chosen_anew_by_mail(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = make_user("noor@example.org", name="Noor", language="nl", time_zone="Asia/Tokyo")
    with django_capture_on_commit_callbacks() as sending:
        client.post(
            reverse("account_reset_password"), {"email": "Noor@Example.org"}, headers={"Host": "127.0.0.1"}
        )
    mail = Mail.objects.get()
    assert (mail.owner, mail.kind, mail.state) == (user, Mail.Kind.ACCOUNT, "due")
    link = link_in(mail)  # in the site's own name, whichever the request went to
    assert link in mail.html
    for send in sending:
        send()
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert link not in mail.text + mail.html
    form = client.get(link)["Location"]
    client.post(form, {"password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"})
    assert sign_in(Client(), "noor@example.org").status_code == 422
    assert sign_in(Client(), "noor@example.org", "een-heel-ander-woord").status_code == 302
    told = Mail.objects.get(secret="", sent_at=None)
    assert (
        told.created_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") in told.text
    )  # as their own clock says
    page = client.get(link)
    assert page.status_code == 200  # once is enough
    assert "password1" not in page.content.decode()


def test_the_reset_page_does_not_tell_who_has_an_account(client: Client) -> None:
    make_user("noor@example.org")
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("noor@example.org", "who@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert set(Mail.objects.values_list("to", flat=True)) == {"noor@example.org", "who@example.org"}
    assert Mail.objects.get(to="who@example.org").owner is None


@pytest.mark.parametrize(("is_open", "invites"), [(True, True), (False, False)])
def test_a_closed_site_invites_nobody_by_mail(
    client: Client, settings: Any, is_open: bool, invites: bool
) -> None:
    settings.SIGNUP_OPEN = is_open
    client.post(reverse("account_reset_password"), {"email": "who@example.org"})
    mail = Mail.objects.get()
    assert (reverse("account_signup") in mail.text, reverse("account_signup") in mail.html) == (
        invites,
        invites,
    )


@pytest.mark.parametrize("key", ["1-abc-def", "zzz-set-password", "1-set-password"])
def test_a_forged_reset_link_opens_nothing(client: Client, key: str) -> None:
    make_user()
    page = client.get(f"/accounts/password/reset/key/{key}/")
    assert page.status_code == 200
    assert "password1" not in page.content.decode()


def test_a_changed_password_is_told_in_the_users_own_time(client: Client) -> None:
    user = make_user("noor@example.org", time_zone="Asia/Tokyo")
    client.force_login(user)
    new = {"oldpassword": PASSWORD, "password1": "een-heel-ander-woord", "password2": "een-heel-ander-woord"}
    assert client.post(reverse("account_change_password"), new | {"oldpassword": "wrong"}).status_code == 422
    client.post(reverse("account_change_password"), new)
    assert signed_in(client)
    mail = Mail.objects.get()
    assert (mail.owner, mail.to, mail.secret) == (user, "noor@example.org", "")
    assert mail.created_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") in mail.text
    assert "http://localhost:8000/accounts/password/reset/" in mail.text


# ── The address ───────────────────────────────────────────────────────────────────────────────────────────


def ask_for_address(client: Client, email: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": email})


def test_a_new_address_counts_once_it_is_confirmed(client: Client) -> None:
    user = make_user("noor@example.org")  # with no row of allauth's, as the demo's
    client.force_login(user)
    ask_for_address(client, "noor@bakker.example")
    user.refresh_from_db()
    assert user.email == "noor@example.org"
    assert sign_in(Client(), "noor@example.org").status_code == 302
    assert "noor@bakker.example" in client.get(reverse("accounts.account")).content.decode()
    asked = Mail.objects.get(to="noor@bakker.example")
    assert asked.owner == user
    client.post(link_in(asked))
    user.refresh_from_db()
    assert user.email == "noor@bakker.example"
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [
        ("noor@bakker.example", True, True)
    ]
    told = Mail.objects.get(to="noor@example.org")
    assert told.owner == user
    assert client.get(reverse("accounts.account")).context["waiting"] is None


def test_a_new_address_can_be_taken_back(client: Client) -> None:
    user = make_user("noor@example.org")
    client.force_login(user)
    ask_for_address(client, "noor@bakker.example")
    link = link_in(Mail.objects.get(to="noor@bakker.example"))
    client.post(reverse("account_email"), {"action_remove": "", "email": "noor@bakker.example"})
    client.post(
        reverse("account_email"), {"action_remove": "", "email": "noor@example.org"}
    )  # the only one stays
    assert client.post(link).status_code == 404
    user.refresh_from_db()
    assert user.email == "noor@example.org"


def test_an_open_session_alone_does_not_change_the_address(client: Client) -> None:
    client.force_login(make_user("noor@example.org"))
    response = client.post(reverse("account_email"), {"action_add": "", "email": "thief@example.org"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not Mail.objects.exists()


def test_the_address_of_another_user_can_not_be_taken(client: Client) -> None:
    other = make_user("other@example.org")
    other.trust_address()
    user = make_user("noor@example.org")
    client.force_login(user)
    ask_for_address(client, "other@example.org")
    for mail in Mail.objects.filter(to="other@example.org", text__contains="confirm-email"):
        client.post(link_in(mail))
    user.refresh_from_db()
    assert user.email == "noor@example.org"


# ── Preferences ───────────────────────────────────────────────────────────────────────────────────────────


def test_preferences_are_saved_and_move_the_digest(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get(reverse("accounts.settings")).status_code == 200
    response = client.post(reverse("accounts.settings"), CHOSEN)
    assert (response.status_code, response["Location"]) == (302, reverse("accounts.settings"))
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone, user.scheme) == (
        "Noor Bakker",
        "nl",
        "Asia/Tokyo",
        "dark",
    )
    assert (user.digest_days, user.digest_hour, user.nudges_a_day) == ([1, 5], 18, 3)
    due = user.digest_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (due.hour, due.isoweekday() in (1, 5)) == (18, True)


def test_the_next_page_is_in_the_chosen_language_and_colours(client: Client) -> None:
    client.force_login(make_user())
    page = client.post(reverse("accounts.settings"), CHOSEN, follow=True)
    assert page["Content-Language"] == "nl"
    assert re.search(r'<html lang="nl" data-scheme="dark">', page.content.decode())
    page = client.post(
        reverse("accounts.settings"), CHOSEN | {"scheme": "auto", "language": "en"}, follow=True
    )
    assert re.search(r'<html lang="en">', page.content.decode())


def test_saving_something_else_leaves_a_due_digest_due(client: Client) -> None:
    user = make_user()
    due = datetime(2026, 11, 19, 6, tzinfo=UTC)
    User.objects.filter(pk=user.pk).update(digest_at=due)
    client.force_login(user)
    same = {
        "language": "en",
        "time_zone": user.time_zone,
        "scheme": "auto",
        "digest_days": list("1234567"),
        "digest_hour": "7",
    }
    client.post(reverse("accounts.settings"), same | {"name": "Noor", "nudges_a_day": "4"})
    user.refresh_from_db()
    assert (user.name, user.nudges_a_day, user.digest_at) == ("Noor", 4, due)


def test_no_day_no_digest(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post(
        reverse("accounts.settings"), {name: value for name, value in CHOSEN.items() if name != "digest_days"}
    )
    user.refresh_from_db()
    assert (user.digest_days, user.digest_at) == ([], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 101),
        ("language", "fr"),
        ("language", ""),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("scheme", "sepia"),
        ("digest_days", ["0"]),
        ("digest_days", ["8"]),
        ("digest_days", ["x"]),
        ("digest_hour", "24"),
        ("digest_hour", "-1"),
        ("digest_hour", "noon"),
        ("nudges_a_day", "0"),
        ("nudges_a_day", "51"),
        ("nudges_a_day", "many"),
        ("nudges_a_day", ""),
        ("nudges_a_day", "9" * 400),
    ],
)
def test_a_wrong_choice_is_told_beside_its_field_and_changes_nothing(
    client: Client, field: str, value: Any
) -> None:
    user = make_user(name="Noor")
    client.force_login(user)
    response = client.post(reverse("accounts.settings"), CHOSEN | {field: value})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    page = response.content.decode()
    assert 'class="errorlist"' in page
    assert '<html lang="en">' in page  # drawn for the user who is saved, not for the one who was typed
    saved = User.objects.get(pk=user.pk)
    assert (saved.name, saved.scheme, saved.digest_at) == ("Noor", "auto", user.digest_at)


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "Asia/Calcutta", "America/Indiana/Knox", "US/Pacific"])
def test_a_zone_stays_chosen_wherever_it_came_from(client: Client, zone: str) -> None:
    user = make_user(time_zone=zone)
    client.force_login(user)
    assert f'<option value="{zone}" selected>' in client.get(reverse("accounts.settings")).content.decode()
    assert client.post(reverse("accounts.settings"), CHOSEN | {"time_zone": zone}).status_code == 302


def test_every_zone_on_offer_exists_and_stands_there_once() -> None:
    offered = [name for _region, places in zones.choices(zones.DEFAULT) for name, _label in places]
    assert len(offered) == len(set(offered)) > 400
    assert [ZoneInfo(name).key for name in offered] == offered


@pytest.mark.parametrize(
    ("now", "old"),
    [
        ("Asia/Kolkata", "Asia/Calcutta"),
        ("Europe/Kyiv", "Europe/Kiev"),
        ("America/Argentina/Buenos_Aires", "America/Buenos_Aires"),
        ("America/Nuuk", "America/Godthab"),
        ("Europe/London", "Europe/Belfast"),
    ],
)
def test_an_old_name_of_a_zone_is_offered_to_who_has_it(now: str, old: str) -> None:
    def offered(current: str) -> list[str]:
        return [name for _region, places in zones.choices(current) for name, _label in places]

    assert now in offered(zones.DEFAULT)
    assert old not in offered(zones.DEFAULT)
    assert old in zones.names()  # a browser may still say so
    assert offered(old).count(old) == 1


def test_the_database_keeps_the_limits_of_a_user() -> None:
    user = make_user()
    for wrong in ({"nudges_a_day": 0}, {"nudges_a_day": 51}, {"digest_hour": 24}, {"digest_days": [1, 8]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(**wrong)


# ── Leaving ───────────────────────────────────────────────────────────────────────────────────────────────


def fill(user: User) -> None:
    """One row of every kind that a user can own."""
    contact = make_contact(user)
    encounter = make_encounter(user, contact)
    make_nudge(user, contact, encounter=encounter)
    circle = Circle.objects.create(owner=user, name="Borrel")
    Membership.objects.create(owner=user, contact=contact, circle=circle)
    Reach.objects.create(owner=user, contact=contact, value="a@example.org")
    Photo.objects.create(owner=user, contact=contact, data=b"x")
    Note.objects.create(owner=user, contact=contact, day=user.today(), text="Looks for a garden")
    mail = Mail.objects.create(owner=user, kind=Mail.Kind.DIGEST, to=user.email)
    Digest.objects.create(owner=user, day=user.today(), mail=mail)


def rows(user: User) -> dict[str, int]:
    owned = [
        model
        for model in apps.get_app_config("netwerk").get_models()
        if issubclass(model, (Owned, Mail)) and model._meta.managed
    ]
    return {model.__name__: model._default_manager.filter(owner=user).count() for model in owned}


def test_deleting_an_account_asks_for_the_password_and_leaves_nothing(client: Client) -> None:
    user, other = make_user("noor@example.org"), make_user()
    for each in (user, other):
        fill(each)
    assert set(rows(user).values()) == {1}
    client.force_login(user)
    elsewhere = Client()
    elsewhere.force_login(user)
    address = reverse("accounts.delete")
    asked = client.get(address)["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert client.post(asked, {"password": "wrong"}).status_code == 422
    assert client.post(asked, {"password": PASSWORD})["Location"] == address
    assert "noor@example.org" in client.get(address).content.decode()
    assert rows(user)["Contact"] == 1  # looking deletes nothing
    assert client.post(address)["Location"] == reverse("account_login")
    assert not User.objects.filter(pk=user.pk).exists()
    assert set(rows(user).values()) == {0}
    assert set(rows(other).values()) == {1}
    assert not signed_in(client)
    assert not signed_in(elsewhere)


def test_an_open_session_alone_does_not_delete_an_account(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.post(reverse("accounts.delete"))["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(pk=user.pk).exists()


# ── On every page ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("nl-NL,nl;q=0.9", "nl"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("nl;q=x,;;", "en")],
)
def test_a_visitor_gets_the_language_of_the_browser(client: Client, accepts: str, language: str) -> None:
    page = client.get(reverse("account_login"), headers={"Accept-Language": accepts})
    assert (page["Content-Language"], page.wsgi_request.LANGUAGE_CODE) == (language, language)
    assert {"Accept-Language", "Cookie"} <= set(page["Vary"].split(", "))


def test_a_user_gets_their_own_language_whatever_the_browser_says(client: Client) -> None:
    client.force_login(make_user(language="nl"))
    assert (
        client.get(reverse("accounts.account"), headers={"Accept-Language": "en"})["Content-Language"] == "nl"
    )
    assert timezone.get_current_timezone_name() == "UTC"  # and it ends with the answer


def test_a_user_sees_the_time_where_they_are(client: Client) -> None:
    user = make_user(time_zone="Asia/Tokyo")
    at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    Mail.objects.create(
        owner=user, kind=Mail.Kind.ACCOUNT, to=user.email, subject="x", created_at=at, sent_at=at
    )
    client.force_login(user)
    page = client.get(reverse("mail.list")).content.decode()
    assert "2026-01-02T08:30:00+09:00" in page


def test_a_page_asks_a_visitor_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/contacts/?circle=3")
    assert response["Location"] == "/accounts/login/?next=/contacts/%3Fcircle%3D3"


def test_a_fragment_sends_the_whole_browser_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/?q=an"}
    response = client.post("/nudges/1/done/", headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (
        200,
        "/accounts/login/?next=%2Fcontacts%2F%3Fq%3Dan",
    )
    assert response.content == b""
    headers["HX-Current-URL"] = "https://evil.example/x"
    assert client.get("/contacts/", headers=headers)["HX-Redirect"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/contacts/4/?x=1", "%2Fcontacts%2F4%2F%3Fx%3D1"),
        ("https://evil.example/contacts/", "%2F"),
        ("", "%2F"),
        ("http://[", "%2F"),
    ],
)
def test_a_form_sent_too_late_comes_back_to_its_page(client: Client, referrer: str, back: str) -> None:
    response = client.post("/nudges/1/done/", headers={"Referer": referrer})
    assert response["Location"] == f"/accounts/login/?next={back}"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_login", {"login": "noor@example.org", "password": "wrong"}),
        ("account_login", {}),
        ("account_signup", NEW | {"email": "noor"}),
        ("account_reset_password", {"email": "noor"}),
        ("account_reauthenticate", {"password": "wrong"}),
        ("account_change_password", {"oldpassword": "wrong"}),
        ("account_email", {"action_add": "", "email": "noor"}),
    ],
)
def test_a_form_of_a_library_that_is_refused_answers_422(
    client: Client, name: str, typed: dict[str, str]
) -> None:
    user = make_user("noor@example.org")
    if name not in {"account_login", "account_signup", "account_reset_password"}:
        sign_in(client, user.email)
    assert client.get(reverse(name)).status_code == 200
    page = client.post(reverse(name), typed)
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()


def test_machines_and_static_files_need_no_session(client: Client) -> None:
    client.force_login(make_user())
    with CaptureQueriesContext(
        connection,
    ) as visitor:
        assert Client().get(reverse("health.alive")).status_code == 200
    page = Client().get(reverse("account_login")).content.decode()
    sheet = re.search(r'href="(/static/css/[^"]+)"', page)
    assert sheet
    with CaptureQueriesContext(connection) as static:
        assert client.get(sheet[1]).status_code == 200
    assert (len(visitor), len(static)) == (0, 0)


# ── Operators ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def operator(client: Client) -> User:
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    client.force_login(user)
    return user


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"].startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": "root@example.org", "password": "x"}).status_code == 302
    client.force_login(make_user())
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/admin/netwerk/user/").status_code == 302


@pytest.mark.usefixtures("verifying")
def test_whoever_made_the_operator_need_not_prove_the_address(client: Client) -> None:
    call_command("createsuperuser", interactive=False, email="Root@example.org", verbosity=0)
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    assert sign_in(client, "root@example.org")["Location"] == "/"


def test_an_operator_sees_no_passwords_and_nobodys_words(client: Client, operator: User) -> None:
    user = make_user("noor@example.org")
    mail = Mail.objects.create(
        owner=user,
        kind=Mail.Kind.DIGEST,
        to=user.email,
        subject="Zwaluw",
        text="Zwaluw",
        html="Zwaluw",
        secret="Zwaluw",
    )
    pages = ["/admin/", f"/admin/netwerk/user/{user.pk}/change/", "/admin/netwerk/mail/"]
    shown = "".join(client.get(page).content.decode() for page in pages)
    assert "noor@example.org" in shown
    assert "Zwaluw" not in shown
    assert user.password not in shown
    closed = [f"mail/{mail.pk}/change/", f"mail/{mail.pk}/delete/", "mail/add/", f"user/{user.pk}/delete/"]
    assert {client.get(f"/admin/netwerk/{page}").status_code for page in closed} == {403}
    assert client.get("/admin/netwerk/contact/").status_code == 404


def test_an_operator_lets_somebody_in_who_chooses_the_password(client: Client, operator: User) -> None:
    new = {
        "email": "New@example.org",
        "name": "Nieuw",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "is_active": "on",
    }
    assert client.post("/admin/netwerk/user/add/", new).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": "new@example.org"})
    form = visitor.get(link_in(Mail.objects.get(to="new@example.org")))["Location"]
    visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(visitor, "new@example.org").status_code == 302
