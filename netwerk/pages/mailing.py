"""Settings, Mail: whether mail works, every mail that there was, and a digest at once."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from netwerk.accounts.models import User
from netwerk.accounts.requests import UserRequest
from netwerk.health.alarm import look_beside
from netwerk.health.lateness import late_since
from netwerk.mail import blocks
from netwerk.mail.blocks import block_of
from netwerk.mail.models import Mail
from netwerk.nudges import asking
from netwerk.nudges.last_run import last_run
from netwerk.nudges.mailed import Digest
from netwerk.web import is_narrow, page, read_slice

LINES = 30


@require_safe
def mail(request: UserRequest) -> HttpResponse:
    """Whether mail works; and every mail that was sent to the user, or should have been, the newest first."""
    mails = Mail.objects.of(request.user).defer("text", "html", "headers")
    slice_ = read_slice(mails, ("-id",), request.GET.get("after", ""), LINES)
    context: dict[str, Any] = {"mails": slice_.items, "more": slice_.next}
    if not is_narrow(request):
        look_beside()
        context |= _how_it_is(request.user, timezone.now())
    return page(request, "pages/mailing.html", context, part="lines")


@require_POST
def mail_now(request: UserRequest) -> HttpResponse:
    """Sends at once what is due, and says what came of it."""
    if block := block_of(request.user):
        messages.warning(request, gettext("Mail to %(to)s is paused.") % {"to": block.address})
    else:
        _send_now(request)
    return redirect("pages.mail")


@require_POST
def mail_again(request: UserRequest) -> HttpResponse:
    """The user says that mail to their address will arrive again: tries, with what is due."""
    blocks.lift(request.user.pk, request.user.email)
    _send_now(request)
    return redirect("pages.mail")


def _how_it_is(user: User, now: datetime) -> dict[str, Any]:
    newest = Digest.objects.of(user).newest()
    return {
        "now": now,
        "run": last_run(user),
        "late_since": late_since(now),
        "paused": block_of(user),
        "seen": newest.pk if newest else "",
    }


def _send_now(request: UserRequest) -> None:
    try:
        digest = asking.send_now(request.user, request.POST.get("seen", ""), timezone.now())
    except asking.TooManyError:
        messages.warning(request, gettext("That is enough for one day. Everybody who is due is on Today."))
        return
    if digest is None:
        messages.info(request, gettext("Nobody is due now, so there is nothing to send."))
        return
    level = messages.SUCCESS if digest.mail.sent_at else messages.WARNING
    messages.add_message(request, level, _what_came_of_it(digest.mail))


def _what_came_of_it(mail: Mail) -> str:
    """In one sentence, how far a digest is that the user waits for."""
    words = gettext(mail.error) if mail.error else "…"  # "" means something to gettext
    told = {"to": mail.to, "words": words, "at": _moment(mail.sent_at or mail.due_at)}
    match mail.state:
        case "sent":
            text = gettext("Your digest was sent to %(to)s on %(at)s.")
        case "failed":
            text = gettext("The mail server refused your digest to %(to)s: “%(words)s”")
        case "again":
            text = gettext("Your digest waits until %(at)s: the mail server said “%(words)s”.")
        case "dropped":
            text = gettext("Nobody is due any more, so nothing was sent.")
        case "due" if mail.due_at > timezone.now():
            text = gettext("Your digest waits until %(at)s.")
        case _:
            text = gettext("Your digest is on its way to %(to)s.")
    return text % told


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
