from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from netwerk.accounts.models import User
from netwerk.mail.content import Content
from netwerk.mail.models import Mail
from netwerk.mail.posting import post

LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """allauth as Netwerk wants it: sign-up by setting, and every mail through our own ledger."""

    # What allauth says when a form of its own is refused, in our words.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("This e-mail address and this password do not go together."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong passwords. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Today; the first time, a question."""
        return reverse("pages.today" if request.user.asked_at else "pages.hello")  # type: ignore[union-attr]

    get_signup_redirect_url = get_login_redirect_url

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """The new user. Of two presses on the button the slower one finds the account there, and signs in."""
        try:
            with transaction.atomic():
                return super().save_user(request, user, form, commit)
        except IntegrityError as error:
            raise ImmediateHttpResponse(redirect("account_login")) from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells the user what changed; also at an address that is no longer theirs."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes the mail in its receiver's language; it is sent when the transaction is committed."""
        owner = context.get("user") or User.objects.filter(email__iexact=email).first()
        # The site's own address, never the one the request was made to: that one was typed by its sender.
        links = {
            name: urljoin(settings.SITE_URL, urlsplit(context[name]).path)
            for name in LINKS
            if name in context
        }
        context = {
            **context,
            **links,
            "email": email,
            "site_url": settings.SITE_URL,
            "signup_open": settings.SIGNUP_OPEN,
        }
        language, zone = (owner.language, owner.zone) if owner else (translation.get_language(), None)
        with translation.override(language), timezone.override(zone):
            message = self.render_mail(template_prefix, email, context)
        post(
            owner=owner,
            kind=Mail.Kind.ACCOUNT,
            to=email,
            content=Content(message.subject, str(message.body), _html(message)),
            # What has a key opens something, once: that is not kept.
            secret=next(iter(links.values()), "") if "key" in context else "",
        )


def _html(message: EmailMessage) -> str:
    """The HTML beside its text, "" when there is none."""
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return str(alternatives[0][0]) if alternatives else ""
