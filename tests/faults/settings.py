"""The settings of a production, but for what would only be waited for."""

import os

from netwerk.settings import *  # noqa: F403

EMAIL_TIMEOUT = float(os.environ.get("FAULTS_TIMEOUT", "3"))  # seconds until a server that hangs is given up
CELERY_WORKER_LOST_WAIT = 0.05  # seconds until Celery believes that a process was killed
