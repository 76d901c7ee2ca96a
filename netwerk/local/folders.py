"""Where the embedded servers keep their things, also when they run as another user than we do."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from netwerk.local.server import Lock, StartError, run_as

TEMPORARY = Path("/tmp")  # noqa: S108  make_private refuses what others put there
STATE = Path("/var/lib/netwerk")  # root's, where another user cannot reach the project


def package_folder(package: str) -> Path:
    """The folder of an installed Python package, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise StartError(f"The package {package} is not installed: requirements/dev.txt has it.")
    return Path(spec.submodule_search_locations[0])


def private_path(home: Path, user: int) -> Path:
    """Where the server in `home`, run by the user with this uid, has its socket.

    The path is short, because a socket's cannot be longer than about 100 characters.
    """
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:10]
    return TEMPORARY / f"netwerk-{user}-{digest}"


def make_private(folder: Path, user: int) -> None:
    """Make `folder`, for the user with this uid alone; refuse one that somebody else made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user, os.geteuid()} or found.st_mode & 0o077:
        raise StartError(f"{folder} must be a folder that only its owner can enter: remove it and try again.")
    if found.st_uid != user:
        os.chown(folder, user, -1)


def server_home(place: Path) -> tuple[Path, int | None]:
    """The home of a server that refuses to run as root, and the uid to run it as (None: ours).

    It is `place` itself, unless we are root and that user cannot get there: then `place` is made a link to a
    folder of the system's, which is what counts from then on. No permission of another folder is touched.
    """
    if os.geteuid() != 0:
        place.mkdir(mode=0o700, exist_ok=True)
        return place.resolve(), None
    if place.exists() and (owner := place.stat().st_uid) != 0:
        return place.resolve(), owner
    user = _other_user()
    if place.is_symlink():
        place.unlink()  # to what is no longer there
    place.mkdir(mode=0o700, exist_ok=True)
    os.chown(place, user, -1)
    if not _can_use(place, user):
        place.rmdir()
        place.symlink_to(_state_folder(place, user))
    return place.resolve(), user


def package_for(user: int | None, package: str) -> Path:
    """The folder of an installed Python package, or a copy whose programs the user with this uid can run."""
    folder = package_folder(package)
    if user is None or _can_use(folder, user):
        return folder
    with Lock(_state() / "lock") as copying:
        copying.take(wait=True)
        copy = STATE / f"{package}-{version(package)}"
        if not copy.exists():
            _copy_for_all(folder, copy)
    return copy / package


def _copy_for_all(folder: Path, copy: Path) -> None:
    """Copy a package, and the libraries that its wheel put beside it, for everybody to read."""
    draft = Path(tempfile.mkdtemp(dir=copy.parent, prefix="draft-"))
    for source in (folder, folder.with_name(f"{folder.name}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, ignore=shutil.ignore_patterns("include"))
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
    draft.rename(copy)


def _other_user() -> int:
    """Who a server runs as that refuses to be root's: the system's user for it, otherwise nobody."""
    for name in ("postgres", "_postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise StartError(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as."
    )


def _can_use(path: Path, user: int) -> bool:
    """Can this user enter the folder? Asked of the system itself, by trying as that user."""
    test: list[str | Path] = ["/bin/sh", "-c", 'test -x "$1"', "sh", path]
    return subprocess.run(test, cwd="/", **run_as(user)).returncode == 0  # noqa: S603  nobody else's words


def _state() -> Path:
    if not STATE.exists():
        STATE.mkdir(parents=True)
        STATE.chmod(0o755)  # whatever the umask
    return STATE


def _state_folder(place: Path, user: int) -> Path:
    """A new folder of the system's for the server whose things would have been in `place`."""
    parent = TEMPORARY if place.is_relative_to(TEMPORARY) else _state()
    name = f"{place.parent.parent.name}-{place.name}-"
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=name))  # mode 700
    os.chown(folder, user, -1)
    return folder
