from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from netwerk.mail.models import Mail
from netwerk.web import page


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: its delivery, and the text as sent."""
    mail = get_object_or_404(Mail.objects.of(request.user), pk=pk)
    return page(request, "mail/show.html", {"mail": mail})
