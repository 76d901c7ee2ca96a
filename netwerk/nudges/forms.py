from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.forms import check_pause
from netwerk.nudges.later import FARTHEST, LATER


class DayForm(forms.Form):
    """A day that is yet to come; `cleaned_data["day"]` is None when none was chosen."""

    day = forms.DateField(label=_("Another day"), required=False)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        today = timezone.localdate()
        if day and day <= today:
            raise forms.ValidationError(_("Choose a day that is yet to come."))
        if day and day > today + FARTHEST:
            raise forms.ValidationError(_("That is further away than anybody plans."))
        return day


class SnoozeForm(DayForm):
    """Until when? One of the offered words, or a day; `cleaned_data["until"]` is the day either way."""

    until = forms.ChoiceField(
        choices=[(word, label) for word, (_days, label) in LATER.items()], required=False
    )

    def clean(self) -> dict[str, Any]:
        word, day = self.cleaned_data.get("until"), self.cleaned_data.get("day")
        if not self.errors and not word and not day:
            self.add_error("day", _("Choose a day."))
        if self.has_error("until"):
            self.add_error("day", _("Choose a day."))
        if word:
            day = timezone.localdate() + timedelta(days=LATER[word][0])
        return self.cleaned_data | {"until": day}


class PauseForm(DayForm):
    """On holiday until when? In one or two weeks, or a day; `cleaned_data["until"]` is the day either way."""

    day = forms.DateField(
        label=_("On holiday until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    weeks = forms.TypedChoiceField(
        choices=[("1", _("For a week")), ("2", _("For two weeks"))], coerce=int, required=False
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day:
            check_pause(day, timezone.localdate())
        return day

    def clean(self) -> dict[str, Any]:
        weeks, day = self.cleaned_data.get("weeks"), self.cleaned_data.get("day")
        if self.has_error("weeks") or not (self.errors or weeks or day):
            self.add_error("day", _("Choose a day."))
        until = timezone.localdate() + timedelta(weeks=weeks) if weeks else day
        return self.cleaned_data | {"until": until}
