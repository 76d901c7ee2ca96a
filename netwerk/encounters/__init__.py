"""Meetings on a day: who was there, what was heard, and the page to log a whole borrel from a phone.

Knows of contacts; nothing of timelines, and of nudges only those that refer to a meeting when it is shown.
"""
