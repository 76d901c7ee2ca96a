"""The web server, as the image starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.bench.client import Connection

ROOT = Path(__file__).resolve().parents[2]
STARTUP = 30  # seconds
MEGABYTE = 1024 * 1024


class WebServer:
    """The server, running."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def memory(self) -> float:
        """What the largest worker holds in memory (RSS), in MB."""
        workers = psutil.Process(self.process.pid).children()
        return max(worker.memory_info().rss for worker in workers) / MEGABYTE


@contextmanager
def serve(database_url: str, port: int, log: Path) -> Iterator[WebServer]:
    """Runs the web server on `database_url` while the context lasts."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:netwerk.gunicorn"]
    # A worker that is replaced halfway would be measured as a slow page.
    command += ["--bind", f"127.0.0.1:{port}", "--max-requests", "0", "netwerk.wsgi"]
    with log.open("ab") as out:
        environ = os.environ | {"DATABASE_URL": database_url}
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out)
    try:
        _wait(process, port, log)
        yield WebServer(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTUP
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Connection(port).get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The web server does not start: {log} tells why.")
