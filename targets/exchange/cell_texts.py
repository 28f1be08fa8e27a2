"""A typed cell of a workbook as the text a person would type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .writing import plain

CellValue = int | float | str | bool | time | date | datetime | timedelta
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
    """0.065 in a cell that shows 6.5% is 6.5%."""
    return f"{plain(Decimal(text).scaleb(2))}%" if text else text
