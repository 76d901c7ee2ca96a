"""Networks to look at: a handwritten one of 65 people, and one as large as you like, made by dice.

It writes into every ledger, so it stands as high as pages; nothing imports it but its command.
"""
