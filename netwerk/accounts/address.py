"""Changing an e-mail address. Apart from forms.py, which allauth reads before its own forms are there."""

from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django.http import HttpRequest


class ChangeEmailForm(AddEmailForm):
    """Puts a new address beside the one in use, until it is confirmed."""

    def save(self, request: HttpRequest) -> EmailAddress:
        # A new address takes the place of any that was never confirmed. Without this line that is also the
        # one that the user signs in with, where sign-up does not verify.
        self.user.trust_address()
        return super().save(request)
