"""Static files, collected and compressed as in production, but no more of it than changed: all takes seconds.

The one module of this package that needs Django.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.utils.module_loading import import_string
from whitenoise.storage import CompressedManifestStaticFilesStorage

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")  # a name that changes with what is in the file


def collect() -> None:
    """Bring STATIC_ROOT up to date with the static files of the project and its packages."""
    stamp = settings.STATIC_ROOT.with_name(f"{settings.STATIC_ROOT.name}.stamp")
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    command = collectstatic.Command()
    # The class, not the storage: that would go on, in this process, with the files as they were before.
    kind = import_string(settings.STORAGES["staticfiles"]["BACKEND"])
    if issubclass(kind, CompressedManifestStaticFilesStorage):
        command.storage = _Frugal()
    call_command(command, interactive=False, verbosity=0)
    stamp.write_text(now)


class _Frugal(CompressedManifestStaticFilesStorage):
    """Does not compress again what it compressed before."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files([path for path in paths if not self._is_compressed(path)])

    def _is_compressed(self, name: str) -> bool:
        path = Path(self.path(name))
        small = path.with_name(f"{path.name}.gz")  # gets the time of the file that it is made of
        return small.exists() and (bool(HASHED.search(name)) or small.stat().st_mtime == path.stat().st_mtime)


def _fingerprint() -> str:
    """What tells one state of the files, and of how they are stored, from another."""
    marks = [str(settings.STATIC_ROOT), str(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for name, storage in finder.list([]):
            marks.append(f"{name} {storage.get_modified_time(name).timestamp()} {storage.size(name)}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
