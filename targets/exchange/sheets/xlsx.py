"""XLSX as sheets of texts, through python-calamine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from html import unescape

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from .cell_texts import CellValue, cell_text, percent_text, sheet_called, storable_cells
from .decoding import Limits
from .package_scan import Package, SheetMarks, ShownDecimals
from .parsed_sheet import Hidden
from .problems import FileRefused, ProblemCode
from .refusals import damaged, impossible_day, locked, too_many_sheets, too_wide

# ---- A workbook without the cells that hold nothing: one stray blank makes a sheet very large

_MOST = 64 * 1024 * 1024  # bytes of a sheet that is looked through
_STRINGS = "xl/sharedStrings.xml"
_CELL = re.compile(
    rb"<(?P<tag>(?:\w+:)?c)(?P<head>\s[^<>]*?)?(?:/>|(?<!/)>(?P<body>.*?)</(?P=tag)>)", re.DOTALL
)
_PLACED = re.compile(rb"\br=[\"'][A-Z]+[0-9]+[\"']")
_KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_STRING = re.compile(rb"<(?P<tag>(?:\w+:)?si)(?:\s[^<>]*)?(?:/>|>(.*?)</(?P=tag)>)", re.DOTALL)
_INVISIBLE = "\u200b\ufeff"


def without_blanks(data: bytes, path: str) -> bytes | None:
    """The package with the blank cells of one sheet left out; None where nothing is to be left
    out, or cells do not say where they stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.getinfo(path).file_size > _MOST:
            return None
        sheet = package.read(path)
        cells = [match["head"] or b"" for match in _CELL.finditer(sheet)]
        if not all(map(_PLACED.search, cells)):
            return None
        blank = _blank_strings(package)
        kept = _CELL.sub(lambda cell: b"" if _is_blank(cell, blank) else cell[0], sheet)
        if len(kept) == len(sheet):
            return None
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as trimmed:
            for part in package.infolist():
                content = kept if part.filename == path else package.read(part.filename)
                trimmed.writestr(part.filename, content)
    return out.getvalue()


