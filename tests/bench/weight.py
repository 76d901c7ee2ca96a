"""What a first visit to a page loads."""

import re
from urllib.parse import urljoin, urlsplit

from tests.bench.client import ZIPPED, Connection

LOADS = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
IN_CSS = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s]+)""")


def first_visit(connection: Connection, path: str) -> dict[str, int]:
    """The bytes of the page and of everything it loads, by address, compressed as served."""
    weights: dict[str, int] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop()
        if address in weights or address.startswith(("data:", "http")):
            continue
        weights[address] = len(connection.get(address, **ZIPPED).body)
        text = connection.get(address).body.decode("utf-8", "replace")
        found = LOADS.findall(text) if address == path else IN_CSS.findall(text) if ".css" in address else []
        waiting += [urlsplit(urljoin(address, one)).path if ":" not in one else one for one in found]
    return weights
