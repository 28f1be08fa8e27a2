"""The rows that were not taken, as they stood, with the reasons in one more column.

What its sheet says above the table (year, period, unit) and what a person corrected of the
match is written into title and header, so that the mended file can be brought as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain, groupby
from typing import IO, NamedTuple

from targets.exchange.sheets.csv_writing import BYTE_ORDER_MARK, csv_lines
from targets.exchange.sheets.defusing import defused
from targets.exchange.sheets.parsed_sheet import PERIOD, Basis, ColumnMatch, How, ParsedRow, Sheet

from .xlsx import XlsxColumn, XlsxSheet, write_xlsx

REASON_ZH, REASON_EN = "未导入原因", "Why not taken"  # both are known and not read again
_BETWEEN = "; "
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,8})?", re.ASCII)
_BASIS_NAMES = {Basis.UNSAID: "value", Basis.TOTAL: "value_total", Basis.SINGLE: "value_single"}
_BASIS_WORDS = {Basis.UNSAID: "", Basis.TOTAL: "累计", Basis.SINGLE: "当月"}


class RefusedEntry(NamedTuple):
    """An entry that was not taken, and why, in the language of the file to be written."""

    entry: ParsedRow
    reasons: tuple[str, ...]


def write_refused_csv(
    out: IO[bytes],
    sheet: Sheet,
    entries: Iterable[RefusedEntry],
    reason_header: str = REASON_ZH,
    width: int = 0,
) -> None:
    """The refused rows of one sheet as CSV, in their order. ``width``: cells of the widest row,
    which may have more than the header."""
    lines = [[title] for title in _titles(sheet)] + [[*_headers(sheet, width), reason_header]]
    out.write((BYTE_ORDER_MARK + csv_lines(lines)).encode())
    for cells in _rows(sheet, entries, width):
        out.write(csv_lines([[defused(cell) for cell in cells]]).encode())


def write_refused_xlsx(
    out: IO[bytes],
    sheets: Iterable[Sheet],
    entries: Iterable[RefusedEntry],
    reason_header: str = REASON_ZH,
    widths: Mapping[str, int] | None = None,
) -> None:
    """The refused rows of a whole book, a sheet for each of its sheets that has any; ``widths``
    are those of their widest rows."""
    known = {sheet.name: sheet for sheet in sheets}
    wide = widths or {}
    write_xlsx(
        out,
        (
            XlsxSheet(
                name,
                [
                    XlsxColumn(header)
                    for header in (*_headers(known[name], wide.get(name, 0)), reason_header)
                ],
                _values(known[name], of_sheet, wide.get(name, 0)),
                _titles(known[name]),
            )
            for name, of_sheet in groupby(entries, key=lambda each: each.entry.sheet)
        ),
    )


def _rows(sheet: Sheet, entries: Iterable[RefusedEntry], width: int) -> Iterator[list[str]]:
    """Each row once: a row of a ledger can be refused in several of its cells."""
    for _row, group in groupby(entries, key=lambda each: each.entry.row):
        same_row = list(group)
        original = same_row[0].entry.original
        kept = (*_kept(sheet), *range(len(sheet.columns), width))
        cells = [original[i] if i < len(original) else "" for i in kept]
        reasons = chain.from_iterable(
            _reasons(each, several=len(same_row) > 1) for each in same_row
        )
        yield [*cells, _BETWEEN.join(dict.fromkeys(reasons))]


def _reasons(refused: RefusedEntry, *, several: bool) -> Iterator[str]:
    """The reasons, each with its column where a row has several."""
    for reason in refused.reasons:
        yield f"{refused.entry.column}: {reason}" if several else reason


def _titles(sheet: Sheet) -> list[str]:
    """What has to stand above the header for the table to be understood again."""
    titles = []
    if sheet.period_end is not None:
        titles.append(_period_title(sheet, sheet.period_end))
    elif sheet.year is not None:
        titles.append(f"{sheet.year}年")
    if sheet.unit:
        titles.append(f"{'金额' if sheet.is_money else ''}单位:{sheet.unit}")
    return titles


def _period_title(sheet: Sheet, end: date) -> str:
    """The period with what its words say of the figures: 1—9月 is a total, 7—9月 is none."""
    first = 1 if sheet.basis is Basis.TOTAL else end.month + 1 - max(sheet.months, 1)
    months = (
        f"{end.month}"
        if first == end.month and sheet.basis is not Basis.TOTAL
        else (f"{first}—{end.month}")
    )
    return f"{end.year}年{months}月"


def _headers(sheet: Sheet, width: int) -> list[str]:
    headers = [_header(sheet.columns[index]) for index in _kept(sheet)]
    return [*headers, *[""] * (width - len(sheet.columns))]


def _kept(sheet: Sheet) -> list[int]:
    """All columns but the reasons of an earlier file of refused rows."""
    return [column.index for column in sheet.columns if column.header not in (REASON_ZH, REASON_EN)]


def _header(column: ColumnMatch) -> str:
    """The header as it stood; where a person corrected the match, one that means that."""
    if column.how is not How.CHOSEN:
        return column.header
    unit = f"({column.unit})" if column.unit else ""
    if column.column == "":
        return f"× {column.header}".rstrip()
    if column.column == "value":
        return _BASIS_NAMES[column.basis] + unit
    if column.column == PERIOD:
        year = f"{column.year}年" if column.year else ""
        return f"{year}{column.month}月{_BASIS_WORDS[column.basis]}{unit}"
    return column.column


def _values(sheet: Sheet, entries: Iterable[RefusedEntry], width: int) -> Iterator[list[object]]:
    """The rows with figures as numbers, so that they can be mended like ones."""
    figures = [
        column.column in ("value", PERIOD)
        for column in map(sheet.columns.__getitem__, _kept(sheet))
    ]
    figures += [False] * (width - len(sheet.columns))
    for cells in _rows(sheet, entries, width):
        *own, reason = cells
        yield [
            *(
                Decimal(cell) if is_figure and _NUMBER.fullmatch(cell) else cell
                for cell, is_figure in zip(own, figures, strict=True)
            ),
            reason,
        ]
