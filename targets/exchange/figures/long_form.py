"""The long form: a row a figure, with its series and period beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from targets.core.values.entry import OF_TASKS
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.column_words import NO_VALUE
from targets.exchange.sheets.parsed_sheet import Basis, RawSheet, Sheet
from targets.exchange.sheets.problems import Problem, ProblemCode, shortened

from .moments import NOWHERE, Kind, Moment, checked_moment, moment_of
from .row_words import RowWords
from .rows import Tally, looks_like_figure, rows_below
from .slots import DAY_BITS, Asked, Ident, Idents, Slot, slot_key
from .unread import UnreadCells

_YEAR = re.compile(r"\s*[0-9]{4}\s*年?度?\s*")
_MONTH = re.compile(r"\s*0?[1-9]\s*|\s*1[0-2]\s*", re.ASCII)  # in a column of months
_OF_MONTHS = re.compile(r"月|month", re.IGNORECASE)
_WAITING = frozenset({"pending", "待审核"})  # entries of an export that were not accepted yet


class LongForm:
    """Goes through a long sheet and finds the slot of every row that says something."""

    def __init__(self, sheet: Sheet, raw: RawSheet, asked: Asked, tally: Tally) -> None:
        self._sheet = sheet
        self._raw = raw
        self._asked = asked
        self._tally = tally
        self._idents = Idents(sheet, asked)
        self._columns = {match.column: match for match in reversed(sheet.columns) if match.column}
        self._tasks = [match.index for match in sheet.columns if match.column in OF_TASKS]
        self._year = sheet.year or asked.year
        self._unread = UnreadCells(sheet, tally)
        self._words = RowWords(sheet, asked.place)
        self._needed = 1 + max(
            match.index for match in sheet.columns if match.column not in ("", "note", "source")
        )
        # An unnamed column has to be empty where a separator may have gone astray
        self._unnamed = [
            match.index for match in sheet.columns if raw.is_ragged and not match.header
        ]

    def slots(self) -> Iterator[Slot]:
        """Every row with a figure or the state of a task. Blank ones are counted."""
        ident_of = itemgetter(*self._idents.indexes)
        period_of, label = self._period_cells()
        known, understand = self._idents.get, self._idents.understand
        width, unnamed = self._sheet.width, self._unnamed
        lane = self._columns.get("lane")
        unread = self._unread
        has_more = unread.may_be_any or any(
            column.column == "growth" for column in self._sheet.columns
        )
        for row, cells in self._rows():
            wrong: tuple[Problem, ...] = ()
            if len(cells) != width or unnamed:
                cells, wrong = self._fitted(cells)  # noqa: PLW2901 - the row, made as wide
            if lane is not None and cells[lane.index].strip().casefold() in _WAITING:
                self._tally.waiting += 1
                continue
            key = ident_of(cells)
            ident = known(key) or understand(key)
            value = ident.value
            if has_more and ident.shape is not None:
                yield from self._beside(row, cells, ident, period_of, label)
            if value is None or not (text := cells[value.index]) or text.strip() in NO_VALUE:
                if not wrong and not self._says_something(ident, cells):
                    self._pass_over(row, ident, cells)
                    continue
            elif ident.is_blank and not looks_like_figure(text):
                self._pass_over(row, ident, cells)
                continue
            when = period_of(cells)
            moment = ident.moments.get(when) or self._new_moment(when, ident, label)
            number, ordinal = ident.number, moment.ordinal
            slot = -1 if number < 0 or ordinal < 0 else number << DAY_BITS | ordinal
            yield self._words.held(Slot(slot, row, cells, ident, moment, value, wrong))

    def _beside(
        self, row: int, cells: Sequence[str], ident: Ident,
        period_of: Callable[[Sequence[str]], object], label: str,
    ) -> Iterator[Slot]:  # fmt: skip
        """The growth beside a level; what else the row holds and is not read is counted."""
        growth = ident.growth
        taken = (ident.value, growth.value if growth else None)
        self._unread.count(cells, tuple(each and each.index for each in taken), taken)
        if growth is None or growth.value is None:
            return
        if cells[growth.value.index].strip() not in NO_VALUE:
            self._tally.grown.add(self._sheet.name)
            when = period_of(cells)
            moment = growth.moments.get(when)
            if moment is None:
                moment = self._new_moment(when, growth, label)
            key = slot_key(growth, moment)
            yield self._words.held(Slot(key, row, cells, growth, moment, growth.value))

    def _pass_over(self, row: int, ident: Ident, cells: Sequence[str]) -> None:
        if ident.shape is None:
            self._tally.heading(row)
            self._words.heading(cells)
            self._unread.passed_over(cells)
        else:
            self._tally.blank += 1

    def _rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        names = ("code", "name_zh", "unit_zh", "period_end", "year", "place")
        merged = [match.index for match in self._sheet.columns if match.column in names]
        return rows_below(self._raw, self._sheet, self._tally, merged)

    def _period_cells(self) -> tuple[Callable[[Sequence[str]], object], str]:
        period, year = self._columns.get("period_end"), self._columns.get("year")
        if period is None:
            return (lambda _cells: ""), ""
        if year is None:
            return itemgetter(period.index), period.label
        return itemgetter(period.index, year.index), period.label

    def _new_moment(self, when: object, ident: Ident, label: str) -> Moment:
        moment = ident.moments[when] = self._moment(when, ident, label)
        return moment

    def _moment(self, when: object, ident: Ident, label: str) -> Moment:
        value = ident.value
        basis, months = (value.basis, value.months) if value else (Basis.UNSAID, 0)
        kind = Kind(ident.shape, basis, self._asked.today, label, months)
        if label:
            text, year = when, self._year
            if isinstance(when, tuple):
                text, said = when
                year = int(str(said).strip("年度 ")) if _YEAR.fullmatch(str(said)) else year
            if _MONTH.fullmatch(str(text)) and _OF_MONTHS.search(label):
                text = f"{text}月"
            return moment_of(str(text), year, kind)
        if self._sheet.period_end is None:
            return NOWHERE
        if not basis:
            kind = kind._replace(basis=self._sheet.basis, months=self._sheet.months)
        return checked_moment(self._sheet.period_end, kind, "")

    def _says_something(self, ident: Ident, cells: Sequence[str]) -> bool:
        """Has a row without a figure the state of a task?"""
        if ident.shape is not None and not ident.shape.is_task:
            return False
        return any(cells[index].strip() not in NO_VALUE for index in self._tasks)

    def _fitted(self, cells: Sequence[str]) -> tuple[Sequence[str], tuple[Problem, ...]]:
        """The row at least as wide as the header, and what is wrong with it when it was not."""
        width = self._sheet.width
        problems: list[Problem] = []
        if self._raw.is_ragged:
            outside = [*cells[width:], *(cells[i] for i in self._unnamed if i < len(cells))]
            strays = [cell for cell in outside if cell.strip()]
            if len(cells) < self._needed:
                problems.append(_too_few(len(cells), width))
            if strays:
                problems.append(_stray(strays[0]))
        return [*cells, *[""] * (width - len(cells))], tuple(problems)


def _too_few(found: int, expected: int) -> Problem:
    return Problem(
        ProblemCode.TOO_FEW_CELLS,
        phrase(
            _(
                "The row has %(found)s cells and the header %(expected)s. Is a separator "
                "missing, or was the file cut off?"
            ),
            found=found,
            expected=expected,
        ),
    )


def _stray(text: str) -> Problem:
    shown = shortened(text)
    return Problem(
        ProblemCode.TOO_MANY_CELLS,
        phrase(
            _(
                "“%(value)s” stands in a column without a header. Put a text that holds "
                "a separator in double quotes."
            ),
            value=shown,
        ),
        value=shown,
    )
