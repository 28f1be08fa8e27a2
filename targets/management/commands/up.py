"""Start the product on this machine: database, data, administrator and server in one process."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker import launch
from tracker.embedded_postgres import EmbeddedPostgresError


class Command(BaseCommand):
    """What ``make run`` runs."""

    help = "Starts everything on this machine; Ctrl-C stops it. Needs LOCAL=1."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way to say none

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--bind", default="127.0.0.1", help="loopback address (127.0.0.1)")
        parser.add_argument("--port", type=int, help="port (the variable PORT, else 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, serve, stop."""
        try:
            port = options["port"] or launch.port_from_environment()
            launch.launch(options["bind"], port, self._say)
        except (launch.LaunchError, EmbeddedPostgresError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None

    def _say(self, line: str) -> None:
        # When the terminal has gone, what has to be done matters more than being heard.
        with suppress(OSError):
            self.stdout.write(line)
            self.stdout.flush()
