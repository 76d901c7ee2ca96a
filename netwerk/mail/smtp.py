"""Hands one message to the mail server, and tells a refusal for now from a refusal for good."""

import smtplib
from collections.abc import Mapping

from django.core.mail import EmailMultiAlternatives


class TryLater(Exception):
    """The server can't take it now, or can't be reached."""


class Refused(Exception):
    """The server will never take it."""


def send(
    message_id: str, to: str, subject: str, text: str, html: str, headers: Mapping[str, str] | None = None
) -> None:
    """Sends one mail; returns when the server has accepted it.

    Raises Refused when the server refuses this recipient, sender or message for good (5xx), and TryLater for all
    else that can go wrong: 4xx, no connection, a wrong password (which its operator can mend).
    """
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()), body=text, to=[to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", **(headers or {})},
    )
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _refusal(code, reason) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(f"{type(error).__name__}: {error}") from error
    except ValueError as error:  # an address or header that no server could be given
        raise Refused(str(error)) from error


def _refusal(code: int, reason: bytes | str) -> Exception:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return (Refused if code >= 500 else TryLater)(f"{code} {text}")
