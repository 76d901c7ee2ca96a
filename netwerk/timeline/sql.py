"""The SQL of the timeline's two views. It stands here only.

A migration that changes a column under a view runs DROP before and create() after. PostgreSQL answers "newest
first" by merging the (owner, day desc, id desc) index of each ledger: a page is read, however long the list.
The number of a ledger tells the ledgers apart, and orders two rows that have day and id in common.
"""

from collections.abc import Iterable

# Number, table: what a timeline of everything merges.
EVERYBODY = (
    (1, "encounter"),
    (2, "note"),
    (3, "introduction"),
    (4, "favour"),
    (5, "need"),
    (6, "offer"),
)
# Number, table, and the column of a contact: a ledger with several people has a branch for each place.
CONTACT = (
    (1, "participation", "contact"),
    (2, "note", "contact"),
    (3, "introduction", "first"),
    (3, "introduction", "second"),
    (3, "introduction", "through"),
    (4, "favour", "giver"),
    (4, "favour", "receiver"),
    (5, "need", "contact"),
    (6, "offer", "contact"),
)

DROP = """
DROP VIEW IF EXISTS netwerk_contact_moment;
DROP VIEW IF EXISTS netwerk_moment;
"""


def create(last: int) -> str:
    """Both views over the ledgers up to the number `last`: those that there are when a migration runs."""
    everybody = [
        f"SELECT owner_id, day, id, {number} AS branch FROM netwerk_{table}"  # noqa: S608  # our own names
        for number, table in EVERYBODY
        if number <= last
    ]
    contact = [
        f"SELECT owner_id, {who}_id AS contact_id, day, id, {number} AS branch FROM netwerk_{table}"  # noqa: S608
        for number, table, who in CONTACT
        if number <= last
    ]
    return _view("netwerk_moment", everybody) + _view("netwerk_contact_moment", contact)


def _view(name: str, branches: Iterable[str]) -> str:
    return f"CREATE VIEW {name} AS\n" + "\nUNION ALL\n".join(branches) + ";\n"
