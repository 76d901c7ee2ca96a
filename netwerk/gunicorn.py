"""How gunicorn serves the site in production: `gunicorn --config python:netwerk.gunicorn netwerk.wsgi`.

WEB_CONCURRENCY (gunicorn's own variable) sets the number of processes, WEB_THREADS that of threads in each.
"""

import gc
import os
from importlib import import_module
from pathlib import Path
from typing import Any

bind = "0.0.0.0:8000"  # in a container, whose ports are opened from outside
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Loads the app once and forks: saves memory, and a missing setting ends the server with one sentence.
preload_app = True
timeout = 60  # seconds without a sign of life from a worker, however long its requests take
keepalive = 75  # seconds: longer than a reverse proxy keeps its connection, so that it is never cut halfway
max_requests, max_requests_jitter = 20_000, 2_000  # a leak in some library ends here
control_socket_disable = True
# The sign of life of a worker is a file: on a disk, a slow write would look like a worker that hangs.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # gunicorn makes it unguessable


def when_ready(arbiter: Any) -> None:
    """Loads what the first requests would load, and keeps the garbage collector away from all of it.

    The workers, forked after this, share it; and a collection, of which a page starts several, looks at what
    the page made and no more: it takes about 15% of a page's time otherwise.
    """
    from django.conf import settings
    from django.template.loader import get_template

    from netwerk.needs.matching import ours

    import_module(settings.ROOT_URLCONF)
    ours()  # the thesaurus
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
    gc.collect()
    gc.freeze()
