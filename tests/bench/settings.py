"""The settings of a production, and one page more: the floor."""

from pathlib import Path

from netwerk.settings import *  # noqa: F403
from netwerk.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"] += [Path(__file__).parent / "templates"]
