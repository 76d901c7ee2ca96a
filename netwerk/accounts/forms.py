from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from netwerk.accounts import zones
from netwerk.accounts.clock import is_quiet
from netwerk.accounts.models import User

# What decides which nudges are raised.
RAISING = {
    "time_zone",
    "birthdays",
    "yearly_ahead",
    "leap_day",
    "dormant_a_month",
    "nudges_a_day",
    "nudges_a_week",
}
# What decides when the next digest is due.
DIGEST = {"time_zone", "digest_days", "digest_hour", "paused_until"}
LONGEST_PAUSE = timedelta(days=366)
HOUR_FIELDS = ("digest_hour", "quiet_from", "quiet_until")
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


def check_pause(until: date, today: date) -> None:
    """Raises ValidationError unless mail can be paused until that day: one to come, within LONGEST_PAUSE."""
    if until <= today:
        raise ValidationError(_("Choose a day that is yet to come."), code="past")
    if until > today + LONGEST_PAUSE:
        raise ValidationError(_("That is more than a year away. Leave all days empty to stop the mail."))


class SignupForm(forms.Form):
    """What sign-up asks beside allauth's own fields, which come from the form that inherits this one."""

    field_order = ("name", "email", "password1", "time_zone")

    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    # Filled in by zone.js. A guess, so a wrong one is no error.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self) -> str:
        """The browser's zone, or ours when it says nothing we know."""
        guess = self.cleaned_data["time_zone"]
        return guess if guess in zones.names() else zones.DEFAULT

    def signup(self, request: HttpRequest, user: User) -> None:
        """Completes the user that allauth has just made; the language is the one that the page was in."""
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.language = translation.get_language() or "en"
        user.schedule_digest()
        user.save()


def week_days() -> list[tuple[int, str]]:
    """ISO week days with their short names."""
    return [(number + 1, capfirst(name)) for number, name in WEEKDAYS_ABBR.items()]


class PreferencesForm(forms.ModelForm):
    """How Netwerk speaks to its user, and when."""

    time_zone = forms.ChoiceField(label=_("Time zone"))
    digest_days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        required=False,
        choices=week_days,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All seven: daily. Monday to Friday: Friday’s mail has the weekend in it. Just one day: weekly, "
            "with the whole week in it. A mail comes only when somebody is due. No day, no mail."
        ),
    )
    digest_hour = forms.TypedChoiceField(label=_("Time"), coerce=int, choices=HOURS)
    quiet_from = forms.TypedChoiceField(label=_("No mail from"), coerce=int, choices=HOURS)
    quiet_until = forms.TypedChoiceField(
        label=_("No mail until"),
        coerce=int,
        choices=HOURS,
        help_text=_(
            "A mail that is late waits until then. Twice the same hour: mail may come day and night."
        ),
    )

    class Meta:
        model = User
        fields = (
            *(
                "name",
                "language",
                "time_zone",
                "scheme",
                "digest_days",
                "digest_hour",
                "quiet_from",
                "quiet_until",
                "paused_until",
                "nudges_a_day",
                "nudges_a_week",
                "dormant_a_month",
                "birthdays",
                "yearly_ahead",
                "leap_day",
                "weeks_to_meet",
            ),
            *("stale_months", "later_weeks", "help_days", "proposals_a_month"),
        )
        labels = {
            "name": _("Your name"),
            "language": _("Language"),
            "scheme": _("Colours"),
            "stale_months": _("After how many months Netwerk asks whether a need still stands"),
            "later_weeks": _("After how many weeks “Later” comes back"),
            "help_days": _("In how many days Netwerk reminds you of “I’ll help”"),
            "proposals_a_month": _("How often a month somebody is proposed as a helper on Today, at most"),
        }
        help_texts = {
            "paused_until": _("No mail before that day; then one with all that waits. Empty: no holiday."),
            "nudges_a_day": _("After a borrel the follow-ups are spread, so that a day stays doable."),
            "nudges_a_week": _("What finds no room waits. Promises, reminders and birthdays always come."),
            "dormant_a_month": _(
                "People you met often but not lately, when somebody could help them. 0: none."
            ),
            "yearly_ahead": _("0: on the day itself."),
            "weeks_to_meet": _("Then Netwerk reminds you to ask both whether they have met."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect,
            "scheme": forms.RadioSelect,
            "paused_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "birthdays": forms.RadioSelect,
            "leap_day": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["paused_until"].label = _("On holiday until")
        if not self.instance.is_paused:
            self.initial["paused_until"] = None  # a holiday that is over
        self.fields["nudges_a_day"].label = _("Nudges a day, at most")
        self.fields["nudges_a_week"].label = _("Nudges a week, at most")
        self.fields["dormant_a_month"].label = _("Old ties a month, at most")
        self.fields["birthdays"].label = _("Birthdays")
        self.fields["yearly_ahead"].label = _("How many days ahead")
        self.fields["leap_day"].label = _("29 February is kept on")
        self.fields["weeks_to_meet"].label = _("Weeks after you brought two people together")
        self.fields["time_zone"].choices = zones.choices(self.instance.time_zone)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_paused_until(self) -> date | None:
        """A day to come, within a year: one typed as 2206 is a slip."""
        until = self.cleaned_data["paused_until"]
        if until and "paused_until" in self.changed_data:
            check_pause(until, timezone.localdate())
        return until

    def clean(self) -> dict[str, Any]:
        """No digest is chosen for an hour in which no mail may come."""
        cleaned = super().clean() or self.cleaned_data
        hours = [hour for name in HOUR_FIELDS if (hour := cleaned.get(name)) is not None]
        if len(hours) == len(HOUR_FIELDS) and is_quiet(*hours):
            said = dict(zip(("hour", "from", "until"), (f"{hour:02}:00" for hour in hours), strict=True))
            self.add_error(
                "digest_hour",
                _("From %(from)s until %(until)s no mail comes. Choose another time, or other quiet hours.")
                % said,
            )
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Saves what has changed, and no more: the worker moves `digest_at` at the same time."""
        changed = list(self.changed_data)
        if DIGEST.intersection(changed):
            self.instance.reschedule_digest()
            changed.append("digest_at")
        if "time_zone" in changed:  # another day may have begun
            self.instance.proposals_at = timezone.now()
            changed.append("proposals_at")
        if commit:
            self.instance.save(update_fields=changed)
            if RAISING.intersection(changed):
                self.instance.raise_soon()
        return self.instance
