#!/usr/bin/env python
"""Runs a Django command. On a machine without servers it brings its own first."""

import os
import signal
import sys

from netwerk import local


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netwerk.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what ends with us, must end
    try:
        if sys.argv[1:2] == ["up"]:
            local.free_port(os.environ)  # before anything is started for it
        if local.wanted(os.environ):
            local.provide(os.environ)
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except local.StartError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    sys.exit(main())
