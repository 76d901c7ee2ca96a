"""What no reviewer should have to look for: the walls that a linter does not know."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def files(*patterns: str) -> list[Path]:
    """The files of the project (tracked, or about to be) that match one of git's patterns."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def found(pattern: str, *patterns: str, flags: int = 0) -> list[str]:
    """`file:line text` of each match of `pattern`."""
    expression = re.compile(pattern, flags)
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in files(*patterns)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if expression.search(line)
    ]


PAGES = (
    "templates/*.html",
    ":!templates/digest",
    ":!templates/account/email",
)  # mails may hold a style block


def test_nothing_is_marked_safe() -> None:
    assert (
        found(r"\|\s*safe\b|\bmark_safe\(|autoescape off|SafeString\(", "netwerk/*.py", "templates/*.html")
        == []
    )


def test_no_script_or_style_in_a_page() -> None:
    assert found(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|hx-on|hx-vars|[\"']js:", *PAGES) == []
    assert found(r"<script(?![^>]*\ssrc=)", *PAGES) == []
    assert found(r"\beval\(|new Function|innerHTML\s*=|document\.write", "static/js/*.js") == []


def test_every_form_that_posts_carries_a_token() -> None:
    for path in files("templates/*.html"):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
            if re.search(r'method="post"', form, re.IGNORECASE):
                assert "{% csrf_token %}" in form, f"{path.relative_to(ROOT)}: {form[:80]}"


def test_our_javascript_is_short() -> None:
    lines = [line for path in files("static/js/*.js") for line in path.read_text().splitlines()]
    assert 0 < len(lines) < 200


@pytest.mark.parametrize(
    ("patterns", "most"),
    [
        (("netwerk/*.py", ":!netwerk/migrations"), 300),
        (("static/*.css", "static/*.js"), 300),
        (("templates/*",), 120),
    ],
)
def test_no_file_is_long(patterns: tuple[str, ...], most: int) -> None:
    """A file that wants to be longer is missing a noun."""
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files(*patterns)}
    assert {name: lines for name, lines in long.items() if lines > most} == {}


def test_nothing_is_left_undone() -> None:
    left = r"\bTODO\b|\bFIXME\b|\bXXX\b|NotImplementedError|pytest\.mark\.(skip|xfail)|# type: ignore$"
    assert found(left, "netwerk/*", "templates/*", "static/*", "tests/*", ":!tests/test_walls.py") == []


def test_nobody_sells_here() -> None:
    """People, not prospects: no word of a sales pipeline in a model, a page or a text."""
    words = (
        r"\b(leads?|deals?|stages?|pipelines?|prospects?|amounts?|scores?|revenue|forecast|upsell|churn|"
        r"probabilit\w+)\b"
    )
    models = ("netwerk/*/models.py", "netwerk/*/models/*.py")
    assert found(words, *models, "templates/*", "locale/*.po", flags=re.IGNORECASE) == []


def test_nobody_owes_anything_here() -> None:
    """What was given is no debt, and what came back no payment: no such word in a model, a page or a text.

    "klant" and "client" are not among them: so people know each other, and needs are about them.
    """
    words = (
        r"\b(owe[sd]?|owing|debts?|indebted|balances?|ratios?|pay-?backs?|repay\w*|reciproc\w+|in the red|"
        r"schuld\w*|verschuldigd\w*|tegoed\w*|sald[oi]\w*|tegenprestaties?|openstaande?|verrekend?\w*|"
        r"stadia|stadium|bedrag\w*|pijplijn\w*|omzet\w*|scoort|scoren|kansrijk\w*)\b"
    )
    models = ("netwerk/*/models.py", "netwerk/*/models/*.py")
    views = (
        "netwerk/pages/*.py",
        "netwerk/favours/*.py",
        "netwerk/introductions/*.py",
        "netwerk/chains/*.py",
    )
    said = found(words, *models, *views, "templates/*", "locale/*.po", flags=re.IGNORECASE)
    assert said == []
    assert re.search(words, "Je hebt nog een schuld")


def test_nobody_imports_the_views_of_a_package_but_urls() -> None:
    imports = r"^from netwerk\.\w+(\.\w*views)? import .*views\b|^from netwerk\.\w+\.\w*views import"
    assert found(imports, "netwerk/*.py", ":!netwerk/urls.py") == []


def test_no_third_party_files() -> None:
    assert found(r"@license|Copyright \(c\)|Licensed under|sourceMappingURL", "static/*") == []


def test_every_package_says_what_it_is() -> None:
    for path in (ROOT / "netwerk").glob("*/__init__.py"):
        if "migrations" in path.parts or "management" in path.parts:
            continue
        assert path.read_text().startswith('"""'), path.relative_to(ROOT)


def test_requirements_name_no_place() -> None:
    assert found(r"://|--index|--find-links|file:", "requirements/*.txt") == []
