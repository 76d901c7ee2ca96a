"""Mail as rows: written first, sent after, and never forgotten. Knows of SMTP; of nothing above.

`post` writes a mail and sends it as soon as the transaction is committed. A kind of mail whose text is only
known at the last moment (the digest) writes the row and calls `Mail.deliver` with a function that composes
it.
"""
