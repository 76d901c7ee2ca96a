"""Relationships over the years: one view of the database over all ledgers, read newest first.

A new ledger adds a branch: to the SQL in sql.py, to Branch in models.py, and to ledgers.py how its rows are
loaded and which template shows one. Knows of the ledgers below; nothing of nudges.
"""
