from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import translation

from netwerk.accounts.models import User
from netwerk.mail.models import Content, Mail, post

SECRETS = ("password_reset_url", "activate_url", "code")  # what allauth's mails carry that must not be kept


class AccountAdapter(DefaultAccountAdapter):
    """allauth as Netwerk wants it: sign-up by setting, and every mail through our own ledger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the mail in its receiver's language; it is sent when the transaction is committed."""
        owner = User.objects.filter(email__iexact=email).first()
        context = {"email": email, **context}
        with translation.override(owner.language if owner else translation.get_language()):
            message = self.render_mail(template_prefix, email, context)
        html = str(message.alternatives[0][0]) if isinstance(message, EmailMultiAlternatives) and message.alternatives else ""
        post(
            owner=owner, kind=Mail.Kind.ACCOUNT, to=email,
            content=Content(message.subject, str(message.body), html),
            secret=next((str(context[name]) for name in SECRETS if context.get(name)), ""),
        )
