"""`make up`: three processes that start, and end, as one."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from tests.machine import PATIENCE, ROOT, Place, bare, eventually, manage

TOGETHER = """
import os, sys
from netwerk import local
from netwerk.local import processes
if __name__ == "__main__":
    port = local.free_port(os.environ)
    wait = [sys.executable, "-c", "import time; time.sleep(600)"]
    web = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    sys.exit(processes.run(port, {"web": web, "worker": wait, "beat": wait}, "All is well"))
"""

ALL = ("web started", "worker started", "beat started", "All is well")


class Up:
    """Web server, worker and beat run together, in a process group of their own as from a terminal."""

    def __init__(self, command: list[str], environ: dict[str, str], output: Path) -> None:
        self.output = output
        with output.open("w") as out:
            self.process = psutil.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdout=out,
                stderr=out,
                process_group=0,
                stdin=subprocess.DEVNULL,
            )
        self.family: list[psutil.Process] = []

    def wait_for(self, words: str) -> None:
        eventually(lambda: words in self.text or self.process.poll() is not None, f"it says {words}")
        assert words in self.text, self.text
        self.family = [self.process, *self.process.children(recursive=True)]

    @property
    def text(self) -> str:
        return self.output.read_text()

    def child(self, name: str) -> psutil.Process:
        """The process that honcho started as `name`."""
        pid = self.text.split(f"{name} started (pid=")[1].split(")")[0]
        return psutil.Process(int(pid))

    def is_gone(self) -> None:
        """Nothing of it is left."""
        _gone, alive = psutil.wait_procs(self.family, timeout=PATIENCE)
        assert not alive, f"{alive}\n{self.text}"

    def end(self) -> None:
        for process in [*self.family, self.process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


@pytest.fixture
def port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def together(tmp_path: Path, port: str) -> Iterator[Callable[[], Up]]:
    """Starts stand-ins for the three, through the code that runs the real ones."""
    ups = []

    def start(before: str = "", wait_for: Sequence[str] = ALL) -> Up:
        script = tmp_path / "together.py"
        script.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{before}\n{TOGETHER}")
        ups.append(Up([sys.executable, str(script)], bare(tmp_path, PORT=port), tmp_path / f"{len(ups)}.txt"))
        for words in wait_for:
            ups[-1].wait_for(words)
        return ups[-1]

    yield start
    for up in ups:
        up.end()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_a_signal_ends_them_all(together: Callable[[], Up], sign: signal.Signals) -> None:
    up = together()
    up.process.send_signal(sign)
    up.is_gone()
    assert "Traceback" not in up.text


@pytest.mark.parametrize("name", ["web", "worker"])
def test_when_one_ends_all_end_and_it_is_named(together: Callable[[], Up], name: str) -> None:
    up = together()
    up.child(name).kill()
    up.is_gone()
    assert f"{name} ended, so everything ends" in up.text


def test_what_cannot_even_begin_does_not_hang(together: Callable[..., Up]) -> None:
    stillborn = (
        "import os; from netwerk.local import processes; processes._Tethered.run = lambda *_: os._exit(3)"
    )
    up = together(stillborn, wait_for=["ended, so everything ends"])
    up.is_gone()


def kill_group(up: Up) -> None:
    os.killpg(up.process.pid, signal.SIGKILL)


def kill_manager(up: Up) -> None:
    up.process.kill()


def kill_keeper(up: Up) -> None:
    up.child("worker").parent().kill()


def kill_namesakes(up: Up) -> None:
    """As `pkill -9 -f` does: the manager and its three keepers."""
    for process in [up.process, *up.process.children()]:
        process.kill()


# As on a system that isn't Linux: a process does not hear of its parent's end, and is not begun by a fork.
PLAIN = """
import multiprocessing
from netwerk.local import processes
multiprocessing.set_start_method("spawn", force=True)
processes._end_with_parent = None
"""


@pytest.mark.parametrize(
    ("kill", "system"),
    [
        *((kill, "") for kill in (kill_group, kill_manager, kill_keeper)),
        *((kill, PLAIN) for kill in (kill_group, kill_manager, kill_keeper)),
        *([(kill_namesakes, "")] if sys.platform == "linux" else []),
    ],
    ids=lambda value: value.__name__ if callable(value) else "plain" if value else sys.platform,
)
def test_no_kill_leaves_anything(
    together: Callable[..., Up], kill: Callable[[Up], None], system: str
) -> None:
    up = together(system)
    kill(up)
    up.is_gone()
    together().process.send_signal(signal.SIGINT)  # on the same port


def test_a_taken_port_is_told_with_the_way_out(place: Place, port: str) -> None:
    with socket.create_server(("127.0.0.1", int(port))):
        run = manage(place.var, "up", PORT=port)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"Port {port} is taken by another program: try `make up PORT={int(port) + 1}`.\n"
    assert list(place.var.iterdir()) == []


def test_up_is_up_and_ctrl_c_ends_it(place: Place, port: str, tmp_path: Path) -> None:
    environ = bare(place.var, PORT=port, STATIC_ROOT=os.environ["STATIC_ROOT"])  # collected already
    up = Up([sys.executable, "manage.py", "up"], environ, tmp_path / "up.txt")
    try:
        up.wait_for("Netwerk is at")
        with urlopen(f"http://localhost:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert "/accounts/signup/" in up.text
        assert str(place.var / "mail") in up.text
        os.killpg(up.process.pid, signal.SIGINT)
        up.is_gone()
        assert place.servers() == {}
        assert "Traceback" not in up.text
    finally:
        up.end()
