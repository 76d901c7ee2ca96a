"""An HTTP client that costs next to nothing: it runs on the machine that it measures."""

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.network import EMAIL, PASSWORD

ZIPPED = {"Accept_Encoding": "gzip, br"}  # as every browser asks
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    status: int
    head: str
    body: bytes

    def headers(self, name: str) -> list[str]:
        """The values of the headers of this name."""
        return re.findall(rf"(?im)^{name}: *(.*?)\r?$", self.head)


@dataclass
class Connection:
    """A connection that is kept open, and its cookies. Timed code calls `ask` with a request made before."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: socket.socket | None = None

    def request(self, method: str, path: str, body: str = "", **headers: str) -> bytes:
        """A request, ready to be sent."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines.append(f"Content-Length: {len(body.encode())}")
            lines.append("Content-Type: application/x-www-form-urlencoded")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def ask(self, request: bytes) -> Answer:
        """Sends a request and reads the answer."""
        if self.line is None:
            self.line = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.sendall(request)
        received = self.line.recv(65536)
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head.decode("latin-1"), body)
        length = int((answer.headers("content-length") or ["0"])[0])
        parts, got = [body], len(body)
        while got < length:
            parts.append(self._more())
            got += len(parts[-1])
        answer.body = b"".join(parts)
        return answer

    def close(self) -> None:
        if self.line:
            self.line.close()
            self.line = None

    def get(self, path: str, **headers: str) -> Answer:
        """The answer over a new line: the server may have hung up since the last one."""
        self.close()
        return self.ask(self.request("GET", path, **headers))

    def sign_in(self) -> None:
        """Signs in through the page, as everybody does."""
        page = self._keep_cookies(self.get("/accounts/login/"))
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
        answer = self._keep_cookies(self.ask(self.request("POST", "/accounts/login/", urlencode(form))))
        if "sessionid" not in self.cookies:
            raise SystemExit(f"The bench can't sign in: {answer.status} {answer.body[:2000]!r}")

    def _keep_cookies(self, answer: Answer) -> Answer:
        for cookie in answer.headers("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def _more(self) -> bytes:
        assert self.line
        received = self.line.recv(65536)
        if not received:
            raise ConnectionError("the server hung up halfway")
        return received


def token(page: Answer) -> str:
    """The token of the form on a page."""
    found = TOKEN.search(page.body)
    assert found, page.body
    return found[1].decode()
