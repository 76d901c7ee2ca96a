"""Sends a mail at once, for a page that somebody waits for; else the worker does."""

from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from netwerk.mail.content import Content
from netwerk.mail.models import PROMPT, Mail


def post(*, owner: AbstractBaseUser | None, kind: str, to: str, content: Content, secret: str = "") -> Mail:
    """Writes a mail and sends it once the transaction around it, if any, is committed.

    `secret` is a part of the text (a one-time link) that is blanked in the ledger once the mail is settled.
    When the server can't take the mail now, or not quickly, the worker tries again.
    """
    mail = Mail.objects.create(
        owner_id=owner.pk if owner else None,
        kind=kind,
        to=to,
        secret=secret,
        subject=content.subject[:300],
        text=content.text,
        html=content.html,
        headers=dict(content.headers),
    )
    transaction.on_commit(partial(mail.deliver, patience=PROMPT), robust=True)
    return mail
