"""XLSX as sheets of texts, through python-calamine."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from .cell_texts import cell_text, percent_text
from .decoding import Limits
from .package_scan import Package, SheetMarks
from .workbook_refusals import damaged, locked, too_many_sheets, too_wide


class CalamineRows:
    """One sheet of a workbook. Its values are read when they are first asked for, and kept."""

    is_ragged = False

    def __init__(
        self,
        name: str,
        *,
        is_hidden: bool,
        load: Callable[[], CalamineSheet],
        find_marks: Callable[[], SheetMarks],
        limits: Limits,
    ) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self._load = load
        self._find_marks = find_marks
        self._limits = limits
        self._loaded: tuple[CalamineSheet, SheetMarks] | None = None

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        return tuple(self._values()[0].merged_cell_ranges or ())

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        sheet, marks = self._values()
        start = sheet.start
        if start is None and not marks.texts:
            return
        left = [""] * (start[1] if start else 0)
        texts: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in marks.texts.items():
            texts.setdefault(row, []).append((column, text))
        percents = tuple(marks.percents.items())
        row = -1
        for row, values in enumerate(sheet.iter_rows()):
            cells = [value if type(value) is str else cell_text(value) for value in values]
            if left:
                cells = left + cells
            for column, shown in percents:
                if row < len(shown) and shown[row]:
                    cells[column] = percent_text(cells[column])
            for column, text in texts.pop(row, ()):
                _put(cells, column, text)
            if any(cells):
                yield row + 1, cells
        # Below the last value only errors and formulas without a result are left
        for row, marked in sorted(texts.items()):
            below: list[str] = []
            for column, text in marked:
                _put(below, column, text)
            yield row + 1, below

    def _values(self) -> tuple[CalamineSheet, SheetMarks]:
        if self._loaded is None:
            marks = self._find_marks()
            try:
                sheet = self._load()
            except (CalamineError, OSError) as error:
                raise damaged() from error
            if sheet.end is not None and sheet.end[1] >= self._limits.columns:
                raise too_wide(self._limits)
            self._loaded = sheet, marks
        return self._loaded


def read_xlsx(data: bytes, limits: Limits) -> list[CalamineRows]:
    """The sheets of an XLSX file. Raises :class:`~.problems.FileRefused`."""
    return _sheets(data, limits, Package(data, limits).marks)


def _sheets(
    data: bytes, limits: Limits, find_marks: Callable[[str], SheetMarks]
) -> list[CalamineRows]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise locked() from error
    except (CalamineError, OSError) as error:
        raise damaged() from error
    if len(book.sheets_metadata) > limits.sheets:
        raise too_many_sheets(limits)
    return [
        CalamineRows(
            facts.name,
            is_hidden=facts.visible is not SheetVisibleEnum.Visible,
            load=_loader(book, facts.name),
            find_marks=_finder(find_marks, facts.name),
            limits=limits,
        )
        for facts in book.sheets_metadata
        if facts.typ is SheetTypeEnum.WorkSheet
    ]


def _loader(book: CalamineWorkbook, name: str) -> Callable[[], CalamineSheet]:
    return lambda: book.get_sheet_by_name(name)


def _finder(find: Callable[[str], SheetMarks], name: str) -> Callable[[], SheetMarks]:
    return lambda: find(name)


def _put(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text
