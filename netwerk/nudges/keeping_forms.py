"""What the user chooses to keep in touch with somebody: a rhythm, yearly days, reminders."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import lazystr
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from netwerk.contacts.models import LONGEST_RHYTHM, Rhythmic, YearlyDay
from netwerk.nudges.later import FARTHEST
from netwerk.nudges.reminders import MOST_EVERY, Reminder
from netwerk.nudges.repeating import Unit
from netwerk.nudges.rhythm import NONE, OFFERED, words
from netwerk.nudges.yearly import Each, exists
from netwerk.widgets import DateInput

OTHER = "other"


class RhythmForm(forms.Form):
    """How often; `cleaned_data["days"]` is what to keep, None for no choice.

    `of_circles` are the days of the circles of a contact, whom the user can then except from these.
    """

    rhythm = forms.ChoiceField(label=_("How often"), required=False)
    days = forms.IntegerField(
        label=_("Number of days"),
        required=False,
        min_value=1,
        max_value=LONGEST_RHYTHM,
        widget=forms.NumberInput(attrs={"placeholder": lazystr(_("days"))}),
    )

    def __init__(self, whose: Rhythmic, data: Any = None, of_circles: int | None = None) -> None:
        super().__init__(data, prefix="rhythm")
        unchosen = _("as the circle: %(often)s") % {"often": words(of_circles)} if of_circles else _("none")
        offered = sorted({*OFFERED, *([whose.rhythm] if whose.rhythm else [])})
        self.fields["rhythm"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", capfirst(str(unchosen))),
            *([(str(NONE), capfirst(_("none")))] if of_circles or whose.rhythm == NONE else []),
            *((str(days), capfirst(words(days))) for days in offered),
            (OTHER, _("A number of days…")),
        ]
        self.initial["rhythm"] = "" if whose.rhythm is None else str(whose.rhythm)

    def clean(self) -> dict[str, Any]:
        chosen, days = self.cleaned_data.get("rhythm"), self.cleaned_data.get("days")
        if chosen == OTHER and not days and not self.errors:
            self.add_error("days", _("How many days?"))
        if chosen != OTHER:
            self.errors.pop("days", None)  # it was not asked for
            days = int(chosen) if chosen else None
        return self.cleaned_data | {"days": days}


class YearlyDayForm(forms.ModelForm):
    """What day it is, and when."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=[("", "–"), *MONTHS.items()])

    class Meta:
        model = YearlyDay
        fields = ("label", "day", "month", "year", "ahead")
        labels = {
            "label": _("What day it is"),
            "day": _("Day"),
            "year": _("Year"),
            "ahead": _("Days ahead"),
        }
        help_texts = {"ahead": _("Empty: as many as under Settings.")}
        widgets = {
            "label": forms.TextInput(
                attrs={"autocomplete": "off", "placeholder": lazystr(_("wedding, company founded…"))}
            ),
            "day": forms.NumberInput(attrs={"min": 1, "max": 31}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"prefix": "yearly"}))
        self.fields["day"].validators = [MinValueValidator(1), MaxValueValidator(31)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, month = data.get("day"), data.get("month")
        if day and month and not exists(Each(month, day)):
            self.add_error("day", _("There is no such day."))
        return data


class ReminderForm(forms.ModelForm):
    """What about, and when: once, or every so many days, weeks, months or years."""

    unit = forms.ChoiceField(
        label=_("Repeat"),
        required=False,
        choices=[
            ("", _("Once")),
            (Unit.DAY.value, _("Every … days")),
            (Unit.WEEK.value, _("Every … weeks")),
            (Unit.MONTH.value, _("Every … months")),
            (Unit.YEAR.value, _("Every … years")),
        ],
    )
    every = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=MOST_EVERY)

    class Meta:
        model = Reminder
        fields = ("text", "start", "unit", "every")
        labels = {"text": _("What about"), "start": _("Day")}
        widgets = {"text": forms.TextInput(attrs={"autocomplete": "off"}), "start": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"prefix": "reminder"}))
        if not self.instance.every:
            self.initial["unit"] = ""
            self.initial["every"] = 1

    def clean_start(self) -> date:
        day: date = self.cleaned_data["start"]
        today = timezone.localdate()
        if day < today and "start" in self.changed_data:
            raise ValidationError(_("Choose today or a day that is yet to come."))
        if day > today + FARTHEST:
            raise ValidationError(_("That is further away than anybody plans."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("unit"):
            return data | {"every": data.get("every") or 1}
        self.errors.pop("every", None)  # it was not asked for
        return data | {"unit": Unit.MONTH.value, "every": None}
