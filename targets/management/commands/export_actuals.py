"""Write the actuals of a place, or of all, as CSV."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from targets.exporting import actuals_file
from targets.management.file_command import FileCommand, export_options, known_at, output, today
from targets.reads.scope.visibility import Visibility


class Command(FileCommand):
    help = "Write official actuals as CSV, ordered by series and period end."

    def add_arguments(self, parser: CommandParser) -> None:
        export_options(parser, tier=False)
        parser.add_argument(
            "--pending", action="store_true", help="also entries that wait to be checked"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place_ids = [self.place(options["place"]).id] if options["place"] else None
        with output(options["output"]) as target:
            for batch in actuals_file(
                place_ids=place_ids,
                year=options["year"],
                as_of=options["as_of"],
                known_at=known_at(options),
                today=today(options),
                sight=Visibility(with_pending=options["pending"], unreleased=True),
            ):
                target.write(batch)
