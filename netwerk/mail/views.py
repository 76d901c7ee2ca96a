from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from netwerk.mail.models import Mail
from netwerk.web import page, read_slice

LINES = 30


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """Every mail that was sent to the user, or should have been, the newest first."""
    mails = Mail.objects.of(request.user).defer("text", "html", "headers")
    slice_ = read_slice(mails, ("-id",), request.GET.get("after", ""), LINES)
    context = {"mails": slice_.items, "more": slice_.next, "now": timezone.now()}
    return page(request, "mail/list.html", context, part="lines")


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: its delivery, and the text as sent."""
    mail = get_object_or_404(Mail.objects.of(request.user), pk=pk)
    return page(request, "mail/show.html", {"mail": mail})
