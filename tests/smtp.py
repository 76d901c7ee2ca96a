"""A real SMTP server that counts what it accepts, and misbehaves when told to."""

import asyncio
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Trouble = Callable[[SMTP], Awaitable[str]]


class PostOffice:
    """The server: `messages` are those it took the responsibility for.

    It can misbehave at the stages EHLO, MAIL, RCPT, DATA, KEPT (the message is accepted, the client not yet
    told) and QUIT.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)
        self.arrived = threading.Event()  # somebody hangs
        self.released: Future[None] = Future()

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def say(self, stage: str, reply: str, times: int = 1) -> None:
        """Answers the next `times` commands of that stage with `reply`."""

        async def saying(server: SMTP) -> str:
            return reply

        self.troubles[stage].extend([saying] * times)

    def cut(self, stage: str) -> None:
        """Drops the line instead of the next answer of that stage."""

        async def cutting(server: SMTP) -> str:
            assert server.transport is not None
            server.transport.abort()
            raise ConnectionResetError

        self.troubles[stage].append(cutting)

    def hang_up(self, *, for_good: bool = False) -> None:
        """Takes the next message, says so, and ends the conversation; `for_good`: has no other, either."""

        async def hanging_up(server: SMTP) -> str:
            assert server.transport is not None
            await server.push("250 kept")
            await server.push("421 4.3.2 Closing")
            server.transport.close()
            if for_good:
                self.cut("EHLO")
                self.cut("EHLO")  # smtplib tries HELO next, on a line that is gone
            raise ConnectionResetError

        self.troubles["KEPT"].append(hanging_up)

    def hang(self, stage: str) -> None:
        """Says nothing at the next command of that stage until `release`; then goes on as usual."""

        async def hanging(server: SMTP) -> str:
            self.arrived.set()
            await asyncio.wrap_future(self.released)
            return ""

        self.troubles[stage].append(hanging)

    def release(self) -> None:
        if not self.released.done():
            self.released.set_result(None)

    async def _trouble(self, stage: str, server: SMTP) -> str:
        return await self.troubles[stage].popleft()(server) if self.troubles[stage] else ""

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        reply = await self._trouble("EHLO", server)
        return [reply] if reply else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._trouble("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := await self._trouble("RCPT", server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if reply := await self._trouble("DATA", server):
            return reply
        assert isinstance(envelope.content, bytes)
        self.messages.append(BytesParser(policy=modern).parsebytes(envelope.content))
        return await self._trouble("KEPT", server) or "250 kept"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return await self._trouble("QUIT", server) or "221 Bye"


class Server(Controller):
    """Listens on a port that the system chose, so that tests never meet each other's."""

    def __init__(self, office: PostOffice) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        super().__init__(office, hostname="127.0.0.1", port=self.listener.getsockname()[1])

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listener)


@contextmanager
def post_office(settings: Any) -> Iterator[PostOffice]:
    """A server that the app's mail goes to while the block lasts. `settings` is pytest-django's fixture."""
    office = PostOffice()
    server = Server(office)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    try:
        yield office
    finally:
        office.release()
        server.stop()
