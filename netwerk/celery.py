"""The Celery application. PostgreSQL holds the truth; a message is only a hint to look there."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netwerk.settings")

app = Celery("netwerk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "netwerk.accounts",
        "netwerk.encounters",
        "netwerk.health",
        "netwerk.mail",
        "netwerk.needs",
        "netwerk.nudges",
    ]
)
