"""What the Sample District's lead units said of series that lag, as it stands in the ledger."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from targets.models import Explanation

from .definitions import series
from .founding import Founded
from .span import Span

FILE = Path(__file__).parent / "explanations.csv"


def explain(span: Span, founded: Founded) -> int:
    """Write the explanations whose day has come; how many there are. A day of the month in
    which the sample is loaded may lie ahead, and nobody explains tomorrow what lags today."""
    leads = {row.definition.code: row.lead for row in series()}
    rows = [row for row in _rows(span, founded, leads) if row.recorded_at <= span.loaded_at]
    Explanation.objects.bulk_create(rows)
    return len(rows)


def _rows(span: Span, founded: Founded, leads: dict[str, str]) -> Iterator[Explanation]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year, month_day = row["written_on"].split(":")
            yield Explanation(
                series=founded.series[row["code"]],
                period_end=span.period_end(int(row["year"]), int(row["month"])),
                cause=row["cause"],
                measure=row["measure"],
                catch_up_on=span.dated(row["catch_up"]),
                author=founded.reporters[leads[row["code"]]],
                recorded_at=span.on(span.day(int(year), month_day), row["code"]),
            )
