"""The people of an evening as they are typed in, and who of them the user knows already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from netwerk.accounts.models import User
from netwerk.contacts.acquaintance import Meant
from netwerk.contacts.doubles import look_alikes_by_name
from netwerk.contacts.models import Contact
from netwerk.contacts.words import fold
from netwerk.encounters.capture import Person
from netwerk.encounters.forms import PersonForm
from netwerk.web import row_number

PREFIX = "people"
ROWS = 3  # of a page without JavaScript, and again with each "More people"
MOST = 250
ABOUT = ("organisation", "headline")  # what is asked of somebody new


class BasePeople(forms.BaseFormSet):
    """The rows of an evening of `owner`. Rows in which nothing was typed don't count.

    Nobody is taken for somebody else silently: a typed name that is like a contact's becomes a question.
    `present` are the contacts that an earlier sending of the same draft made or named.
    """

    def __init__(
        self, data: QueryDict | None = None, *, owner: User, present: Iterable[Contact] = ()
    ) -> None:
        self.owner, self.present = owner, list(present)
        super().__init__(data, prefix=PREFIX, form_kwargs={"today": owner.today()})

    @property
    def written(self) -> list[PersonForm]:
        """The rows that count."""
        return [form for form in self.forms if form.has_changed() and not form.is_removed]

    def clean(self) -> None:
        if not self.written:
            raise forms.ValidationError(gettext("Who was there? Write down one person at least."), "nobody")
        named = [form for form in self.written if "name" in form.cleaned_data]
        self._find_said(named)
        self._find_present([form for form in named if not form.known])
        self._ask_about_alikes([form for form in named if not form.known and form.said != "new"])
        self._find_acquaintances(named)
        self._refuse_twice(named)

    def people(self, day: date) -> list[Person]:
        """Who was there, when the rows are valid, with the follow-ups of a meeting of `day`."""
        return [self._person(form, day) for form in self.written]

    def _find_said(self, forms_: list[PersonForm]) -> None:
        ids = {form: pk for form in forms_ if (pk := row_number(form.said))}
        contacts = (
            Contact.objects.of(self.owner).others().for_lists().in_bulk(set(ids.values())) if ids else {}
        )
        for form in forms_:
            form.known = contacts.get(ids.get(form, 0))

    def _find_present(self, forms_: list[PersonForm]) -> None:
        by_name = defaultdict(list)
        for contact in self.present:
            by_name[fold(contact.name)].append(contact)
        for form in forms_:
            if same := by_name[fold(form.cleaned_data["name"])]:
                form.known = same.pop(0)

    def _ask_about_alikes(self, forms_: list[PersonForm]) -> None:
        names = {form.cleaned_data["name"] for form in forms_}
        alike = look_alikes_by_name(self.owner, names) if names else {}
        for form in forms_:
            if found := alike[form.cleaned_data["name"]]:
                form.alike = found
                form.add_error("contact", gettext("Say whether this is somebody you know already."))

    def _refuse_twice(self, forms_: list[PersonForm]) -> None:
        seen: set[Contact] = set()
        for form in forms_:
            if form.known in seen:
                twice = gettext("%(name)s stands in this list twice. Put both notes in one.")
                form.add_error("name", twice % {"name": form.known})
            elif form.known:
                seen.add(form.known)

    def _find_acquaintances(self, forms_: list[PersonForm]) -> None:
        for form in forms_:
            about = {name: form.cleaned_data.get(name, "") for name in ABOUT}
            new = Contact(owner=self.owner, name=form.cleaned_data["name"], **about)
            form.met = form.known or new
        sayings = [readings for form in forms_ for readings in form.sayings]
        meant = Meant(self.owner, sayings, beside=[form.met for form in forms_])
        for form in forms_:
            form.find_acquaintances(form.met, meant)

    def _person(self, form: PersonForm, day: date) -> Person:
        typed = form.cleaned_data
        note, when = typed["note"], form.follow_up_when(day)
        heard = {name: typed[name] for name in ("needs", "offers", "promises")}
        heard |= {"knows": form.acquaintances, "introduced": form.introductions}
        if not form.known:
            return Person(form.met, note, when, **heard)
        # What was typed of somebody known never changes the contact, nor is it lost: it goes with the note.
        news = [typed[name] for name in ABOUT if fold(typed[name]) != fold(getattr(form.known, name))]
        told = "\n".join(filter(None, [", ".join(filter(None, news)), note]))
        return Person(form.known, told, when, **heard)


People = cast(
    type[BasePeople],
    forms.formset_factory(
        PersonForm,
        BasePeople,
        extra=ROWS,
        can_delete=True,
        max_num=MOST,
        absolute_max=2 * MOST,
        validate_max=True,
    ),
)


def with_more_rows(data: QueryDict) -> QueryDict:
    """What was sent, with room for more people."""
    more = data.copy()
    total = f"{PREFIX}-TOTAL_FORMS"
    rows = data.get(total, "")
    more[total] = str(min(int(rows) if rows.isdecimal() and len(rows) < 5 else 0, MOST) + ROWS)
    return more
