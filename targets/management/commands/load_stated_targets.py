"""Load the data that ship with the product."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from targets import clock
from targets.management.file_command import FileCommand, add_dry_run
from targets.writes.targets.shipped import load_shipped


class Command(FileCommand):
    help = (
        "Load Baiyun District's stated targets and published actuals. A slot is filled only if "
        "it never held an entry; names once stored are never overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with self.writing(dry_run=options["dry_run"]):
            targets, actuals = load_shipped(today=clock.today())
        self.stdout.write(
            f"{targets.series} series and {targets.stated} targets stated, "
            f"{targets.unchanged} left as they are; "
            f"{actuals.new} actuals filled, {actuals.skipped} left as they are."
        )
