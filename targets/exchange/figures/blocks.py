"""The tables of one sheet: one below the other, side by side, continued under the same header.

Each becomes a sheet of its own, with its cells where they stood. A sheet with one table stays
as it is, and is gone through once for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from targets.exchange.headers.lines import IDENTITY, Header, Line, Merged, find_header, line_kind
from targets.exchange.headers.reading import HeaderReading, read_header
from targets.exchange.headers.titles import joined_rows, period_said, units_said, year_said
from targets.exchange.headers.words import is_figure
from targets.exchange.sheets.csv_sheet import LOOKED_AT
from targets.exchange.sheets.parsed_sheet import (
    PERIOD,
    ColumnMatch,
    Hidden,
    How,
    RawSheet,
    column_letter,
)

_AROUND = 8  # lines looked at above and below a line that may be a header
_NEVER = 1 << 30  # a row that no sheet has
_MOST = 2_000  # further headers of one sheet
_NUMBER_ENDS = frozenset("0123456789%％")
_OWN_COLUMNS = ("value", PERIOD, "growth")

Rows = list[tuple[int, Sequence[str]]]


class TableView:
    """The part of a sheet that is one table."""

    def __init__(
        self,
        raw: RawSheet,
        name: str,
        *,
        rows: range,
        columns: slice,
        above: tuple[str, ...],
        left_out: frozenset[int],
    ) -> None:
        self.name = name
        self.above = above
        self.is_hidden = raw.is_hidden
        self.is_ragged = raw.is_ragged
        self._raw = raw
        self._rows = rows
        self._columns = columns
        self._left_out = left_out

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        return self._raw.merged

    @property
    def hidden(self) -> Hidden:
        return self._raw.hidden

    def decimals_shown(self, row: int, column: int) -> int | None:
        return self._raw.decimals_shown(row, column)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        first, last, left_out = self._rows.start, self._rows.stop, self._left_out
        left, right = self._columns.start, self._columns.stop
        for row, cells in self._raw.rows():
            if row < first or row in left_out:
                continue
            if row >= last:
                return
            if left or right is not None:
                cells = [""] * left + list(cells[left:right])  # noqa: PLW2901 - the table's own
                if not any(cells):
                    continue
            yield row, cells


class _Block(NamedTuple):
    """One header with its lines as the sheet numbers them."""

    first: int
    last: int
    header: Header
    titles: tuple[str, ...]  # lines above it, the nearest first
    start: int  # the row of the uppermost of them


def tables_of(raw: RawSheet) -> tuple[RawSheet, ...]:
    """The tables of a sheet; the sheet itself where it is one table from its header down."""
    first = _first_block(list(islice(raw.rows(), LOOKED_AT)), raw.merged)
    if first is None:
        return (raw,)
    later, again = _later_blocks(raw, first)
    groups = _groups(first.header)
    if not later and not again and len(groups) == 1:
        return (raw,)
    blocks = [first, *later]
    starts = [block.start for block in blocks]
    tables: list[RawSheet] = []
    for number, block in enumerate(blocks):
        end = starts[number + 1] if number + 1 < len(blocks) else _NEVER
        parts = _groups(block.header)
        for left, right in parts:
            name = raw.name
            if tables:
                name = f"{raw.name}!{column_letter(left)}{block.first}"
            above = block.titles if left else ()
            if number:
                above = (*block.titles, *first.titles) if left else first.titles
            tables.append(
                TableView(
                    raw,
                    name,
                    rows=range(starts[number], end),
                    columns=slice(left, right),
                    above=above,
                    left_out=again,
                )
            )
    return tuple(tables)


def _first_block(rows: Rows, merged: Merged) -> _Block | None:
    """The first header that names an indicator and figures."""
    for index in range(len(rows)):
        header = find_header(rows, merged, {}, index, index + 1)
        if header is not None and _is_table(header.columns):
            titles = joined_rows(cells for _row, cells in reversed(rows[: header.first]))
            return _Block(rows[header.first][0], rows[header.last][0], header, tuple(titles), 1)
    return None


def _later_blocks(raw: RawSheet, first: _Block) -> tuple[list[_Block], frozenset[int]]:
    """Further headers below the first, and the lines where the one above is only repeated."""
    marks = list(islice(_candidates(raw, first), _MOST))
    if not marks:
        return [], frozenset()
    windows = _windows(raw, marks)
    blocks: list[_Block] = []
    again: set[int] = set()
    standing = first
    done = first.last
    for mark in marks:
        if mark <= done:
            continue
        block = _block_at(windows[mark], raw, mark, done)
        if block is None:
            continue
        done = block.last
        if block.header.lines == standing.header.lines and not _says_more(block.titles):
            again.update(range(block.first, block.last + 1))
        else:
            blocks.append(block)
            standing = block
    return blocks, frozenset(again)


def _candidates(raw: RawSheet, first: _Block) -> Iterator[int]:
    """Lines below a header that hold no figures and may be a header again."""
    figures = [column.index for column in first.header.columns if column.column in _OWN_COLUMNS]
    column = figures[0] if figures else 0
    for row, cells in raw.rows():
        # Most rows of a table show by one cell that they hold a figure
        if len(cells) > column and cells[column][-1:] in _NUMBER_ENDS:
            if not _DAY_HEADS.isdisjoint(cells):
                yield row
            continue
        if row > first.last and not any(map(is_figure, cells)) and line_kind(cells) is Line.HEADER:
            yield row


_FOOTNOTES = ("注", "备注", "说明", "资料来源", "数据来源", "*")
_DAY_HEADS = frozenset({"指标", "指标名称", "项目", "编码", "指标编码", "名称"})


def _windows(raw: RawSheet, marks: Sequence[int]) -> Mapping[int, Rows]:
    """For each of some lines those around it."""
    around: dict[int, list[int]] = {}
    for mark in marks:
        for row in range(mark - _AROUND, mark + _AROUND + 1):
            around.setdefault(row, []).append(mark)
    windows: dict[int, Rows] = {mark: [] for mark in marks}
    for row, cells in raw.rows():
        for mark in around.get(row, ()):
            windows[mark].append((row, cells))
    return windows


def _block_at(rows: Rows, raw: RawSheet, mark: int, done: int) -> _Block | None:
    """The header that a line belongs to, when it is one: it names an indicator and figures."""
    own = [row for row in rows if row[0] > done]
    index = next(number for number, (row, _cells) in enumerate(own) if row == mark)
    header = find_header(own, raw.merged, {}, index, index + 1)
    if header is None or not _is_table(header.columns):
        return None
    titles: list[tuple[int, Sequence[str]]] = []
    first = own[header.first][0]
    for row, cells in reversed(own[: header.first]):
        text = "".join(cells).strip()
        if line_kind(cells) is not Line.TITLE or text.startswith(_FOOTNOTES):
            break
        titles.append((row, cells))
    lines = joined_rows(cells for _row, cells in titles)
    start = titles[-1][0] if titles else first
    return _Block(first, own[header.last][0], header, tuple(lines), start)


def _is_table(columns: Sequence[ColumnMatch]) -> bool:
    return any(column.column in IDENTITY for column in columns) and any(
        column.column in _OWN_COLUMNS or column.how is How.ASKED for column in columns
    )


def _says_more(titles: Sequence[str]) -> bool:
    """Do the lines above a repeated header say another period or unit?"""
    return bool(period_said(titles) or units_said(titles).names or year_said(titles))


def _groups(header: Header) -> list[tuple[int, int | None]]:
    """The tables side by side under one header: first and last column of each."""
    readings = [read_header(lines, {}) for lines in header.lines]
    starts, names, figures = [0], "", False
    for index, reading in enumerate(readings):
        if reading.column in _OWN_COLUMNS:
            figures = True
        elif reading.column in IDENTITY:
            name = header.lines[index][-1]
            if figures and name == names and _has_figures(readings[index:]):
                starts.append(_leftmost(readings, index))
                figures = False
            names = names or name
    return list(zip(starts, [*starts[1:], None], strict=True))


def _has_figures(readings: Sequence[HeaderReading]) -> bool:
    return any(reading.column in _OWN_COLUMNS for reading in readings)


def _leftmost(readings: Sequence[HeaderReading], index: int) -> int:
    """With 序号 before the names."""
    while readings[index - 1].is_label:
        index -= 1
    return index
