"""The SQL of the timeline's two views. It stands here only.

A migration that changes a column under a view runs DROP before and CREATE after. PostgreSQL answers "newest
first" by merging the (owner, day desc, id desc) index of each ledger: a page is read, however long the list.
`branch` tells the ledgers apart, and orders two rows that have day and id in common.
"""

CREATE = """
CREATE VIEW netwerk_moment AS
    SELECT owner_id, day, id, 1 AS branch FROM netwerk_encounter
    UNION ALL
    SELECT owner_id, day, id, 2 AS branch FROM netwerk_note;
CREATE VIEW netwerk_contact_moment AS
    SELECT owner_id, contact_id, day, id, 1 AS branch FROM netwerk_participation
    UNION ALL
    SELECT owner_id, contact_id, day, id, 2 AS branch FROM netwerk_note;
"""

DROP = """
DROP VIEW IF EXISTS netwerk_contact_moment;
DROP VIEW IF EXISTS netwerk_moment;
"""
