"""Whom a refusal for good is about: the address, or something else that another mail may not meet. Pure.

RFC 5321 gives the code, RFC 3463 (and its registry) the three numbers that most servers say after it.
"""

import re

ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS, MAILBOX = 1, 2  # the subjects of RFC 3463 that tell of the address
# Of these two subjects, what is said of the sender (5.1.7, 5.1.8), of the route (5.1.9) or of the message
# (5.2.3, too long).
NOT_THE_ADDRESS = {(1, 7), (1, 8), (1, 9), (2, 3)}
# What a server that says no more means by refusing the recipient: no mailbox, not here, no such name, and
# (RFC 7504) a domain that takes no mail. Not 552 and 554, which are also said of too much and of policy.
PLAIN = {550, 551, 553, 556}


def is_about_address(command: str, code: int, text: str) -> bool:
    """Whether `code` and `text`, said for good, mean that the receiver's address takes no mail at all.

    `command` is what they answer: MAIL (then they are about the sender), RCPT, or DATA: after the message
    itself only the three numbers can tell.
    """
    if command == "MAIL":
        return False
    if told := ENHANCED.match(text):
        subject, detail = int(told[1]), int(told[2])
        return subject in (ADDRESS, MAILBOX) and (subject, detail) not in NOT_THE_ADDRESS
    return command == "RCPT" and code in PLAIN
