"""Static files, collected and compressed as in production, but only when one changed: it takes seconds.

The one module of this package that needs Django.
"""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> None:
    """Bring STATIC_ROOT up to date with the static files of the project and its packages."""
    stamp = settings.VAR_DIR / "static.stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    stamp.unlink(missing_ok=True)  # whoever is cut off here collects anew next time
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def _fingerprint() -> str:
    """What tells one state of the files, and of how they are stored, from another."""
    marks = [str(settings.STATIC_ROOT), str(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for name, storage in finder.list([]):
            marks.append(f"{name} {storage.get_modified_time(name).timestamp()} {storage.size(name)}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
