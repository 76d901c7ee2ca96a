"""The people in a network: contacts, ways to reach them, circles, photos, notes, and who looks like whom.

Knows of accounts only; nothing of encounters, timelines or nudges.
"""
