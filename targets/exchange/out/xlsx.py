"""XLSX as Excel and WPS open it: real numbers and days, a frozen header, no live formula.

Rows are passed on as they come: whatever their number, one row is held at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import IO, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from targets.core.values.facts import Figure
from targets.exchange.sheets.csv_writing import plain

MOST_ROWS = 1_048_575  # below the header
_LONGEST_TEXT = 32_767
_DIGITS = 15  # that a spreadsheet's numbers keep
_LEAST_WIDTH, _MOST_WIDTH = 8.0, 48.0
_LOOKED_AT = 500  # rows that decide a column's width
_PAPER_A4 = 9
_UPRIGHT = 90  # characters that a page holds upright; a wider table is printed across
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
# A constant, so that the same figures give the same file, and nobody's name
_NEUTRAL = {
    "title": "",
    "author": "",
    "company": "",
    "comments": "",
    "created": datetime(2000, 1, 1),  # noqa: DTZ001 - the format knows no zone
}
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"


class XlsxColumn(NamedTuple):
    """One column. ``decimals`` None shows as many as a value has; ``width`` None fits it."""

    header: str
    kind: Kind = Kind.TEXT
    decimals: int | None = None
    width: float | None = None


class XlsxSheet(NamedTuple):
    """One sheet. Values are text, Decimal, :class:`~targets.core.values.facts.Figure` (a number
    with its decimals), int, bool (written yes or no), date, datetime or None; a number or a day may
    also come as the text of a CSV cell."""

    name: str
    columns: Sequence[XlsxColumn]
    rows: Iterable[Sequence[object]]
    titles: Sequence[str] = ()  # lines above the header


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, **common: object) -> None:
        self._book = book
        self._common = common
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted({**self._common, **properties}.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(key))
        return self._made[key]


def write_xlsx(out: IO[bytes], sheets: Iterable[XlsxSheet]) -> None:
    """Write a workbook to ``out``, sheet by sheet and row by row.

    Raises :class:`ValueError` for more rows than a sheet holds and :class:`TypeError` for a
    value that has no agreed form.
    """
    with new_book(out, constant_memory=True) as book:
        formats = Formats(book, valign="top")
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet_name(sheet.name)), sheet, formats)


def new_book(out: IO[bytes], *, constant_memory: bool = False) -> xlsxwriter.Workbook:
    """A workbook without a person's name, in which text is only ever text."""
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "constant_memory": constant_memory})
    book.set_properties(_NEUTRAL)
    return book


def sheet_name(text: str) -> str:
    """A name that a spreadsheet allows."""
    return _NOT_IN_NAMES.sub(" ", text).strip("' ")[:_LONGEST_NAME] or "1"


def text_width(text: str) -> int:
    """Width in characters of the widest line; a Chinese character counts two."""
    return max(
        sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)
        for line in text.split("\n")
    )


def number_format(decimals: int) -> str:
    """The format of a number with so many decimals: #,##0.00."""
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def set_page(sheet: Worksheet, header_row: int | None, width: float) -> None:
    """A4, as wide as the page, the header on every one, and their numbers."""
    sheet.set_paper(_PAPER_A4)
    if width > _UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&C&P / &N")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def write_value(
    sheet: Worksheet, at: tuple[int, int], value: object, column: XlsxColumn, formats: Formats,
    **look: object,
) -> str:  # fmt: skip
    """Write one cell; the text it shows, for its width."""
    row, index = at
    if value is None or value == "":
        sheet.write_blank(row, index, None, formats(**look))
        return ""
    typed = _typed(value, column)
    if isinstance(typed, str):
        # A carriage return would be shown as _x000D_
        shown = "\n".join(typed.split("\r\n"))[:_LONGEST_TEXT]
        sheet.write_string(row, index, shown, formats(**look))
        return shown
    if isinstance(typed, datetime):
        shown = "yyyy-mm-dd hh:mm"
        sheet.write_datetime(
            row, index, typed.replace(tzinfo=None), formats(**{**look, "num_format": shown})
        )
        return shown
    if isinstance(typed, date):
        shown = "yyyy-mm-dd"
        sheet.write_datetime(row, index, typed, formats(**{**look, "num_format": shown}))
        return shown
    decimals = typed.decimals
    shown = f"{typed.value:,.{decimals}f}"
    if len(typed.value.normalize().as_tuple().digits) > _DIGITS:
        # A spreadsheet would round it
        sheet.write_string(row, index, plain(typed.value), formats(**{**look, "align": "right"}))
    else:
        pattern = "0" if column.kind is Kind.INTEGER else number_format(decimals)
        sheet.write_number(
            row, index, float(typed.value), formats(**{**look, "num_format": pattern})
        )
    return shown


def _write_sheet(worksheet: Worksheet, sheet: XlsxSheet, formats: Formats) -> None:
    top = len(sheet.titles)
    for row, title in enumerate(sheet.titles):
        worksheet.write_string(row, 0, title, formats(bold=True))
    header = formats(bold=True, bg_color="#E8EDF3", border=1, border_color="#B8C2CC")
    widths: list[float] = []
    for index, column in enumerate(sheet.columns):
        worksheet.write_string(top, index, column.header, header)
        widths.append(text_width(column.header))
    for number, values in enumerate(sheet.rows, 1):
        if number > MOST_ROWS - top:
            message = f"a sheet holds at most {MOST_ROWS} rows"
            raise ValueError(message)
        for index, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            look = {"text_wrap": True} if column.kind is Kind.TEXT else {}
            shown = write_value(worksheet, (top + number, index), value, column, formats, **look)
            if number <= _LOOKED_AT and shown:
                widths[index] = max(widths[index], text_width(shown))
    for index, column in enumerate(sheet.columns):
        fitted = min(max(widths[index] + 2, _LEAST_WIDTH), _MOST_WIDTH)
        widths[index] = column.width or fitted
        worksheet.set_column(index, index, widths[index])
    worksheet.freeze_panes(top + 1, 0)
    set_page(worksheet, top, sum(widths))


def _typed(value: object, column: XlsxColumn) -> str | date | Figure:
    if isinstance(value, str):
        return _from_text(value, column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Figure):
        return value
    if isinstance(value, int):
        return Figure(Decimal(value), 0)
    if isinstance(value, Decimal):
        return _figure(value, column)
    if isinstance(value, date):
        return value
    message = f"a cell cannot hold a {type(value).__name__}"
    raise TypeError(message)


def _from_text(text: str, column: XlsxColumn) -> str | date | Figure:
    """The text of a CSV cell as what its column holds; text where it is nothing else."""
    try:
        if column.kind in (Kind.NUMBER, Kind.INTEGER):
            value = Decimal(text)
            return _figure(value, column) if value.is_finite() else text
        if column.kind is Kind.DATE:
            return date.fromisoformat(text)
        if column.kind is Kind.MOMENT:
            return datetime.fromisoformat(text)
    except (InvalidOperation, ValueError):
        return text
    return text


def _figure(value: Decimal, column: XlsxColumn) -> Figure:
    decimals = len(plain(value).partition(".")[2]) if column.decimals is None else column.decimals
    return Figure(value, decimals)
