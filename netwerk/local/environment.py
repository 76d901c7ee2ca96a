"""What the settings need and a bare environment lacks."""

import importlib.util
import os
import secrets
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from netwerk.local.postgres import PostgreSQL
from netwerk.local.redis import Redis
from netwerk.local.server import Lock, StartError

Environ = MutableMapping[str, str]

PROJECT = Path(__file__).resolve().parents[2]
SERVERS: dict[str, type[PostgreSQL] | type[Redis]] = {"DATABASE_URL": PostgreSQL, "REDIS_URL": Redis}
NO = {"0", "f", "false", "n", "no", "off"}


def wanted(environ: Environ) -> bool:
    """Does this environment leave a server to us? Not when DEBUG is explicitly off: that is a production."""
    return environ.get("DEBUG", "").strip().lower() not in NO and bool(_missing(environ))


def provide(environ: Environ, *, durable: bool = True) -> None:
    """Start or join the servers that `environ` names no address of, and fill in what else it lacks.

    They are ours until this process ends; the last process to end stops them. All they keep is under VAR_DIR.
    With `durable` off they may lose it when the machine falls over: faster, for tests.
    Raises StartError, whose text is a sentence for the user.
    """
    missing = _missing(environ)
    _require_packages(missing)
    var = Path(environ.get("VAR_DIR") or PROJECT / "var").absolute()
    environ["VAR_DIR"] = str(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        (var / "log").mkdir(mode=0o700, exist_ok=True)
        with Lock(var / "starting") as starting:  # so that of two commands at once, one waits and joins
            starting.take(wait=True)
            for name in missing:
                server = SERVERS[name](var, durable=durable)
                server.join()
                environ[name] = server.url
            _fill(environ, var)
    except PermissionError as error:
        raise StartError(f"No permission for {error.filename or var}: does another user own it?") from error


def _missing(environ: Environ) -> list[str]:
    return [name for name in SERVERS if not environ.get(name)]


def _require_packages(missing: list[str]) -> None:
    absent = [name for name in missing if not importlib.util.find_spec(SERVERS[name].package)]
    if absent:
        names = " or ".join(SERVERS[name].name for name in absent)
        raise StartError(
            f"{' and '.join(absent)} must be set: this installation brings no {names} of its own "
            "(one made from requirements/dev.txt does)."
        )


def _fill(environ: Environ, var: Path) -> None:
    environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    environ.setdefault("EMAIL_VERIFICATION", "off")  # there is no mail server to verify with
    environ.setdefault("MAIL_DIR", str(var / "mail"))
    environ.setdefault("SITE_URL", f"http://localhost:{environ.get('PORT') or '8000'}")
    environ.setdefault("STATIC_ROOT", str(var / "static"))
    if "SECRET_KEY" not in environ:
        environ["SECRET_KEY"] = _secret_key(var / "secret-key")


def _secret_key(file: Path) -> str:
    """The key of this machine. Made once, and renamed into place when complete: there is never half a key."""
    if not file.exists():
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-")  # mode 600
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(50))
        Path(draft).replace(file)
    return file.read_text()
