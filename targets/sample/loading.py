"""Writes the Sample District into an empty place, or nothing at all.

This is the one exception to the rule that every entry comes through ``writes.ledger``: a history
has to lie in the past, so its rows bring their own ``recorded_at`` and ``superseded_at`` and are
inserted in bulk. It needs the owner's role, and only ever fills a place that did not exist.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from targets.core.values.entry import FIELD
from targets.core.values.periods import period_ends
from targets.models import Actual, Explanation, Import, Lane, Origin, PathPoint, Target, Unit

from .definitions import series
from .figures import HUNDRED, TrueFigures, rounded
from .founding import PLACE, Founded, found
from .history import History, HistoryEntry
from .span import Span
from .tables import TargetRow, departments, documents, shapes, targets
from .towns import found_towns

# ---- What was stated for the Sample District: first statements, a revision, corrections, paths

DAYS_TO_RECORD = 3  # from the document's day to its recording


class StatementRow(NamedTuple):
    """One row of the targets' ledger."""

    code: str
    document: str
    year: int  # the calendar's
    tier: str
    effective_on: date
    recorded_at: datetime
    superseded_at: datetime | None
    comparator: str
    value: Decimal | None
    upper_value: Decimal | None
    tolerance: Decimal | None
    base_value: Decimal | None
    base_year: int | None
    due_on: date | None
    comparator_wording: str
    modality: str
    note: str
    reason: str
    path: tuple[tuple[date, Decimal], ...]
    reference: str  # the code of the indicator it is compared with


def statements(span: Span, figures: TrueFigures) -> Iterator[StatementRow]:
    """Every statement recorded before the month of loading."""
    stated_on = {document.code: document.stated_on for document in documents()}
    for row in targets():
        day = span.day(row.year, stated_on[row.document]) + timedelta(days=DAYS_TO_RECORD)
        recorded_at = span.on(day, f"{row.document}|{row.year}")
        if not span.has_happened(recorded_at):
            continue
        right = _statement(row, span, figures, recorded_at)
        if row.wrong is None:
            yield right
            continue
        # A mistake was recorded first, and ended by its correction
        wrong = right._replace(value=row.wrong, reason="")
        corrected_at = span.on(span.day(row.year, row.corrected), f"{row.code}|corrected")
        if span.has_happened(corrected_at):
            yield wrong._replace(superseded_at=corrected_at)
            yield right._replace(recorded_at=corrected_at)
        else:
            yield wrong


def _statement(
    row: TargetRow, span: Span, figures: TrueFigures, recorded_at: datetime
) -> StatementRow:
    year = span.year + row.year
    base = figures.final(row.code, row.year - 1) if row.base == "last" else None
    if row.base and base is None:
        base = Decimal(row.base)
    return StatementRow(
        code=row.code,
        document=row.document,
        year=year,
        tier=row.tier,
        effective_on=span.day(row.year, row.effective or "01-01"),
        recorded_at=recorded_at,
        superseded_at=None,
        comparator=row.comparator,
        value=row.value,
        upper_value=row.upper,
        tolerance=row.tolerance,
        base_value=base,
        base_year=None if base is None else year - 1,
        due_on=span.dated(row.due),
        comparator_wording=row.wording,
        modality=row.modality,
        note=row.note,
        reason=row.reason,
        path=_path(row, year),
        reference=row.reference,
    )


def _path(row: TargetRow, year: int) -> tuple[tuple[date, Decimal], ...]:
    """The amounts planned for each period; together they are the target."""
    if not row.path or row.value is None:
        return ()
    definition = next(s.definition for s in series() if s.definition.code == row.code)
    shape = shapes()[row.path]
    points: list[tuple[date, Decimal]] = []
    before = Decimal(0)
    for end in period_ends(definition.calendar, year):
        planned = rounded(row.value * shape[end.month] / HUNDRED, definition.decimals)
        points.append((end, planned - before))
        before = planned
    return tuple(points)


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
        file = imports.get((entry.unit, entry.period_end)) if entry.in_batch else None
        series = founded.series[entry.code]
        content = {name: getattr(entry.entry, name) for name in FIELD}
        content["source"] = "" if entry.entry.withdrawn else sources[entry.unit]
        actuals.append(
            Actual(
                series=series,
                calendar=series.calendar,
                period_end=entry.period_end,
                lane=Lane.OFFICIAL,
                origin=Origin.IMPORT if file else Origin.GRID,
                from_import=file,
                author=founded.reporters[entry.unit],
                recorded_at=entry.recorded_at,
                superseded_at=entry.superseded_at,
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
