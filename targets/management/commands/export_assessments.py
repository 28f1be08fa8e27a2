"""Write where every series stands, as CSV: one row a tier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from targets.exchange.out.assessments import ASSESSMENTS_FILE, AssessmentRow
from targets.exchange.sheets.csv_writing import csv_lines, header_line
from targets.exporting import assessment_rows
from targets.management.file_command import FileCommand, export_options, known_at, output, today
from targets.models import Unit
from targets.reads.judging.judged import AsOf, judged_series
from targets.reads.places.places import opening_as_of, opening_year, place_facts
from targets.reads.scope.visibility import EVERYTHING


class Command(FileCommand):
    help = (
        "Write the assessments of a place, or of every place, as CSV: one row a tier, also for "
        "series without a target. Without --year each place's latest year with targets; without "
        "--as-of its latest period with figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        export_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["place"]:
            codes = [self.place(options["place"]).code]
        else:
            codes = list(Unit.objects.places().values_list("code", flat=True))
        tier = self.tier(options["tier"])
        with output(options["output"]) as target:
            target.write(header_line(ASSESSMENTS_FILE.columns))
            for code in codes:
                rows = self._rows(code, tier, options)
                target.write(csv_lines([row.cells() for row in rows]).encode())

    def _rows(
        self, code: str, tier: str | None, options: dict[str, Any]
    ) -> Iterator[AssessmentRow]:
        day = today(options)
        facts = place_facts(code, day, known_at(options))
        if facts is None:
            return iter(())
        year = options["year"] or opening_year(facts, day)
        as_of = options["as_of"] or opening_as_of(facts, year, day)
        judged = judged_series(
            year=year,
            at=AsOf(min(as_of, day), day, known_at(options)),
            place_ids=[facts.label.id],
            tier=tier,
            with_sources=True,
            sight=EVERYTHING,
        )
        return assessment_rows(judged)
