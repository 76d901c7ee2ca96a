"""The calendar that other programs may follow: nudges, yearly days and planned meetings behind a secret link.

It only reads what other packages keep; of its own it has the link.
"""
