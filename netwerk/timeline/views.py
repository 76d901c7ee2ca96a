from django.http import HttpResponse
from django.views.decorators.http import require_safe

from netwerk.accounts.requests import UserRequest
from netwerk.timeline import reading
from netwerk.web import page


@require_safe
def all_(request: UserRequest) -> HttpResponse:
    """Everything with everybody, newest first; `year` begins with the end of that year."""
    years = reading.years(request.user)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    timeline = reading.with_everybody(request.user, request.GET.get("after", ""), year)
    context = {"timeline": timeline, "years": years, "year": year}
    return page(request, "timeline/all.html", context, part="years")
