"""The machine without servers: an embedded PostgreSQL and Redis, and the runner of `make up`.

It stands on the lowest floor: it knows nothing of the rest of Netwerk, and it does not need Django, because
it fills the environment that the settings are read from.
"""

from netwerk.local.environment import provide, wanted
from netwerk.local.port import free_port
from netwerk.local.server import StartError

__all__ = ["StartError", "free_port", "provide", "wanted"]
