"""Fill an empty database from a file that ``backup`` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from targets.models.privileges import grant_to_serving_role
from tracker import dumps


class Command(BaseCommand):
    """``restore FILE``."""

    help = "Fills an empty database from a file that 'backup' wrote: everything or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the dump into the empty database and give the serving role its rights."""
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if connection.introspection.table_names():
            raise CommandError(
                "The database is not empty; nothing was restored. Restore into a new one."
            )
        try:
            dumps.read(file)
        except dumps.DumpError as error:
            raise CommandError(f"Nothing was restored: {error}") from None
        grant_to_serving_role(connection, settings.SERVING_ROLE)
        self.stdout.write("Restored. Run 'migrate' to bring the tables up to date.")
