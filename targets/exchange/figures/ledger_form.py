"""The ledger form: a row an indicator, a column a period, as departments keep it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from targets.core.values.facts import Accumulation
from targets.exchange.headers.column_words import NO_VALUE
from targets.exchange.sheets.parsed_sheet import PERIOD, ColumnMatch, RawSheet, Sheet
from targets.exchange.sheets.problems import Problem

from .moments import NOWHERE, Kind, Moment, checked_moment, no_year
from .row_words import RowWords
from .rows import Tally, looks_like_figure, rows_below
from .slots import Asked, Ident, Idents, Slot, preference, slot_key
from .unread import UnreadCells


class _Cell(NamedTuple):
    """One period column for one kind of series."""

    match: ColumnMatch
    moment: Moment


class LedgerForm:
    """Goes through a ledger and finds the slot of every cell that holds a figure."""

    def __init__(self, sheet: Sheet, raw: RawSheet, asked: Asked, tally: Tally) -> None:
        self._sheet = sheet
        self._raw = raw
        self._asked = asked
        self._tally = tally
        self._idents = Idents(sheet, asked)
        self._periods = [column for column in sheet.columns if column.column == PERIOD]
        self._year = sheet.year or asked.year
        self._growths = [
            column for column in sheet.columns if column.column == "growth" and column.month
        ]
        self._cells: dict[object, tuple[_Cell, ...]] = {}
        self._unread = UnreadCells(sheet, tally)
        self._words = RowWords(sheet, asked.place)

    def slots(self) -> Iterator[Slot]:
        """Every cell with a figure; for a row that cannot be a series, one slot that says so."""
        ident_of = itemgetter(*self._idents.indexes)
        known, understand = self._idents.get, self._idents.understand
        width = self._sheet.width
        named = [column.index for column in self._sheet.columns if column.column in _SPANNING]
        for row, cells in rows_below(self._raw, self._sheet, self._tally, named):
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901 - made as wide
            key = ident_of(cells)
            ident = known(key) or understand(key)
            if ident.shape is None:
                yield from self._unknown(row, cells, ident)
                continue
            columns = self._columns(ident, self._periods, ident.shape.accumulation)
            yield from self._figures(row, cells, ident, columns)
            beside = _NONE
            if self._growths and ident.growth is not None:
                beside = self._columns(ident.growth, self._growths, ident.shape.accumulation)
                self._tally.grown.add(self._sheet.name)
                yield from self._figures(row, cells, ident.growth, beside)
            kind = id(columns), id(beside)
            self._unread.count(cells, kind, (each.match for each in (*columns, *beside)))

    def _figures(
        self, row: int, cells: Sequence[str], ident: Ident, columns: Sequence[_Cell]
    ) -> Iterator[Slot]:
        for match, moment in columns:
            if cells[match.index].strip() in NO_VALUE:
                self._tally.blank += 1
            else:
                slot = Slot(slot_key(ident, moment), row, cells, ident, moment, match)
                yield self._words.held(slot)

    def _unknown(self, row: int, cells: Sequence[str], ident: Ident) -> Iterator[Slot]:
        """A theme or a footnote is passed over; figures without a series are refused."""
        filled = [period for period in self._periods if cells[period.index].strip() not in NO_VALUE]
        figures = (each for each in filled if looks_like_figure(cells[each.index]))
        first = next(iter(filled), None) if ident.code else next(figures, None)
        if first is None or self._is_header_again(cells):
            self._tally.heading(row)
            self._words.heading(cells)
            self._unread.passed_over(cells)
        else:
            yield Slot(-1, row, cells, ident, NOWHERE, first)

    def _is_header_again(self, cells: Sequence[str]) -> bool:
        """Is this the header, repeated for the next printed page?"""
        return all(cells[period.index].strip() == period.header for period in self._periods)

    def _columns(
        self, ident: Ident, periods: Sequence[ColumnMatch], accumulation: Accumulation
    ) -> tuple[_Cell, ...]:
        """For each period the column that this kind of series takes."""
        shape = ident.shape
        assert shape is not None  # noqa: S101 - asked before
        kind = (shape.calendar, shape.accumulation, shape.is_task, accumulation, id(periods))
        found = self._cells.get(kind)
        if found is None:
            by_period: dict[object, list[_Cell]] = {}
            for match in sorted(periods, key=lambda each: preference(each, accumulation)):
                cell = _Cell(match, self._moment(match, ident))
                by_period.setdefault((match.month, match.year or self._year), []).append(cell)
            found = tuple(map(_fitting, by_period.values()))
            self._cells[kind] = tuple(sorted(found, key=lambda each: each.match.index))
        return self._cells[kind]

    def _moment(self, match: ColumnMatch, ident: Ident) -> Moment:
        end = match.period_end(self._year)
        if end is None:
            problem: Problem = no_year(match.header).at(None, match.label, match.header)
            return Moment(-1, None, (problem,))
        kind = Kind(ident.shape, match.basis, self._asked.today, match.label, match.months)
        return checked_moment(end, kind, match.header)


def _fitting(cells: Sequence[_Cell]) -> _Cell:
    """Of several columns for one period, the preferred first, the one that the series can take:
    6月 and not 二季度 where it is entered month by month."""
    return next((cell for cell in cells if not cell.moment.problems), cells[0])


_NONE: tuple[_Cell, ...] = ()
_SPANNING = ("code", "name_zh", "unit_zh", "place")
