"""Every text is there in Dutch, and the catalogue is in step with the source."""

import re
import subprocess
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/nl/LC_MESSAGES/django.po"


def entries() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_nothing_is_missing_or_fuzzy() -> None:
    wrong = [
        entry.msgid for entry in entries() if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]
    assert wrong == []


def test_nothing_is_obsolete() -> None:
    assert [entry.msgid for entry in entries().obsolete_entries()] == []


def test_placeholders_survive_translation() -> None:
    names = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    for entry in entries():
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            expected = set(names.findall(entry.msgid)) | set(names.findall(entry.msgid_plural))
            assert set(names.findall(text)) <= expected, entry.msgid
            if entry.msgstr:
                assert set(names.findall(text)) == expected, entry.msgid


def test_the_catalogue_is_in_step_with_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `make messages` would write is what is there."""
    for name in ("netwerk", "templates"):
        subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path / name)], check=True)
    (tmp_path / "locale/nl/LC_MESSAGES").mkdir(parents=True)
    fresh = tmp_path / "locale/nl/LC_MESSAGES/django.po"
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["nl"], no_location=True, verbosity=0)
    written = {(entry.msgctxt, entry.msgid) for entry in entries() if not entry.obsolete}
    assert {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(fresh))} == written


def test_the_compiled_catalogue_is_in_use() -> None:
    with translation.override("nl"):
        some = next(
            entry for entry in entries() if entry.msgstr and entry.msgstr != entry.msgid and not entry.msgctxt
        )
        assert translation.gettext(some.msgid) == some.msgstr
