"""What a password must be, in one sentence: the rules are Django's, whose words would be four sentences."""

from typing import Any

from django.contrib.auth import password_validation as rules
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from netwerk.accounts.models import User

SHORTEST = 10  # characters


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("This is too short: take at least %(n)s characters.") % {"n": self.min_length}


class PasswordRules:
    """Django's rules as one validator of AUTH_PASSWORD_VALIDATORS."""

    def __init__(self) -> None:
        self.rules: list[Any] = [
            LongEnough(SHORTEST),
            rules.UserAttributeSimilarityValidator(),
            rules.CommonPasswordValidator(),
            rules.NumericPasswordValidator(),
        ]

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises a ValidationError with everything that is wrong with `password`."""
        wrong = []
        for rule in self.rules:
            try:
                rule.validate(password, user)
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)

    def get_help_text(self) -> str:
        """The rules in one sentence."""
        return gettext("At least %(n)s characters, and nothing that is easily guessed.") % {"n": SHORTEST}
