"""Dated reasons to get in touch, and the digest that carries a day's nudges by mail.

A nudge is a row, written in the transaction of what caused it. Delivery is netwerk.mail's ledger: here it is
only decided who gets a digest when, and what it says.
"""
