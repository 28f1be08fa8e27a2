"""XLS, as Excel 97–2003 and WPS save it: sheets of texts, through xlrd.

Not through the reader of XLSX: that one asks for whatever memory a damaged file names, and the
process ends. This one is Python, where the same is an exception.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet as XlrdSheet

from .brought import Hidden
from .cell_texts import cell_text, percent_text, sheet_called, storable_cells
from .decoding import Limits
from .number_formats import decimals_shown, shows_percent
from .workbook_refusals import damaged, locked, too_many_sheets, too_wide

_BROKEN = (
    xlrd.XLRDError, CompDocError, struct.error, AssertionError, AttributeError, LookupError,
    MemoryError, NotImplementedError, OverflowError, RecursionError, TypeError,
    ValueError, xlrd.xldate.XLDateError, UnboundLocalError, ZeroDivisionError,
)  # fmt: skip
_FIRST_YEAR = 1900  # what is before has a time and no day


class XlsSheet:
    """One sheet of an XLS file."""

    is_ragged = False
    above: tuple[str, ...] = ()

    def __init__(self, sheet: XlrdSheet) -> None:
        self.name: str = sheet_called(sheet.name)
        self.is_hidden = sheet.visibility != 0
        self._sheet = sheet
        self._percents = {
            index
            for index, style in enumerate(sheet.book.xf_list)
            if shows_percent(sheet.book.format_map[style.format_key].format_str)
        }

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        return tuple(
            ((top, left), (bottom - 1, right - 1))
            for top, bottom, left, right in self._sheet.merged_cells
        )

    @property
    def hidden(self) -> Hidden:
        return Hidden(
            frozenset(row for row, info in self._sheet.rowinfo_map.items() if info.hidden),
            frozenset(column for column, info in self._sheet.colinfo_map.items() if info.hidden),
        )

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        width = self._sheet.ncols
        for row in range(self._sheet.nrows):
            cells = [self._text(row, column) for column in range(self._sheet.row_len(row))]
            if any(map(str.strip, cells)):
                yield row + 1, storable_cells([*cells, *[""] * (width - len(cells))])

    def decimals_shown(self, row: int, column: int) -> int | None:
        """By the format of the cell."""
        style = self._sheet.book.xf_list[self._sheet.cell_xf_index(row - 1, column)]
        pattern: str = self._sheet.book.format_map[style.format_key].format_str
        return decimals_shown(pattern)

    def _text(self, row: int, column: int) -> str:
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)
        if kind == xlrd.XL_CELL_NUMBER:
            text = cell_text(float(value))
            is_percent = self._sheet.cell_xf_index(row, column) in self._percents
            return percent_text(text) if is_percent else text
        if kind == xlrd.XL_CELL_DATE:
            try:
                day = xlrd.xldate.xldate_as_datetime(value, self._sheet.book.datemode)
            except (ValueError, OverflowError):
                return cell_text(float(value))
            return cell_text(day if day.year >= _FIRST_YEAR else float(value))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return cell_text(bool(value))
        if kind == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#N/A"))
        return ""


def read_xls(data: bytes, limits: Limits) -> list[XlsSheet]:
    """The sheets of an XLS file. Raises :class:`~.problems.FileRefused`."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        sheets = [XlsSheet(sheet) for sheet in book.sheets()]
    except _BROKEN as error:
        if "encrypted" in str(error):
            raise locked() from error
        raise damaged() from error
    if len(sheets) > limits.sheets:
        raise too_many_sheets(limits)
    if any(sheet.ncols > limits.columns for sheet in book.sheets()):
        raise too_wide(limits)
    return sheets
