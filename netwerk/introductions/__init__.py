"""Two contacts brought together: whom was asked, who said yes, and how it went.

Knows nothing of favours, its sibling: what one of them led to is told by chains.
"""
