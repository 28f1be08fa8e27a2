"""Write the whole database into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker import dumps


class Command(BaseCommand):
    """``backup FILE``."""

    help = "Writes the whole database into one new file, readable by you alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the dump; an existing file is left alone."""
        file: Path = options["file"]
        if file.exists():
            raise CommandError(f"{file} exists already; name a new file.")
        try:
            dumps.write(file)
        except (dumps.DumpError, OSError) as error:
            raise CommandError(f"No backup was written: {error}") from None
        self.stdout.write(f"Written to {file}")
