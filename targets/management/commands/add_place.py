"""Add a place: a district, a town, a city."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from targets.management.file_command import REFUSED, FileCommand, add_dry_run
from targets.writes.targets.places import add_place


class Command(FileCommand):
    help = "Add a place. Adding one that exists changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="Latin letters, digits, “_”, “.”, “-”")
        parser.add_argument("name_zh", metavar="NAME_ZH", help="Chinese name")
        parser.add_argument("--name-en", default="", help="English name")
        parser.add_argument("--parent", help="code of the place it belongs to")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        parent = self.place(options["parent"]) if options["parent"] else None
        try:
            with self.writing(dry_run=options["dry_run"]):
                place, made = add_place(
                    options["code"],
                    options["name_zh"],
                    name_en=options["name_en"],
                    parent=parent,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=REFUSED) from error
        self.stdout.write(f"{place.code}: {'added' if made else 'exists, left as it is'}.")
