"""What came, beside what should have come."""

import contextlib
from collections import Counter, defaultdict
from typing import NamedTuple

from netwerk.accounts.models import User
from netwerk.nudges.mailed import undelivered
from tests.faults.site import LATE, MOST_TICKS, TICK, Kept, Site


class Row(NamedTuple):
    """A fault: how often it was done, and what became of the digests."""

    fault: str
    runs: int
    sent: int
    lost: int
    doubled: int
    late: int


class Tally:
    """Counts the messages to `users`, each of whom should get `each`; `strange` are more than that."""

    def __init__(self, site: Site, users: list[User], each: int = 1) -> None:
        self.site, self.users, self.each = site, users, each
        self.ids: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.late = 0

    def hang_all(self, count: int, stage: str) -> list[User]:
        """New users, the digest of each of whom hangs in the mail server at `stage`."""
        users = self.site.crowd(count)
        self.users += users
        self.site.office.behave(**{stage: {"do": "hang"}})
        self.site.tick()
        self.site.wait(lambda: self.site.office.met() == count, f"all hang at {stage}")
        return users

    def read(self) -> list[Kept]:
        """Reads what came since it was last read."""
        came = self.site.office.kept()
        for message_id, recipient, _ in came:
            self.ids[recipient][message_id] += 1
        return came

    @property
    def missing(self) -> int:
        """Digests that have not come, and of which the user isn't told that they won't."""
        short = {user: self.each - len(self.ids[user.email]) for user in self.users}
        return sum(count for user, count in short.items() if count > 0 and not self._told(user))

    @property
    def strange(self) -> int:
        return sum(max(0, len(self.ids[user.email]) - self.each) for user in self.users)

    @property
    def copies(self) -> int:
        return sum(count - 1 for user in self.users for count in self.ids[user.email].values())

    def _told(self, user: User) -> bool:
        return undelivered(user) is not None

    def conclude(self) -> None:
        """The fault is over. Counts what two ticks don't bring as late, and gives up after ten.

        At the end all is given to the workers once more: what is sent must not be sent again.
        """
        self.site.rest()  # some may still be at work, and wait for what has just come back
        for number in range(MOST_TICKS):
            self.site.pass_time()
            self.site.tick()
            self.site.rest()
            self.read()
            if number == LATE - 1:
                self.late += self.missing
            if not self.missing:
                break
        self.site.hint_again(self.users)
        self.site.tick()
        self.site.rest()
        self.read()

    def watch(self, over: float) -> None:
        """The same, where a real beat ticks: by the clock, from the moment when the fault was `over`."""
        came: list[Kept] = []

        def all_came() -> bool:
            came.extend(self.read())
            return not self.missing

        with contextlib.suppress(AssertionError):  # what is missing is counted
            self.site.wait(all_came, "every digest", seconds=MOST_TICKS * TICK)
        self.late += self.missing + sum(at > over + LATE * TICK for *_, at in came)

    def row(self, fault: str, runs: int) -> Row:
        """The count, at the end."""
        sent = sum(len(self.ids[user.email]) for user in self.users)
        return Row(fault, runs, sent, self.missing, self.copies + self.strange, self.late)
