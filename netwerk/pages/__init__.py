"""What crosses several packages: today, one contact whole, the log of an evening.

Nothing imports it but urls.
"""
