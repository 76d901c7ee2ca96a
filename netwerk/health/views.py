from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError

from netwerk.health.models import Heartbeat

LATE = timedelta(seconds=90)
BROKER_WAIT = 2  # seconds


@require_safe
@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat are all well; 503 and what is wrong otherwise."""
    parts = {"database": _database(), "broker": _broker()} | _heartbeats()
    well = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _broker() -> dict[str, object]:
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_WAIT) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_WAIT)
    except (OperationalError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _heartbeats() -> dict[str, dict[str, object]]:
    now = timezone.now()
    try:
        beats = Heartbeat.objects.in_bulk(["worker", "beat"])
    except DatabaseError as error:
        return {name: {"ok": False, "error": type(error).__name__} for name in ("worker", "beat")}
    return {name: _heartbeat(beats.get(name), now) for name in ("worker", "beat")}


def _heartbeat(beat: Heartbeat | None, now: datetime) -> dict[str, object]:
    if beat is None:
        return {"ok": False, "age_seconds": None}
    age = beat.age(now)
    return {"ok": age < LATE, "age_seconds": round(age.total_seconds(), 1)}
