"""The XLSX beside each CSV: the same columns, with what each of them holds."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

from targets.exchange.sheets.csv_writing import percent
from targets.exchange.sheets.defusing import undefused
from targets.exchange.sheets.headers import FileKind
from targets.exchange.targets.file import TARGETS_FILE

from .actuals import ACTUALS_FILE
from .assessments import ASSESSMENTS_FILE, RATES, AssessmentRow
from .xlsx import Kind, XlsxColumn

_NUMBERS = frozenset(
    {"value", "upper_value", "base_value", "tolerance", "share_done", "target", "actual", "gap"}
)
_INTEGERS = frozenset({"order", "year", "base_year", "decimals", "count_in_name"})
_DATES = frozenset(
    {
        "period_end", "expected_on", "done_on", "due_on", "effective_on", "as_of", "release_on",
        "explained_for", "catch_up_on",
    }
)  # fmt: skip
_MOMENTS = frozenset({"recorded_at"})
_RATE_DECIMALS = 2  # shown; the cell keeps six


def kinds_of(file: FileKind) -> dict[str, Kind]:
    """What each column of a file holds, by stable name, in the file's order."""
    return {
        column: _kind(column, RATES if file is ASSESSMENTS_FILE else ()) for column in file.columns
    }


def _kind(column: str, rates: Iterable[str]) -> Kind:
    if column in _NUMBERS or column in rates:
        return Kind.NUMBER
    if column in _INTEGERS:
        return Kind.INTEGER
    if column in _DATES:
        return Kind.DATE
    return Kind.MOMENT if column in _MOMENTS else Kind.TEXT


ASSESSMENTS: Mapping[str, Kind] = kinds_of(ASSESSMENTS_FILE)
ACTUALS: Mapping[str, Kind] = kinds_of(ACTUALS_FILE)
TARGETS: Mapping[str, Kind] = kinds_of(TARGETS_FILE)


def xlsx_columns(file: FileKind, language: str = "") -> list[XlsxColumn]:
    """The columns of a file with the headers that its CSV has in that language."""
    kinds = kinds_of(file)
    rates = RATES if file is ASSESSMENTS_FILE else frozenset()
    return [
        XlsxColumn(header, kinds[column], _RATE_DECIMALS if column in rates else None)
        for column, header in zip(file.columns, file.headers(language), strict=True)
    ]


def assessment_values(row: AssessmentRow) -> list[object]:
    """A row's values for :func:`~.xlsx_writing.write_xlsx`: rates with six decimals."""
    return [percent(value) if column in RATES else value for column, value in row._asdict().items()]


def csv_values(rows: Iterable[Sequence[str]]) -> Generator[list[str]]:
    """The cells of our own CSV as values for :func:`~.xlsx_writing.write_xlsx`: the protecting
    apostrophe is not needed in a cell that is text."""
    for cells in rows:
        yield [undefused(cell) for cell in cells]
