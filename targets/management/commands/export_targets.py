"""Write the targets in force of a place, or of all, as CSV."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from targets.exchange.sheets.csv_writing import csv_chunks
from targets.exchange.targets.file import TARGETS_FILE
from targets.exporting import target_rows
from targets.management.file_command import FileCommand, export_options, known_at, output, today
from targets.reads.export.stated_targets import targets_in_force


class Command(FileCommand):
    help = "Write targets as they are in force, as CSV; the file imports again."

    def add_arguments(self, parser: CommandParser) -> None:
        export_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        place_ids = [self.place(options["place"]).id] if options["place"] else None
        targets = targets_in_force(
            as_of=options["as_of"] or today(options),
            known_at=known_at(options),
            place_ids=place_ids,
            year=options["year"],
            tier=self.tier(options["tier"]),
        )
        with output(options["output"]) as target:
            for chunk in csv_chunks(TARGETS_FILE.columns, target_rows(targets)):
                target.write(chunk)
