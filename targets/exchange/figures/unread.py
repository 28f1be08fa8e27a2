"""Cells with figures that are not read: counted by column, and told with their heading and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.periods import range_made_a_day
from targets.exchange.headers.words import is_figure, may_be_period
from targets.exchange.sheets.parsed_sheet import (
    PERIOD,
    ColumnMatch,
    How,
    Meaning,
    RawSheet,
    Sheet,
    Unread,
    column_letter,
)
from targets.exchange.sheets.problems import Note, shortened

from .rows import Tally

_OF_ROWS = ("code", "name_zh", "period_end", "year", "place")  # what may be a number as well
_FIGURES = ("value", PERIOD, "growth")
_WHY = {
    Meaning.LAST: _("figures of another period"),
    Meaning.PLAN: _("targets and plans"),
    Meaning.SHARE: _("shares and ranks, which are computed here"),
    Meaning.CHANGE: _("differences, which are computed here"),
    Meaning.PLACE: _("figures of another place"),
    Meaning.OTHER: _("another column was chosen for the same"),
}
_LISTED, _NAMED = 10, 6  # ranges of hidden rows; headings of neighbouring columns
_NOT_CHOSEN = _("it has to be chosen first what the column is")
_LEFT_OUT = _("you chose that it is not read")
_UNKNOWN = _("the heading names no value and no period")
_NO_GROWTH = _("there is no growth series for these rows that you report")
_NO_SERIES = _("their rows name no indicator")
_OTHER_COLUMN = _("these series take the figures of another column")


class UnreadCells:
    """Counts the figures of one table's rows that no entry is made of."""

    def __init__(self, sheet: Sheet, tally: Tally) -> None:
        self._name = sheet.name
        self._counts = tally.unread
        self._columns = [column for column in sheet.columns if _may_hold_figures(column)]
        # In a line without a series even the column of units may hold the figures of another table
        self._passed = [
            (column.index, (sheet.name, column.index, _NO_SERIES))
            for column in sheet.columns
            if not (column.is_label or column.column in _OF_ROWS)
        ]
        self._rest: dict[object, tuple[tuple[int, tuple[str, int, str]], ...]] = {}
        # One column of values is read, or its row is refused
        names = [column.column for column in self._columns]
        self.may_be_any = names != ["value"] and bool(names)

    def count(
        self, cells: Sequence[str], kind: object, taken: Iterable[ColumnMatch | None]
    ) -> None:
        """Count what a row holds beside the columns that were taken; ``kind`` stands for them."""
        rest = self._rest.get(kind)
        if rest is None:
            taken = tuple(taken)
            rest = self._rest[kind] = tuple(
                (column.index, (self._name, column.index, _why(column, taken)))
                for column in self._columns
                if column not in taken
            )
        self._count(cells, rest)

    def passed_over(self, cells: Sequence[str]) -> None:
        """Count what a row holds that is taken for a heading or a footnote."""
        self._count(cells, self._passed)

    def _count(
        self, cells: Sequence[str], keys: Iterable[tuple[int, tuple[str, int, str]]]
    ) -> None:
        for index, key in keys:
            text = cells[index]
            if text and is_figure(text):
                self._counts[key] = self._counts.get(key, 0) + 1


def _may_hold_figures(column: ColumnMatch) -> bool:
    return column.column in _FIGURES or (column.column == "" and not column.is_label)


def _why(column: ColumnMatch, taken: tuple[ColumnMatch | None, ...]) -> str:
    if column.how is How.ASKED:
        return _NOT_CHOSEN
    if column.column == "growth" and not any(each and each.column == "growth" for each in taken):
        return _NO_GROWTH
    if column.column:
        return _OTHER_COLUMN
    if column.how is How.CHOSEN:
        return _LEFT_OUT
    return _WHY.get(column.meaning, _UNKNOWN)


def unread_columns(
    sheets: Sequence[Sheet], counts: Mapping[tuple[str, int, str], int]
) -> Iterator[Unread]:
    """What was counted, neighbouring columns under one heading together."""
    known = {sheet.name: sheet for sheet in sheets}
    keys = sorted(counts, key=lambda key: (list(known).index(key[0]), key[1], key[2]))
    for (name, why), group in groupby(keys, key=lambda key: (key[0], key[2])):
        columns = known[name].columns
        for part in _neighbours([key[1] for key in group]):
            number = sum(counts[name, index, why] for index in part)
            heading = _headings(dict.fromkeys(columns[index].group for index in part))
            if len(part) == 1:
                heading = shortened(columns[part[0]].header)
            yield Unread(name, number, _of_columns(part, heading, number, phrase(why)))


def _headings(groups: Iterable[str]) -> str:
    """The first headings of neighbouring columns: the letters of the columns say how many."""
    headings = list(filter(None, map(shortened, groups)))
    return "、".join([*headings[:_NAMED], *(["…"] if len(headings) > _NAMED else [])])


