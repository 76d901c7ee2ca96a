"""Relationships over the years: one view of the database over all ledgers, read newest first.

A new ledger adds a branch: to the SQL in sql.py, to BRANCHES in models.py, and a template that shows it. Knows of
the ledgers below; nothing of nudges.
"""
