"""A mail server in a process of its own, that counts every message and misbehaves when told to.

`python -m tests.faults.office` prints its two ports as JSON: that of SMTP, and that on which it is told what
to do, a line of JSON each. It ends when its standard input does.

Stages: CONNECT, EHLO, MAIL, RCPT, DATA (the word), HALF (in the middle of the message), DOT (all of it is
there, none of it kept), KEPT (it is kept, and nobody told). What may be done there: `say` a refusal, `hang`,
`cut` the line, or be `slow` for some seconds and go on. With `only`, it is done to some recipients, from RCPT
on.
"""

import asyncio
import json
import os
import sys
import time
from asyncio import StreamReader, StreamWriter
from email.parser import BytesHeaderParser
from typing import Any

ORDINARY = {"EHLO": "250 office", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 Go on", "KEPT": "250 Kept"}
LIMIT = 2**20  # bytes of a line


class CutError(Exception):
    """The line is to be dropped."""


class Office:
    """What it keeps: who got which message when, in order. `trouble` is how it behaves at each stage."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, float]] = []
        self.trouble: dict[str, dict[str, Any]] = {}
        self.met = 0  # how often there was trouble

    async def control(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Does what the lines say; answers each with a line."""
        while line := await reader.readline():
            order = json.loads(line)
            if "behave" in order:
                self.trouble, self.met = order["behave"], 0
            answer = {"kept": self.kept[order.get("since", 0) :], "met": self.met}
            writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async def smtp(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One conversation."""
        try:
            await Conversation(self, reader, writer).hold()
        except (CutError, ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
        else:
            writer.close()

    async def behave(self, stage: str, recipient: str = "") -> str:
        """Does what it was told to do at this stage; gives what to say instead of the ordinary, or ""."""
        trouble = self.trouble.get(stage)
        if not trouble or trouble.get("only", "") not in recipient:
            return ""
        self.met += 1
        match trouble["do"]:
            case "cut":
                raise CutError
            case "hang":
                while self.trouble.get(stage) is trouble:
                    await asyncio.sleep(0.05)
            case "slow":
                await asyncio.sleep(trouble["seconds"])
        return str(trouble.get("say", ""))


class Conversation:
    """What one client says, and is answered."""

    def __init__(self, office: Office, reader: StreamReader, writer: StreamWriter) -> None:
        self.office, self.reader, self.writer = office, reader, writer
        self.recipient = ""

    async def hold(self) -> None:
        self.say(await self.office.behave("CONNECT") or "220 office ESMTP")
        while line := await self.reader.readline():
            word, _, rest = line.decode().strip().partition(" ")
            word = {"HELO": "EHLO"}.get(word.upper(), word.upper())
            if word == "QUIT":
                self.say("221 Bye")
                return
            if word == "RCPT":
                self.recipient = rest.partition("<")[2].partition(">")[0]
            if word not in ("EHLO", "MAIL", "RCPT", "DATA"):
                self.say("250 OK" if word in ("RSET", "NOOP") else "502 No such word")
                continue
            trouble = await self.office.behave(word, self.recipient)
            self.say(trouble or ORDINARY[word])
            if word == "DATA" and not trouble:
                await self.take()

    def say(self, reply: str) -> None:
        self.writer.write(reply.encode() + b"\r\n")

    async def take(self) -> None:
        """Reads a message and keeps it."""
        lines = [await self.reader.readuntil(b"\n")]
        await self.office.behave("HALF", self.recipient)
        while (line := await self.reader.readuntil(b"\n")) != b".\r\n":
            lines.append(line)
        if trouble := await self.office.behave("DOT", self.recipient):
            self.say(trouble)
            return
        message_id = BytesHeaderParser().parsebytes(b"".join(lines))["Message-ID"]
        self.office.kept.append((str(message_id), self.recipient, time.time()))
        self.say(await self.office.behave("KEPT", self.recipient) or ORDINARY["KEPT"])


async def main() -> None:
    office = Office()
    smtp = await asyncio.start_server(office.smtp, "127.0.0.1", 0, limit=LIMIT)
    control = await asyncio.start_server(office.control, "127.0.0.1", 0, limit=LIMIT)
    print(json.dumps([server.sockets[0].getsockname()[1] for server in (smtp, control)]), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
