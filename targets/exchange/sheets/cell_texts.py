"""A typed cell of a workbook as the text a person would type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from targets.core.values.texts import is_storable, storable

from .csv_writing import plain

CellValue = int | float | str | bool | time | date | datetime | timedelta
_LONGEST_NAME = 100  # characters of a sheet's name that are kept
_EXACT = 1e15  # whole numbers below are printed without an exponent


def cell_text(value: CellValue) -> str:
    """15 digits as a spreadsheet shows, days as ISO, no time where it is midnight."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and -_EXACT < value < _EXACT:
            return str(int(value))
        text = f"{value:.15g}"
        return f"{Decimal(text):f}" if "e" in text else text
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def percent_text(text: str) -> str:
    """0.065 in a cell that shows 6.5% is 6.5%; what is no number (a day, a word) stays as it is."""
    try:
        return f"{plain(Decimal(text).scaleb(2))}%"
    except InvalidOperation:
        return text


def storable_cells(cells: Sequence[str]) -> Sequence[str]:
    """A row without the characters that cannot be stored: a database pads its texts with NUL."""
    return cells if is_storable("".join(cells)) else [storable(cell) for cell in cells]


def sheet_called(text: str) -> str:
    """A sheet's name as it is shown and kept; that of a CSV file is the file's."""
    return storable(text)[:_LONGEST_NAME]
