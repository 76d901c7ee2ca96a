from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.owned import Owned

LONGEST_RHYTHM = 3650  # days


class Rhythmic(Owned):
    """What can have a rhythm: how often the user wants to hear of a contact, or of everybody in a circle."""

    # In days. None: none was chosen. 0, of a contact: none, whatever the circles have.
    rhythm = models.PositiveSmallIntegerField(_("rhythm"), null=True, blank=True, editable=False)
    rhythm_since = models.DateField(null=True, editable=False)  # the day on which it was chosen

    class Meta:
        abstract = True

    def choose_rhythm(self, days: int | None, today: date) -> None:
        """Keeps this rhythm from `today` on; None for none. The one that there is keeps its day."""
        if days == self.rhythm:
            return
        self.rhythm, self.rhythm_since = days, None if days is None else today
        self.save(update_fields=["rhythm", "rhythm_since"])


def rhythm_within(shortest: int) -> Q:
    """For the database: no rhythm, or one of `shortest` days or more and the day it was chosen."""
    return Q(rhythm=None) | Q(rhythm__range=(shortest, LONGEST_RHYTHM), rhythm_since__isnull=False)
