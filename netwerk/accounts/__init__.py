"""Who uses Netwerk: the user with their language, time zone and digest hours, and what it means to own a row.

Knows nothing of contacts or of anything above them.
"""
