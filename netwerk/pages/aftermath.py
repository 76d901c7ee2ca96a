"""What came of a meeting: the favours and introductions that name it as what led to them, and further."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.chains.causes import key_of
from netwerk.chains.reading import chain_of
from netwerk.encounters.models import Encounter
from netwerk.web import page


@require_safe
def came_of_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """A page of it, and the piece that the page of the meeting fetches: meetings know of no favours."""
    encounter = get_object_or_404(Encounter.objects.of(request.user), pk=pk)
    context = {"encounter": encounter, "chain": chain_of(request.user, encounter), "key": key_of(encounter)}
    return page(request, "pages/came_of_meeting.html", context, part="chain")
