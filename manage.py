#!/usr/bin/env python
"""Run Target Tracker's commands; ``manage.py help`` lists them."""

import os
import sys


def main() -> int:
    """Hand the command line to Django, with the database it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    from tracker.command_line import OPENED, prepare, write_down  # noqa: PLC0415
    from tracker.embedded_postgres import EmbeddedPostgresError  # noqa: PLC0415

    try:
        prepare(sys.argv)
    except (EmbeddedPostgresError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    if set(sys.argv[1:2]) & OPENED:
        import django  # noqa: PLC0415

        django.setup()
        write_down(sys.argv, is_done=False)
    execute_from_command_line(sys.argv)
    write_down(sys.argv, is_done=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
