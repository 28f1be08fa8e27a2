"""Writes the Sample District into an empty place, or nothing at all.

This is the one exception to the rule that every entry comes through ``writes.ledger``: a history
has to lie in the past, so its rows bring their own ``recorded_at`` and ``superseded_at`` and are
inserted in bulk. It needs the owner's role, and only ever fills a place that did not exist.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from targets.models import Actual, Explanation, Import, Lane, Origin, PathPoint, Target, Unit

from .definitions import series
from .figures import TrueFigures
from .founding import PLACE, Founded, found
from .history import History, HistoryEntry
from .span import Span
from .statements import StatementRow, statements
from .tables import departments
from .towns import found_towns

# ---- What the Sample District's lead units said of series that lag, as it stands in the ledger

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


class Loaded(NamedTuple):
    """What was written."""

    year: int  # the illustrative one
    departments: int
    series: int
    targets: int
    entries: int
    imports: int


def is_loaded() -> bool:
    """Is there a unit with the Sample District's code already?"""
    return Unit.objects.filter(code=PLACE).exists()


def load_sample(span: Span, *, dry_run: bool = False) -> Loaded | None:
    """Write the place with all its history in one transaction; None when it exists already.

    ``dry_run`` does the same and takes it back. Raises ``ValidationError`` when a code it needs
    is taken by something else.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Of two that load at once the second waits here, and then finds the place
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('targets.sample', 0))")
        if is_loaded():
            return None
        figures = TrueFigures()
        stated = tuple(statements(span, figures))
        entries = tuple(History(span, figures).entries())
        founded = found(span, {(row.document, row.year) for row in stated})
        _state(founded, stated)
        imports = _record(founded, entries)
        explain(span, founded)
        of_towns = found_towns(span, figures, founded)
        if dry_run:
            transaction.set_rollback(True)
    return Loaded(
        year=span.year,
        departments=len(founded.departments),
        series=len(founded.series),
        targets=len(stated),
        entries=len(entries) + of_towns,
        imports=imports,
    )


def _state(founded: Founded, stated: Sequence[StatementRow]) -> None:
    targets: list[Target] = []
    points: list[PathPoint] = []
    for row in stated:
        content = row._asdict()
        path, document = content.pop("path"), content.pop("document")
        reference = content.pop("reference")
        target = Target(
            series=founded.series[content.pop("code")],
            document=founded.documents[document, row.year],
            tier_id=content.pop("tier"),
            reference=founded.series[reference].indicator if reference else None,
            author=founded.planner,
            **content,
        )
        targets.append(target)
        points += [PathPoint(target=target, period_end=end, value=value) for end, value in path]
    Target.objects.bulk_create(targets)
    PathPoint.objects.bulk_create(points)


def _record(founded: Founded, entries: Sequence[HistoryEntry]) -> int:
    """Insert the ledger, and the files that some departments' monthly reports came in."""
    imports = _imports(founded, entries)
    sources = {row.code: row.source for row in departments()}
    Import.objects.bulk_create(imports.values())
    actuals: list[Actual] = []
    for entry in entries:
        content = entry._asdict()
        code, unit, in_batch = (content.pop(name) for name in ("code", "unit", "in_batch"))
        file = imports.get((unit, entry.period_end)) if in_batch else None
        series = founded.series[code]
        actuals.append(
            Actual(
                series=series,
                calendar=series.calendar,
                lane=Lane.OFFICIAL,
                origin=Origin.IMPORT if file else Origin.GRID,
                from_import=file,
                source="" if entry.withdrawn else sources[unit],
                author=founded.reporters[unit],
                **content,
            )
        )
    Actual.objects.bulk_create(actuals)
    return len(imports)


def _imports(founded: Founded, entries: Sequence[HistoryEntry]) -> dict[tuple[str, date], Import]:
    """One file for each department that reports by file and each period it reported."""
    by_file = {row.code: row for row in departments() if row.origin == Origin.IMPORT}
    files: dict[tuple[str, date], Import] = {}
    for entry in entries:
        if not entry.in_batch or entry.unit not in by_file:
            continue
        end = entry.period_end
        name = f"{by_file[entry.unit].name_zh}{end.year}年{end.month}月报送表(示例).xlsx"
        file = files.setdefault(
            (entry.unit, end),
            Import(
                file_name=name,
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                rows_new=0,
                rows_changed=0,
                rows_unchanged=0,
                author=founded.reporters[entry.unit],
                recorded_at=entry.recorded_at,
            ),
        )
        file.rows_new += 1
    return files
