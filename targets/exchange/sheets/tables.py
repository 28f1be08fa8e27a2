"""Text → rows: delimiter, header, cells; every problem of the shape, numbered as Excel counts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase

from .decoding import DEFAULT_LIMITS, Limits
from .defusing import undefused
from .headers import FileKind, header_key
from .problems import ProblemCode, Problems, shortened

DELIMITERS = (",", "\t", ";")
_LINE_END = re.compile(r"\r\n?")


class TableRow(NamedTuple):
    """One row: its number as a spreadsheet shows it, its cells by stable column name."""

    row: int
    cells: Mapping[str, str]


class Table:
    """The rows of one text. Iterate once; what is wrong goes to ``problems``.

    ``headers`` gives, for each column the file has, the header as the file writes it.
    Raises :class:`~.problems.FileRefused` at once when the header cannot be used.
    """

    def __init__(
        self, text: str, kind: FileKind, problems: Problems, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._problems = problems
        self._limits = limits
        spellings = kind.spellings()
        delimiter = _delimiter(text, spellings)
        self._records = _records(text, delimiter, problems)
        self._header_row, header = next(self._records, (1, []))
        self._columns = _columns(header, self._header_row, kind, spellings, problems)
        problems.refuse_if_any()
        self.headers: dict[str, str] = {
            column: header[index].strip() for index, column in self._columns.items()
        }
        self._width = len(header)

    def __iter__(self) -> Iterator[TableRow]:
        for row, record in self._records:
            if row - self._header_row > self._limits.rows:
                self._problems.add(
                    ProblemCode.TOO_MANY_ROWS,
                    phrase(
                        _("The file has more than %(limit)s rows. Split it."),
                        limit=self._limits.rows,
                    ),
                    row=row,
                )
                return
            if self._fits(row, record):
                cells = {column: _cell(record[index]) for index, column in self._columns.items()}
                yield TableRow(row, cells)

    def _fits(self, row: int, record: Sequence[str]) -> bool:
        """Has the row a cell for every column, and nothing outside them?"""
        if len(record) < self._width:
            self._problems.add(
                ProblemCode.TOO_FEW_CELLS,
                phrase(
                    _(
                        "The row has %(found)s cells and the header %(expected)s. Is a separator "
                        "missing, or was the file cut off?"
                    ),
                    found=len(record),
                    expected=self._width,
                ),
                row=row,
            )
            return False
        outside = [
            cell for index, cell in enumerate(record) if index not in self._columns and cell.strip()
        ]
        if outside:
            self._problems.add(
                ProblemCode.TOO_MANY_CELLS,
                phrase(
                    _(
                        "“%(value)s” stands in a column without a header. Put a text that holds "
                        "a separator in double quotes."
                    ),
                    value=shortened(outside[0]),
                ),
                row=row,
                value=outside[0],
            )
            return False
        return True


def _cell(text: str) -> str:
    """A cell as meant: the protecting apostrophe gone, one kind of line end, no outer spaces."""
    return _LINE_END.sub("\n", undefused(text)).strip()


def _delimiter(text: str, spellings: Mapping[str, str]) -> str:
    """The separator that makes most known headers of the first row; the comma when equal."""

    def known(delimiter: str) -> int:
        _row, header = next(_records(text, delimiter, Problems()), (1, []))
        return sum(header_key(cell) in spellings for cell in header)

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their numbers. Bad quoting ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(ProblemCode.BAD_QUOTES, phrase(quoting_error(str(error))), row=row)
            return
        if any(cell.strip() for cell in record):
            yield row, record


def quoting_error(error: str) -> str:
    if "field larger" in error:
        return _("A cell has more than 131,072 characters. Is a closing double quote missing?")
    if "unexpected end" in error:
        return _("A double quote is opened in this row and never closed.")
    return _("A double quote stands in the wrong place. Inside a cell, write it twice.")


def _columns(
    header: Sequence[str],
    row: int,
    kind: FileKind,
    spellings: Mapping[str, str],
    problems: Problems,
) -> dict[int, str]:
    """Which cell of a row is which column; all that is wrong with the header is told."""
    if not header:
        if not problems.count:
            problems.add(ProblemCode.EMPTY_FILE, phrase(_("The file is empty.")))
        return {}
    known = ", ".join(kind.columns)
    columns, unknown = _named(header, row, spellings, problems)
    if not columns:
        problems.add(
            ProblemCode.WRONG_HEADER,
            phrase(_("The first row does not name the columns. They are: %(known)s."), known=known),
            row=row,
            value=header[0],
        )
        return columns
    for name in unknown:
        problems.add(
            ProblemCode.UNKNOWN_COLUMN,
            phrase(
                _("“%(name)s” is no column of this kind of file. Known are: %(known)s."),
                name=shortened(name),
                known=known,
            ),
            row=row,
            column=shortened(name),
        )
    for column in kind.columns:
        if column in kind.required and column not in columns.values():
            problems.add(
                ProblemCode.MISSING_COLUMN,
                phrase(
                    _("The column “%(column)s” (%(zh)s) is missing."),
                    column=column,
                    zh=kind.header(column).zh,
                ),
                row=row,
                column=column,
            )
    return columns


def _named(
    header: Sequence[str], row: int, spellings: Mapping[str, str], problems: Problems
) -> tuple[dict[int, str], list[str]]:
    """The columns that a header names, by index, and its words that name none."""
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for index, cell in enumerate(header):
        column = spellings.get(header_key(cell))
        if column is None:
            unknown += [cell.strip()] if cell.strip() else []
        elif column in columns.values():
            problems.add(
                ProblemCode.DUPLICATE_COLUMN,
                phrase(_("The column “%(column)s” is there twice."), column=column),
                row=row,
                column=cell.strip(),
            )
        else:
            columns[index] = column
    return columns, unknown