def _neighbours(indexes: Sequence[int]) -> list[list[int]]:
    parts: list[list[int]] = []
    for index in indexes:
        if parts and index == parts[-1][-1] + 1:
            parts[-1].append(index)
        else:
            parts.append([index])
    return parts


def _of_columns(part: Sequence[int], heading: str, number: int, why: Phrase) -> Phrase:
    first, last = column_letter(part[0]), column_letter(part[-1])
    columns = (
        phrase(_("column %(column)s"), column=first)
        if len(part) == 1
        else phrase(_("columns %(columns)s"), columns=f"{first}–{last}")
    )
    if not heading:
        return _not_read(number, phrase(_("%(columns)s without a heading"), columns=columns))
    said = _("%(columns)s “%(heading)s”: %(why)s")
    return _not_read(number, phrase(said, columns=columns, heading=heading, why=why))


def _not_read(number: int, where: Phrase) -> Phrase:
    cells = (
        phrase(_("1 cell with a figure was not read"))
        if number == 1
        else phrase(_("%(count)s cells with figures were not read"), count=number)
    )
    return phrase(_("%(cells)s: %(where)s."), cells=cells, where=where)


def above_header(name: str, rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[Unread, ...]:
    """Figures above a table's header, of a table whose own header was not recognised."""
    held = {row: _figures(cells) for row, cells in rows if _figures(cells)}
    if not held:
        return ()
    count, first, last = sum(held.values()), min(held), max(held)
    where = (
        phrase(_("row %(row)s, above the header that was recognised"), row=first)
        if first == last
        else phrase(
            _("rows %(rows)s, above the header that was recognised"), rows=f"{first}–{last}"
        )
    )
    return (Unread(name, count, _not_read(count, where)),)


def unread_sheet(sheet: Sheet, raw: RawSheet) -> tuple[Unread, ...]:
    """The figures of a sheet that is not read at all."""
    count = sum(_figures(cells) for _row, cells in raw.rows())
    if not count:
        return ()
    where = phrase(
        _("the sheet “%(name)s” is hidden")
        if sheet.is_hidden
        else _("in the sheet “%(name)s” no row names an indicator and a value or months"),
        name=sheet.name,
    )
    return (Unread(sheet.name, count, _not_read(count, where)),)


def _figures(cells: Sequence[str]) -> int:
    return sum(is_figure(cell) and not may_be_period(cell) for cell in cells if cell)


def remarks_on(sheet: Sheet, raw: RawSheet) -> tuple[Note, ...]:
    """What is to be said on the preview itself: hidden rows and columns are read as well."""
    return (*_hidden(sheet, raw), *_ranges_made_days(sheet))


def _hidden(sheet: Sheet, raw: RawSheet) -> Iterator[Note]:
    hidden = raw.hidden
    columns = [
        column for column in sheet.columns if column.index in hidden.columns and column.header
    ]
    if columns:
        message = phrase(
            _("In “%(sheet)s” columns are hidden; they count like the others: %(columns)s."),
            sheet=sheet.name,
            columns=" / ".join(column.label for column in columns),
        )
        yield Note(message, sheet.header_row, columns[0].label)
    rows = sorted(row + 1 for row in hidden.rows if row >= sheet.header_row)
    filled = _filled(raw, set(rows)) if rows else []
    if filled:
        message = phrase(
            _("In “%(sheet)s” rows are hidden; they count like the others: %(rows)s."),
            sheet=sheet.name,
            rows=_ranges(filled),
        )
        yield Note(message, filled[0], "")


def _filled(raw: RawSheet, rows: set[int]) -> list[int]:
    return [row for row, _cells in raw.rows() if row in rows]


def _ranges(numbers: Sequence[int]) -> str:
    """4, 7–9; the first of them where there are many."""
    parts = [
        str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in _neighbours(numbers)
    ]
    more = ["…"] if len(parts) > _LISTED else []
    return ", ".join(parts[:_LISTED] + more)


def _ranges_made_days(sheet: Sheet) -> Iterator[Note]:
    columns = [
        column
        for column in sheet.columns
        if column.column == PERIOD and range_made_a_day(column.header)
    ]
    if columns and any(column.how is not How.CHOSEN for column in columns):
        message = phrase(
            _(
                "Of 1-2, 1-3 … a spreadsheet made days; %(first)s is read as 1—%(month)s月, and so "
                "on. Choose below if they are something else."
            ),
            first=columns[0].label,
            month=columns[0].month or 0,
        )
        yield Note(message, sheet.header_row, columns[0].label)


def growth_remark(sheet: Sheet) -> Note:
    """A column of growth is for another series than its row names."""
    columns = [column for column in sheet.columns if column.column == "growth"]
    message = phrase(
        _(
            "Figures in %(columns)s are taken for the growth series of each row's indicator, "
            "where there is one. Choose below if they are something else."
        ),
        columns=" / ".join(column.label for column in columns),
    )
    return Note(message, sheet.header_row, columns[0].label)
