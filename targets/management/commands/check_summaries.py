"""Hold the stored summaries of rankings against the ledgers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from targets import clock
from targets.management.file_command import REFUSED, FileCommand
from targets.reads.places.summary_check import checked_summaries
from targets.writes.targets.summaries import forget


class Command(FileCommand):
    help = (
        "Work out again every stored summary that is held to be true, from which places with very "
        "many places below are ranked, and say which differ. Exit code 1 when any differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="forget those that differ; they are made anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        compared, wrong = 0, 0
        for summary in checked_summaries(clock.today()):
            compared += summary.compared
            wrong += len(summary.different)
            if summary.different:
                self.stdout.write(
                    f"{summary.place} {summary.indicator} {summary.as_of}: differ in "
                    f"{', '.join(summary.different)}"
                )
                if options["mend"]:
                    forget(summary.series_ids)
        if wrong:
            done = " and were forgotten" if options["mend"] else ""
            raise CommandError(f"{wrong} of {compared} differ{done}.", returncode=REFUSED)
        self.stdout.write(f"{compared} compared, all equal.")
