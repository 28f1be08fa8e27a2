"""The file of assessments: one row a series and tier, with everything that led to the verdict."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from targets.exchange.sheets.csv_writing import cell, percent
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, ByteSource, Limits
from targets.exchange.sheets.headers import FileKind, Header
from targets.exchange.targets.cells import Cells
from targets.exchange.targets.parsed import Parsed, Seen, read_rows

ASSESSMENTS_FILE = FileKind(
    columns=(
        "place", "code", "name_zh", "name_en", "theme", "tier", "headline", "year",
        "comparator", "target", "unit", "wording", "as_of", "period_end", "period_label",
        "actual", "qualifier", "stage", "completion_rate", "linear_pace", "linear_deviation",
        "pace_method", "pace", "deviation", "gap", "verdict", "verdict_zh",
        "reporting_status", "provisional", "illustrative", "lead", "reporting_unit", "source",
        # appended
        "actual_source", "preliminary", "correction_pending", "explained_for", "cause",
        "measure_taken", "catch_up_on", "reference",
    ),
    required=frozenset({"place", "code", "tier", "year", "as_of", "verdict"}),
    special={"pace": Header("应达进度(%)", "Pace (%)")},
)  # fmt: skip
RATES = frozenset({"completion_rate", "linear_pace", "linear_deviation", "pace", "deviation"})
_NUMBERS = RATES | {"target", "actual", "gap"}
_FLAGS = frozenset({"headline", "provisional", "illustrative", "preliminary", "correction_pending"})
_DAYS = frozenset({"period_end", "explained_for", "catch_up_on"})
_TEXTS = frozenset(ASSESSMENTS_FILE.columns) - _NUMBERS - _FLAGS - _DAYS - {"year", "as_of"}


class AssessmentRow(NamedTuple):
    """One row, its fields the file's columns in order. None and empty are written as nothing."""

    place: str
    code: str
    name_zh: str
    name_en: str
    theme: str
    tier: str
    headline: bool
    year: int
    comparator: str
    target: Decimal | None
    unit: str
    wording: str
    as_of: date
    period_end: date | None
    period_label: str
    actual: Decimal | None
    qualifier: str
    stage: str
    completion_rate: Decimal | None
    linear_pace: Decimal | None
    linear_deviation: Decimal | None
    pace_method: str
    pace: Decimal | None
    deviation: Decimal | None
    gap: Decimal | None
    verdict: str
    verdict_zh: str
    reporting_status: str
    provisional: bool
    illustrative: bool
    lead: str
    reporting_unit: str
    source: str  # where the target was stated
    actual_source: str = ""
    preliminary: bool = False
    correction_pending: bool = False
    explained_for: date | None = None
    cause: str = ""
    measure_taken: str = ""
    catch_up_on: date | None = None
    reference: str = ""  # the code of the indicator that the target is compared with

    def cells(self) -> list[str]:
        """The row as the file writes it: rates in percent with six decimals."""
        return [
            percent(value) if column in RATES else cell(value)
            for column, value in self._asdict().items()
        ]


def read_assessments(
    source: ByteSource, *, limits: Limits = DEFAULT_LIMITS
) -> Parsed[AssessmentRow]:
    """Read an export of assessments, whatever language its headers are in.

    Raises :class:`~.problems.FileRefused` with every problem found.
    """
    seen = Seen()

    def read(cells: Cells) -> AssessmentRow | None:
        year, as_of = cells.required_year("year"), cells.required_day("as_of")
        texts = {column: cells.raw(column) for column in _TEXTS}
        numbers = {column: cells.number(column) for column in _NUMBERS}
        flags = {column: cells.yes(column) for column in _FLAGS}
        days = {column: cells.day(column) for column in _DAYS}
        if year is None or as_of is None:
            return None
        fields: dict[str, Any] = {
            **texts, **numbers, **flags, **days, "year": year, "as_of": as_of,
        }  # fmt: skip
        row = AssessmentRow(**fields)
        seen.refuse_repeated(cells, (row.place, row.code, year, row.tier, as_of), "code")
        return row if cells.ok else None

    return read_rows(source, ASSESSMENTS_FILE, read, limits)
