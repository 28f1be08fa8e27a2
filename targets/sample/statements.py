"""What was stated for the Sample District: first statements, a revision, corrections, paths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from targets.core.values.periods import period_ends

from .definitions import series
from .figures import HUNDRED, TrueFigures, rounded
from .span import Span
from .tables import TargetRow, documents, shapes, targets

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
