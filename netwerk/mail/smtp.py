"""Hands messages to the mail server, and tells a refusal for now from a refusal for good."""

import contextlib
import select
import smtplib
import socket
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from netwerk.mail.codes import is_about_address


class TryLaterError(Exception):
    """The server can't take it now, or can't be reached."""


class RefusedError(Exception):
    """The server will never take it."""


class AddressRefusedError(RefusedError):
    """The server will never take it, nor any other mail to this address."""


class Line:
    """A line to the mail server, for one mail after the other. Another thread can cut it off."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that the server may take for any one word; EMAIL_TIMEOUT at most."""
        self.backend = get_connection(timeout=min(patience, settings.EMAIL_TIMEOUT))
        self.is_cut = False

    def open(self) -> None:
        """Gets the server on the line, unless it is; raises TryLaterError when it doesn't answer."""
        if not self._is_open():
            self.close()
            with _told_apart():
                self.backend.open()
                if connection := getattr(self.backend, "connection", None):
                    connection.ehlo_or_helo_if_needed()

    def send(self, message: EmailMultiAlternatives) -> None:
        """Sends one mail; returns when the server has accepted it, and leaves the line open.

        Raises RefusedError when the server refuses this recipient, sender or message for good (5xx): an
        AddressRefusedError when it will have nothing for the recipient. And TryLaterError for all else that
        can go wrong: 4xx, no connection, a wrong password (its operator can mend that).
        """
        try:
            self.open()
            if self.is_cut:
                raise TryLaterError("cut off")
            with _told_apart():
                self.backend.send_messages([message])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Says goodbye. One that fails says nothing about the mails."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.backend.close()

    def cut(self) -> None:
        """Ends it at once: whoever waits for the server's next word gets an error."""
        self.is_cut = True
        # A line that is still being opened is in a private place; a backend with files has none.
        for name in ("connection", "_partial_connection"):
            line = getattr(getattr(self.backend, name, None), "sock", None)
            if line is not None:
                with contextlib.suppress(OSError):
                    # Past TLS, whose own shutdown must not be called beside a read.
                    socket.socket.shutdown(line, socket.SHUT_RDWR)

    def _is_open(self) -> bool:
        """Is somebody there? A server that has hung up since the last mail has said so, or said goodbye.

        That is looked for, not asked: a question would cost a way there and back for each mail.
        """
        line = getattr(getattr(self.backend, "connection", None), "sock", None)
        if line is None:
            return False
        heard = select.poll()
        heard.register(line, select.POLLIN)
        return not heard.poll(0)


@contextlib.contextmanager
def _told_apart() -> Iterator[None]:
    """Makes a refusal for good, or one for now, of what smtplib raises."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        raise _refusal("RCPT", code, reason) from error
    except smtplib.SMTPSenderRefused as error:
        raise _refusal("MAIL", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPDataError as error:
        raise _refusal("DATA", error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLaterError(f"{type(error).__name__}: {error}") from error
    except ValueError as error:  # an address or header that no server could be given
        raise RefusedError(str(error)) from error


def message(
    to: str, subject: str, text: str, html: str, headers: Mapping[str, str]
) -> EmailMultiAlternatives:
    """One mail, ready to be sent."""
    email = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[to],
        headers=dict(headers),
    )
    if html:
        email.attach_alternative(html, "text/html")
    return email


def _refusal(command: str, code: int, reason: bytes | str) -> Exception:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    said = f"{code} {text}"
    if code < 500:
        return TryLaterError(said)
    return (AddressRefusedError if is_about_address(command, code, text) else RefusedError)(said)
