"""Netwerk: a relationship tracker for people who network by giving first.

One Django app, in packages. The floors are in CONTRIBUTING.md and import-linter keeps them: a package imports
downwards only, and packages on one floor never import each other.
"""

from netwerk.celery import app as celery_app

__all__ = ["celery_app"]
