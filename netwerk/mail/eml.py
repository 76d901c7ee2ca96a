"""Mail without a server: every message a file that any mail program opens."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlBackend(BaseEmailBackend):
    """Writes each message to MAIL_DIR as an .eml file, named by its moment and Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            unique = str(message["Message-ID"]).strip("<>").split("@")[0]
            file = folder / f"{timezone.now():%Y%m%d-%H%M%S}-{unique}.eml"
            file.write_bytes(message.as_bytes())
        return len(email_messages)
