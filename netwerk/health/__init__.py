"""Is it running? Heartbeats, the two addresses that machines ask, and the mail to whoever runs the site.

Knows of mail, and of nothing above.
"""