def _blank_strings(package: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the shared texts that are nothing but spaces."""
    if _STRINGS not in package.NameToInfo:
        return frozenset()
    texts = _STRING.finditer(package.read(_STRINGS))
    return frozenset(
        str(number).encode()
        for number, match in enumerate(texts)
        if _is_space(b"".join(_TEXT.findall(match[0])))
    )


def _is_blank(cell: re.Match[bytes], blank: frozenset[bytes]) -> bool:
    """Has a cell neither a formula nor a value that shows?"""
    body = cell["body"] or b""
    if b"<f" in body or b":f" in body:
        return False
    kind, value = _KIND.search(cell["head"]), _VALUE.search(body)
    said = kind[1] if kind else b"n"
    if said == b"s":
        return value is None or value[1].strip() in blank
    if said == b"inlineStr":
        return _is_space(b"".join(_TEXT.findall(body)))
    return value is None or _is_space(value[1])


def _is_space(text: bytes) -> bool:
    plain = unescape(text.replace(b"_x000D_", b" ").decode("utf-8", "replace"))
    return not plain.strip().strip(_INVISIBLE)


def _by_row(texts: Mapping[tuple[int, int], str]) -> dict[int, list[tuple[int, str]]]:
    """Errors and formulas without a result, as (column, text), by row."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in texts.items():
        rows.setdefault(row, []).append((column, text))
    return rows


def _rows_below(texts: Mapping[int, list[tuple[int, str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Below the last value only errors and formulas without a result are left."""
    for row, marked in sorted(texts.items()):
        cells: list[str] = []
        for column, text in marked:
            _put(cells, column, text)
        yield row + 1, storable_cells(cells)


class CalamineRows:
    """One sheet of a workbook. Its values are read when they are first asked for, and kept."""

    is_ragged = False
    above: tuple[str, ...] = ()

    def __init__(
        self,
        name: str,
        *,
        is_hidden: bool,
        load: Callable[[], CalamineSheet],
        find_marks: Callable[[], SheetMarks],
        find_decimals: Callable[[], ShownDecimals],
        limits: Limits,
    ) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self._load = load
        self._find_marks = find_marks
        self._find_decimals = find_decimals
        self._decimals: ShownDecimals | None = None
        self._limits = limits
        self._loaded: tuple[CalamineSheet, SheetMarks] | None = None

    @property
    def merged(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        return tuple(self._values()[0].merged_cell_ranges or ())

    @property
    def hidden(self) -> Hidden:
        return self._values()[1].hidden

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        sheet, marks = self._values()
        start = sheet.start
        if start is None and not marks.texts:
            return
        left = [""] * (start[1] if start else 0)
        texts = _by_row(marks.texts)
        percents = tuple(marks.percents.items())
        for row, values in enumerate(_values_of(sheet)):
            cells = [value if type(value) is str else cell_text(value) for value in values]
            if left:
                cells = left + cells
            for column, shown in percents:
                # A format may reach beyond the values, where a script writes empty cells
                if column < len(cells) and row < len(shown) and shown[row]:
                    cells[column] = percent_text(cells[column])
            for column, text in texts.pop(row, ()):
                _put(cells, column, text)
            if any(map(str.strip, cells)):
                yield row + 1, storable_cells(cells)
        yield from _rows_below(texts)

    def decimals_shown(self, row: int, column: int) -> int | None:
        """By the format of the cell; looked up when it is first asked for, which is seldom."""
        if self._decimals is None:
            self._decimals = self._find_decimals()
        shown = self._decimals.get(column, b"")
        return shown[row - 1] - 1 if row <= len(shown) and shown[row - 1] else None

    def _values(self) -> tuple[CalamineSheet, SheetMarks]:
        if self._loaded is None:
            marks = self._find_marks()
            with _without_panic(damaged):
                sheet = self._load()
            if sheet.end is not None and sheet.end[1] >= self._limits.columns:
                raise too_wide(self._limits)
            self._loaded = sheet, marks
        return self._loaded


class _Source:
    """A package and the reader of its values. Where a sheet takes too much room because of
    blank cells far outside its table, it is read from a copy without them."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._package = Package(data, limits)
        self.book = _opened(data)
        self._trimmed: dict[str, tuple[Package, CalamineWorkbook]] = {}

    def marks(self, name: str) -> SheetMarks:
        try:
            return self._package.marks(name)
        except FileRefused as error:
            if error.problems[0].code is not ProblemCode.TOO_LARGE:
                raise
            data = without_blanks(self._data, self._package.path(name))
            if data is None:
                raise
        package = Package(data, self._limits)
        marks = package.marks(name)
        self._trimmed[name] = package, _opened(data)
        return marks

    def decimals_shown(self, name: str) -> ShownDecimals:
        return self._parts(name)[0].decimals_shown(name)

    def sheet(self, name: str) -> CalamineSheet:
        """To be asked for after the marks, which bound it."""
        return self._parts(name)[1].get_sheet_by_name(name)

    def _parts(self, name: str) -> tuple[Package, CalamineWorkbook]:
        return self._trimmed.get(name, (self._package, self.book))


def read_xlsx(data: bytes, limits: Limits) -> list[CalamineRows]:
    """The sheets of an XLSX file. Raises :class:`~.problems.FileRefused`."""
    source = _Source(data, limits)
    if len(source.book.sheets_metadata) > limits.sheets:
        raise too_many_sheets(limits)
    return [
        CalamineRows(
            sheet_called(facts.name),
            is_hidden=facts.visible is not SheetVisibleEnum.Visible,
            load=partial(source.sheet, facts.name),
            find_marks=partial(source.marks, facts.name),
            find_decimals=partial(source.decimals_shown, facts.name),
            limits=limits,
        )
        for facts in source.book.sheets_metadata
        if facts.typ is SheetTypeEnum.WorkSheet
    ]


def _opened(data: bytes) -> CalamineWorkbook:
    try:
        with _without_panic(damaged):
            return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise locked() from error


def _values_of(sheet: CalamineSheet) -> Iterator[Sequence[CellValue]]:
    """Its rows. A number that is shown as a day or a time may be too large or too small for any,
    which the reader notices when it comes to it."""
    rows = iter(sheet.iter_rows())
    row = 0
    while True:
        row += 1
        with _without_panic(partial(impossible_day, row)):
            values = next(rows, None)
        if values is None:
            return
        yield values


@contextmanager
def _without_panic(refusal: Callable[[], FileRefused]) -> Iterator[None]:
    """What the reader cannot read is refused. Its panics are no exceptions to Python: uncaught,
    they end the thread that serves without an answer."""
    try:
        yield
    except PasswordError:
        raise
    except (CalamineError, OSError, OverflowError) as error:
        raise refusal() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of no module that could be imported
            raise
        raise refusal() from error


def _put(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text
