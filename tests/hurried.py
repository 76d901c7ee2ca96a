"""The settings of the product as it is tested whole: those of a production, but for a minute of waiting.

Beat looks for digests that are due every other second, not once a minute. As all it does, that comes again
and again by the schedule; only the number is another.
"""

from netwerk.settings import *  # noqa: F403
from netwerk.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE["nudges"]["schedule"] = 2
