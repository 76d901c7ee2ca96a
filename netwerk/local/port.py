"""Where the web server of this machine listens."""

import errno
import socket
from collections.abc import Mapping

from netwerk.local.server import StartError

HOST = "127.0.0.1"


def free_port(environ: Mapping[str, str]) -> int:
    """The port that PORT says (default 8000). StartError, with the way out, when that is none or taken."""
    value = environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise StartError(f"PORT={value} is not a port number: try `make up PORT=8001`.")
    port = int(value)
    with socket.socket() as other, socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that linger are no hindrance
        try:
            # On macOS one may bind to an address beside who listens on all of them.
            if other.connect_ex((HOST, port)) == 0:
                raise OSError(errno.EADDRINUSE, "taken")
            ours.bind((HOST, port))
        except OSError as error:
            why = "taken by another program" if error.errno == errno.EADDRINUSE else "not ours to use"
            raise StartError(
                f"Port {port} is {why}: try `make up PORT={port + 1 if port < 65535 else 8000}`."
            ) from error
    return port
