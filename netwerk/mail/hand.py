"""Delivering mails by the handful: claimed, written and held on to together, sent and settled one by one."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import timezone

from netwerk.mail import smtp
from netwerk.mail.content import Content
from netwerk.mail.lease import Keeper, lease
from netwerk.mail.models import PATIENCE, Mail
from netwerk.mail.queue import OPEN, MailQuerySet

log = logging.getLogger(__name__)

# What to say in each of some mails (by id), or until when it has to wait; None: nothing.
Composer = Callable[[Sequence[Mail]], Mapping[int, Content | datetime | None]]


def deliver_all(pks: Sequence[int], compose: Composer, patience: float = PATIENCE) -> None:
    """Delivers these mails as Mail.deliver() does one, over one line to the mail server.

    None is claimed before the server is on the line, and those that it has not been asked to take are let go
    when it is no more: while it is away, no mail loses an attempt or has to wait for more than the next tick.
    """
    with closing(smtp.Line(patience)) as line:
        try:
            rest = _deliver(pks, compose, line, patience)
            for pk in rest:  # tried before, or not there for the taking
                _deliver([pk], compose, line, patience)
        except smtp.TryLaterError as error:
            log.warning("no mail server: %s", error)


def _deliver(pks: Sequence[int], compose: Composer, line: smtp.Line, patience: float) -> list[int]:
    """Delivers what can be claimed together, and gives the others."""
    line.open()
    mails = Mail.objects.claim_all(pks, timezone.now())
    if mails:
        Hand(mails, line, patience).deliver(compose)
    taken = {mail.pk for mail in mails}
    return [pk for pk in pks if pk not in taken]


class Hand:
    """Mails that were claimed together, in the hand of the one who sends them over a line."""

    def __init__(self, mails: Sequence[Mail], line: smtp.Line, patience: float) -> None:
        self.mails, self.line, self.patience = mails, line, patience
        self.keeper = Keeper(self._renew, line.cut, patience)
        self.sending: Mail | None = None

    def deliver(self, compose: Composer) -> None:
        """Sends what there is to say. Raises TryLaterError when the server is no longer there."""
        written = self._write(compose, self.mails)
        if not written:
            return
        with self.keeper:
            for mail in written:
                if not mail._is_ours():
                    continue
                self._reach_server()
                self._send(mail)

    def _write(self, compose: Composer, mails: Sequence[Mail]) -> list[Mail]:
        """Those that say something, with it in the ledger. When one of them can't be, the others are."""
        try:
            contents = compose(mails)
            return Mail.objects.write_all([mail for mail in mails if mail._hear(contents[mail.pk])])
        except (OperationalError, InterfaceError):  # no database: so it is with all
            raise
        except Exception as error:
            if len(mails) > 1:
                return [written for mail in mails for written in self._write(compose, [mail])]
            self._give_up(mails[0], error)
            return []

    def _reach_server(self) -> None:
        """Makes sure that the server is on the line; lets go of what is in hand when it isn't."""
        try:
            if self.line.is_cut:  # nobody holds on to the mails any more
                raise smtp.TryLaterError("cut off")
            self.line.open()
        except smtp.TryLaterError:
            self._held().update(lease_until=None, attempts_before=F("attempts_before") + 1)
            raise

    def _send(self, mail: Mail) -> None:
        try:
            mail._send(self.line, self._kept(mail), self.patience)
        except Exception as error:  # the next one is no worse for it
            self._give_up(mail, error)

    def _give_up(self, mail: Mail, error: Exception) -> None:
        """A bug is no reason to forget the mail, nor to try it without pause."""
        log.error("mail %s", mail.pk, exc_info=error)
        mail._postpone(type(error).__name__)

    @contextmanager
    def _kept(self, mail: Mail) -> Iterator[None]:
        """While this one is being sent, the line is cut when it isn't ours any more."""
        self.keeper.start_anew()
        self.sending = mail
        try:
            yield
        finally:
            self.sending = None

    def _renew(self) -> bool:
        """Holds on to what is in hand; says whether the one that is being sent is still ours."""
        mail = self.sending
        self._held().update(lease_until=lease())
        return mail is None or mail._is_ours() or self.sending is not mail

    def _held(self) -> MailQuerySet:
        """Those that are not settled, and that nobody has taken over."""
        claims = [Q(pk=mail.pk, attempt=mail.attempt) for mail in self.mails]
        return Mail.objects.filter(OPEN, reduce(or_, claims), lease_until__isnull=False)
