"""Who did what for whom, and what was promised.

Knows nothing of introductions, its sibling: what one of them led to is told by chains.
"""
