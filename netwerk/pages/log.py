"""Logging: a whole evening from a phone, and a word with one contact."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.contacts.acquaintance import Acquaintance, keep
from netwerk.contacts.models import Contact
from netwerk.contacts.naming import suggest
from netwerk.encounters.capture import Person, save_word
from netwerk.encounters.evening import Evening
from netwerk.encounters.forms import draft_name
from netwerk.encounters.models import Encounter
from netwerk.encounters.people import with_more_rows
from netwerk.encounters.quick_form import QuickLogForm
from netwerk.introductions import there_and_then
from netwerk.introductions.there_and_then import Made
from netwerk.needs.hearing import write_down
from netwerk.needs.models import Match
from netwerk.nudges import promises
from netwerk.nudges.follow_ups import Wish, raise_follow_ups
from netwerk.nudges.introducing import remind
from netwerk.web import is_narrow, page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: UserRequest) -> HttpResponse:
    """The page on which an evening is logged; and the saving of it, once for each draft."""
    if request.method != "POST":
        return _suggest(request) if is_narrow(request) else _show_evening(request, Evening(request.user))
    if "more" in request.POST:
        return _show_evening(request, Evening(request.user, with_more_rows(request.POST)))
    return _save_evening(request)


def _suggest(request: UserRequest) -> HttpResponse:
    """Whom the last of the typed names may mean, as options of a list that keep the names before it."""
    typed = request.GET.get(request.htmx.trigger_name or "", "")
    before, between, name = typed.rpartition(";")
    names = suggest(request.user, name) if name.strip() else []
    said = [f"{before}{between} {one}".strip() for one in names]
    return render(request, "_names.html", {"names": said})


@transaction.atomic
def _save_evening(request: UserRequest) -> HttpResponse:
    _wait_for_draft(request)
    evening = Evening(request.user, request.POST)
    if not evening.is_valid():
        return _show_evening(request, evening, status=422)
    encounter, people = evening.save()
    # Before the follow-ups: those are spread around the days that are taken.
    promised = _keep_promises(request.user, encounter, encounter.day, people)
    nudges = raise_follow_ups(request.user, encounter, _wishes(people))
    knows = [_keep_what_was_heard(person, encounter, encounter.day) for person in people]
    introduced = _keep_introductions(request.user, encounter, people)
    if not evening.saved:
        saved = _what_was_saved(len(people), len(nudges))
        messages.success(request, " ".join(filter(None, [saved, promised, *knows, introduced])))
    return _go(request, _where_next(encounter), str(encounter.draft))


def _where_next(encounter: Encounter) -> str:
    """Who could help the people of this evening, if anybody could; else the evening itself."""
    found = Match.objects.filter(owner=encounter.owner_id, need__encounter=encounter)
    review = reverse("pages.review", query={"encounter": encounter.pk})
    return review if found.exists() else encounter.get_absolute_url()


def _show_evening(request: UserRequest, evening: Evening, status: int = 200) -> HttpResponse:
    return page(request, "pages/log.html", {"evening": evening}, part="form", status=status)


def _what_was_saved(people: int, nudges: int) -> str:
    saved = ngettext("Saved with %(n)s person", "Saved with %(n)s people", people) % {"n": people}
    if not nudges:
        return f"{saved}."
    return f"{saved}, " + ngettext("%(n)s follow-up.", "%(n)s follow-ups.", nudges) % {"n": nudges}


def _keep_what_was_heard(person: Person, encounter: Encounter | None, day: date) -> str:
    """Writes down what a person looks for and offers, and whom they know; gives what to say of the last."""
    contact = person.contact
    write_down(contact, encounter, day, person.needs, person.offers)
    return _who_knows(contact, keep(contact, person.knows, encounter=encounter, heard_from=contact.name))


def _keep_promises(owner: User, encounter: Encounter | None, day: date, people: list[Person]) -> str:
    """Writes down what the user promised these people; gives what to say of it."""
    said = [(person.contact, what) for person in people for what in person.promises]
    new = len(promises.write_down(owner, encounter, day, said))
    told = ngettext("Netwerk reminds you of %(n)s promise.", "Netwerk reminds you of %(n)s promises.", new)
    return told % {"n": new} if new else ""


def _keep_introductions(owner: User, encounter: Encounter, people: list[Person]) -> str:
    """Writes down whom the user introduced to whom; gives what to say of it."""
    said = [Made(person.contact, one.contact, one.why) for person in people for one in person.introduced]
    there = [person.contact.pk for person in people]
    new = there_and_then.write_down(owner, encounter, there, said)
    for introduction in new:
        remind(introduction, owner)
    told = gettext("You introduced %(one)s and %(other)s.")
    return " ".join(told % {"one": made.first, "other": made.second} for made in new)


def _who_knows(person: Contact, new: list[Acquaintance]) -> str:
    """Whom a person turns out to know, as a sentence; "" when that is nobody."""
    if not new:
        return ""
    heard_of = gettext("%(name)s (heard of)")
    names = [
        one.contact.name if one.contact.known_at else heard_of % {"name": one.contact.name} for one in new
    ]
    return gettext("%(name)s knows %(others)s.") % {"name": person.name, "others": ", ".join(names)}


def _wishes(people: list[Person]) -> list[Wish]:
    return [Wish(person.contact, *person.when) for person in people if person.when]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: UserRequest, pk: int) -> HttpResponse:
    """A word with one contact: the composer of the contact's page, also as a page of its own."""
    contact = get_object_or_404(Contact.objects.of(request.user).others().for_lists(), pk=pk)
    if request.method == "POST":
        return _save_word(request, contact)
    return _show_word(request, contact, QuickLogForm(today=request.user.today()))


@transaction.atomic
def _save_word(request: UserRequest, contact: Contact) -> HttpResponse:
    _wait_for_draft(request)
    form = QuickLogForm(request.POST, today=request.user.today(), contact=contact)
    if not form.is_valid():
        return _show_word(request, contact, form, status=422)
    typed = form.cleaned_data
    encounter, is_new = save_word(contact, typed)
    day = encounter.day if encounter else typed["day"]
    heard = _told(contact, form)
    promised = _keep_promises(request.user, encounter, day, [heard])
    knows = _keep_what_was_heard(heard, encounter, day)
    when = form.follow_up_when(typed["day"])
    if is_new and when:
        raise_follow_ups(request.user, encounter, [Wish(contact, *when)])
    if is_new:
        messages.success(request, " ".join(filter(None, [gettext("Saved."), promised, knows])))
    return _go(request, contact.get_absolute_url(), str(typed["draft"]))


def _told(contact: Contact, form: QuickLogForm) -> Person:
    """What was said by and to a contact, of a form that is valid."""
    typed = form.cleaned_data
    said = {name: typed[name] for name in ("needs", "offers", "promises")}
    return Person(contact, knows=form.acquaintances, **said)


def _show_word(request: UserRequest, contact: Contact, form: QuickLogForm, status: int = 200) -> HttpResponse:
    context = {"contact": contact, "quick_form": form}
    return page(request, "pages/quick.html", context, part="composer", status=status)


def _wait_for_draft(request: UserRequest) -> None:
    """Lets the other sendings of a draft wait for this one: what is sent twice is saved once."""
    request.user.wait_for(f"draft {draft_name(request.POST)}")


def _go(request: UserRequest, url: str, draft: str) -> HttpResponse:
    """On to `url`. The browser is told that it may forget its copy of the draft: nobody else says so."""
    if not request.htmx:
        return HttpResponseRedirect(url)
    return trigger_client_event(HttpResponseClientRedirect(url), "netwerk:saved", {"draft": draft})
