"""The clock: a page and the floor in turns."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.client import ZIPPED, Connection

BLOCK = 10  # requests before it is the other's turn, or 4 of each connection where they are many
WARM_UP = 3  # requests of a connection that do not count
SECONDS = 4.0  # for a page, its floor with it
TURNS = 3  # at least

Ask = Callable[[Connection], bytes]


@dataclass(frozen=True)
class Timing:
    """Seconds that a page took, and the floor beside it."""

    page: list[float]
    floor: list[float]

    def __str__(self) -> str:
        return f"{self.p50 * 1000:.1f} ms, {self.ratio:.2f} × the floor"

    @property
    def p50(self) -> float:
        return median(self.page)

    @property
    def p95(self) -> float:
        return quantiles(self.page, n=20)[-1]

    @property
    def ratio(self) -> float:
        """To the floor."""
        return self.p50 / median(self.floor)


def floor(connection: Connection) -> bytes:
    """The request for the emptiest page a signed-in user can get."""
    return connection.request("GET", "/floor/", **ZIPPED)


def measure(connections: list[Connection], ask: Ask, statuses: tuple[int, ...]) -> Timing:
    """Times the page that `ask` makes requests for, on all connections at once.

    Floor, page, page, floor: what slows the machine down for a while slows down both. A block is all floor or
    all page, or requests of one would wait for those of the other.
    """
    timing = Timing([], [])
    size = BLOCK if len(connections) == 1 else 4
    with ThreadPoolExecutor(len(connections)) as pool:

        def block(one: Ask, expected: tuple[int, ...], size: int) -> list[float]:
            runs = pool.map(lambda connection: _run(connection, one, expected, size), connections)
            return [seconds for run in runs for seconds in run]

        block(floor, (200,), WARM_UP)
        block(ask, statuses, WARM_UP)
        end, turns = time.monotonic() + SECONDS, 0
        while turns < TURNS or time.monotonic() < end:
            timing.floor.extend(block(floor, (200,), size))
            timing.page.extend(block(ask, statuses, size))
            timing.page.extend(block(ask, statuses, size))
            timing.floor.extend(block(floor, (200,), size))
            turns += 1
    return timing


def _run(connection: Connection, ask: Ask, expected: tuple[int, ...], size: int) -> list[float]:
    seconds = []
    for request in [ask(connection) for _ in range(size)]:
        start = time.perf_counter()
        answer = connection.ask(request)
        seconds.append(time.perf_counter() - start)
        if answer.status not in expected:
            raise SystemExit(f"{answer.status} for {request[:300]!r}: {answer.body[:2000]!r}")
    return seconds
