"""The texts of what people are asked and told: the app's own, and those that a user has put in place."""

import re
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.accounts.owned import Owned, OwnedManager

LONGEST = 4000  # characters
PLACE = re.compile(r"\{(name|other|me|why)\}")


class LetterWording(Owned):
    """How a user says one kind of thing in one language, in place of the app's own text.

    {name} stands for whom it goes to, {other} for whom it is about, {me} for the user, and a line with {why}
    falls away where nobody said why.
    """

    class Kind(models.TextChoices):
        ASK = "ask", _("asking whether somebody wants to meet somebody")
        NAMED = "named", _("asking the same, with the name of the other")
        THROUGH = "through", _("asking somebody to bring two people together")
        INTRODUCE = "introduce", _("bringing two people together")
        AFTER = "after", _("asking whether they have met")

    kind = models.CharField(max_length=9, choices=Kind)
    language = models.CharField(max_length=2, choices=User._meta.get_field("language").choices)
    text = models.TextField(_("text"), max_length=LONGEST)

    objects = OwnedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "kind", "language"], name="letter_wording_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="letter_wording_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.language}"


SUBJECTS = {
    LetterWording.Kind.ASK: _("Someone you may like to meet"),
    LetterWording.Kind.NAMED: _("{other} and you"),
    LetterWording.Kind.THROUGH: _("Would you introduce two people?"),
    LetterWording.Kind.INTRODUCE: "{other}",
    LetterWording.Kind.AFTER: _("How was it with {other}?"),
}
TEXTS = {
    LetterWording.Kind.ASK: _(
        "Hi {name},\n\n"
        "I know someone I think you would enjoy talking to.\n"
        "What I have in mind: {why}\n\n"
        "Shall I put you in touch? Just say so if this isn’t a good moment.\n\n"
        "Best wishes,\n{me}"
    ),
    LetterWording.Kind.NAMED: _(
        "Hi {name},\n\n"
        "I think you and {other} would enjoy talking to each other.\n"
        "What I have in mind: {why}\n\n"
        "Shall I put you in touch? Just say so if this isn’t a good moment.\n\n"
        "Best wishes,\n{me}"
    ),
    LetterWording.Kind.THROUGH: _(
        "Hi {name},\n\n"
        "Would you put {other} in touch with each other?\n"
        "What I have in mind: {why}\n\n"
        "And if you’d rather not, that is fine, too.\n\n"
        "Best wishes,\n{me}"
    ),
    LetterWording.Kind.INTRODUCE: _(
        "Hi {name},\n\n"
        "I’d love you two to meet: {other}.\n"
        "What I have in mind: {why}\n\n"
        "I’ll leave the rest to you. Enjoy!\n\n"
        "Best wishes,\n{me}"
    ),
    LetterWording.Kind.AFTER: _(
        "Hi {name},\n\nHave you and {other} talked yet? I’d love to hear how it was.\n\nBest wishes,\n{me}"
    ),
}


def own_text(kind: str, language: str) -> str:
    """The app's own text of a kind, in a language."""
    with translation.override(language):
        return str(TEXTS[LetterWording.Kind(kind)])


def subject(kind: str, language: str) -> str:
    """What stands above a mail of a kind, in a language."""
    with translation.override(language):
        return str(SUBJECTS[LetterWording.Kind(kind)])


def fill(text: str, places: Mapping[str, str]) -> str:
    """`text` with what belongs in its places; any other braces stay as they were typed.

    A line with a place for which there is nothing to say falls away.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    said = (line for line in lines if all(places[name].strip() for name in PLACE.findall(line)))
    return "\n".join(PLACE.sub(lambda place: places[place[1]], line) for line in said)


def empty(text: str, places: Mapping[str, str]) -> str:
    """A text that was written to somebody, made fit for everybody: what stands in its places is taken out."""
    by_words = {said.strip(): name for name, said in places.items() if said.strip()}
    if not by_words:
        return text
    longest_first = sorted(by_words, key=len, reverse=True)
    words = "|".join(rf"(?<!\w){re.escape(said)}(?!\w)" for said in longest_first)
    return re.sub(words, lambda found: f"{{{by_words[found[0]]}}}", text)
