"""The rows under "Ways to reach": as many as wanted, each checked as what it is."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from netwerk.contacts.models import Contact, Reach
from netwerk.contacts.reaching import HOME_REGION

MOST_WAYS = 40  # to reach one contact
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)  # "site.nl:8000" has none
is_web_address = URLValidator(schemes=["http", "https"])


def check_email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as wrong:
        raise ValidationError(_("This is no e-mail address. One looks like anna@example.nl.")) from wrong
    return value


def check_phone(value: str) -> str:
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(value, HOME_REGION))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValidationError(
            _("This is no phone number. One from abroad begins with + and its country's code.")
        )
    return value


def check_web_address(value: str) -> str:
    """The address with its scheme. Only http and https: any other could run as a script when pressed."""
    address = value if SCHEME.match(value) else f"https://{value}"
    try:
        is_web_address(address)
    except ValidationError as wrong:
        raise ValidationError(_("This is no web address. One looks like https://example.nl/anna.")) from wrong
    return address


CHECKS = {
    Reach.Kind.EMAIL: check_email,
    Reach.Kind.PHONE: check_phone,
    Reach.Kind.SITE: check_web_address,
    Reach.Kind.PROFILE: check_web_address,
}


class ReachForm(forms.ModelForm):
    """One way to reach somebody. A new row without a value is no row at all, whatever kind it was set to."""

    class Meta:
        model = Reach
        fields = ["kind", "value", "label"]
        widgets = {
            "value": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
            "label": forms.TextInput(attrs={"placeholder": _("work, home…"), "autocomplete": "off"}),
        }

    def has_changed(self) -> bool:
        typed = self["value"].data or ""
        if self.instance._state.adding and not typed.strip():
            return False
        return super().has_changed()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check = CHECKS.get(data.get("kind", ""))
        if check and "value" in data:
            try:
                data["value"] = check(data["value"])
            except ValidationError as wrong:
                self.add_error("value", wrong)
        return data


class BaseReachFormSet(BaseInlineFormSet):
    """All rows of one contact."""

    def typed(self) -> list[tuple[str, str]]:
        """The kinds and values that stay, once the rows are found right."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.instance.pk]
        return [(row["kind"], row["value"]) for row in rows if not row.get("DELETE")]

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.owner_id = self.instance.owner_id
        return super().save_new(form, commit)


ReachFormSet: type[BaseReachFormSet] = forms.inlineformset_factory(  # type: ignore[assignment]  # the class named by `formset`
    Contact,
    Reach,
    form=ReachForm,
    formset=BaseReachFormSet,
    extra=0,
    max_num=MOST_WAYS,
    validate_max=True,
    absolute_max=MOST_WAYS + 1,
)
