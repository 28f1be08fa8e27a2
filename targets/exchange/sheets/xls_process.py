"""The process that reads an XLS file, and nothing else: run by ``xls_sheets``, one for each file.

Excel 97–2003's format is read by xlrd, which trusts what a file says of itself. Here that can cost
no more than this process: it has bounded memory and time, opens no file and knows no database. The
file comes by the standard input, behind a line with the limits; the answer goes out as JSON.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from collections.abc import Iterator
from typing import IO, Any

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet as XlrdSheet

from .cell_texts import cell_text, percent_text, sheet_called, storable_cells
from .decoding import Limits
from .number_formats import decimals_shown, shows_percent

MEMORY = 1 << 30  # bytes of address space
PROCESSOR_SECONDS = 20
# What is wrong with a file, as the parent words it
LOCKED, DAMAGED, TOO_MANY_SHEETS, TOO_WIDE = "locked", "damaged", "too_many_sheets", "too_wide"

_BROKEN = (
    xlrd.XLRDError, CompDocError, struct.error, AssertionError, AttributeError, LookupError,
    MemoryError, NotImplementedError, OverflowError, RecursionError, TypeError,
    ValueError, xlrd.xldate.XLDateError, UnboundLocalError, ZeroDivisionError,
)  # fmt: skip
_FIRST_YEAR = 1900  # what is before has a time and no day


class _TooMuch(Exception):
    """A sheet has more cells or text than is read."""


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """The sheets of an XLS file as plain values, or ``{"refused": why}``."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        if book.nsheets > limits.sheets:
            return {"refused": TOO_MANY_SHEETS}
        return {"sheets": [_sheet(sheet, limits) for sheet in book.sheets()]}
    except _TooMuch:
        return {"refused": TOO_WIDE}
    except _BROKEN as error:
        return {"refused": LOCKED if "encrypted" in str(error) else DAMAGED}


def _sheet(sheet: XlrdSheet, limits: Limits) -> dict[str, Any]:
    if sheet.ncols > limits.columns or sheet.ncols * sheet.nrows > limits.cells:
        raise _TooMuch
    patterns = [sheet.book.format_map[style.format_key].format_str for style in sheet.book.xf_list]
    return {
        "name": sheet_called(sheet.name),
        "is_hidden": sheet.visibility != 0,
        "merged": [list(merged) for merged in sheet.merged_cells],
        "hidden_rows": [row for row, info in sheet.rowinfo_map.items() if info.hidden],
        "hidden_columns": [column for column, info in sheet.colinfo_map.items() if info.hidden],
        "rows": list(_rows(sheet, patterns, limits)),
    }


def _rows(sheet: XlrdSheet, patterns: list[str], limits: Limits) -> Iterator[list[Any]]:
    """Rows with something in them: number, texts, and the decimals that each format shows."""
    percents = {index for index, pattern in enumerate(patterns) if shows_percent(pattern)}
    decimals = [decimals_shown(pattern) for pattern in patterns]
    room = limits.texts
    for row in range(sheet.nrows):
        filled = range(sheet.row_len(row))
        cells = [_text(sheet, row, column, percents) for column in filled]
        room -= sum(map(len, cells))
        if room < 0:
            raise _TooMuch
        if any(map(str.strip, cells)):
            blanks = [""] * (sheet.ncols - len(cells))
            shown = [decimals[sheet.cell_xf_index(row, column)] for column in filled]
            yield [row + 1, storable_cells([*cells, *blanks]), shown]


def _text(sheet: XlrdSheet, row: int, column: int, percents: set[int]) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_NUMBER:
        text = cell_text(float(value))
        return percent_text(text) if sheet.cell_xf_index(row, column) in percents else text
    if kind == xlrd.XL_CELL_DATE:
        try:
            day = xlrd.xldate.xldate_as_datetime(value, sheet.book.datemode)
        except (ValueError, OverflowError):
            return cell_text(float(value))
        return cell_text(day if day.year >= _FIRST_YEAR else float(value))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return ""


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Read one file from a stream and write its answer to another."""
    limits = Limits(**json.loads(source.readline()))
    target.write(json.dumps(answer(source.read(), limits), ensure_ascii=False).encode())


def main() -> None:  # pragma: no cover - runs in the process itself
    """Bound this process, then read the file."""
    try:
        import resource  # noqa: PLC0415 - Windows has none; there the parent's clock is the bound
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
