"""What came of what: the ground that favours and introductions share, and the chains that they make.

Knows of contacts, encounters and needs; of favours and introductions only the tables, by their names.
"""
