"""A CSV file as a sheet: decoded as it is read, so that only its bytes are held."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from targets.core.values.messages import phrase

from .cell_texts import sheet_called, storable_cells
from .decoding import DEFAULT_LIMITS, Limits, text_encoding
from .defusing import undefused
from .parsed_sheet import Hidden
from .problems import FileRefused, ProblemCode, refused
from .refusals import too_many_cells, too_many_columns
from .tables import DELIMITERS, quoting_error

LOOKED_AT = 40  # rows in which a header is looked for
# A first line by which spreadsheets are told the separator
_TOLD = re.compile(r"[\"']?sep=(.)[\"']?\s*", re.IGNORECASE)


class CsvSheet:
    """The one sheet of a CSV file. ``score`` tells how well rows make a header, to find the
    separator. Raises :class:`~.problems.FileRefused` for what is no text."""

    is_hidden = False
    is_ragged = True
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    above: tuple[str, ...] = ()
    hidden = Hidden()

    def __init__(
        self,
        name: str,
        data: bytes,
        score: Callable[[Sequence[Sequence[str]]], int],
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._limits = limits
        self.name = sheet_called(name) or "CSV"
        self._data = data
        self._codec, self._start = text_encoding(data)
        self._defused = b"'" in data
        told = _TOLD.fullmatch(self._text().readline())
        self._is_told = told is not None
        self._delimiter = (
            told[1]
            if told
            else max(DELIMITERS, key=lambda delimiter: score(self._beginning(delimiter)))
        )

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        return self._rows(self._delimiter)

    def _beginning(self, delimiter: str) -> Sequence[Sequence[str]]:
        """Nothing where the quotes do not fit: with another separator they may, since a quoted
        cell may hold this one. Where they fit with none, reading the rows says so."""
        try:
            return [cells for _row, cells in islice(self._rows(delimiter), LOOKED_AT)]
        except FileRefused:
            return ()

    def decimals_shown(self, _row: int, _column: int) -> int | None:
        """A text says all it holds."""
        return None

    def _text(self) -> io.TextIOWrapper:
        stream = io.BytesIO(self._data)
        stream.seek(self._start)
        return io.TextIOWrapper(stream, self._codec, newline="")

    def _rows(self, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
        text = self._text()
        row = int(self._is_told)
        if row:
            text.readline()
        try:
            records = csv.reader(text, delimiter=delimiter, strict=True)
            filled = 0
            for row, record in enumerate(records, row + 1):  # noqa: B020 - the last one read
                filled += len(record)
                if len(record) > self._limits.columns:
                    record = self._narrowed(record, row)  # noqa: PLW2901
                if filled > self._limits.cells:
                    raise too_many_cells(self._limits, row)
                if any(record) and not _is_blank(record):
                    cells = [undefused(cell) for cell in record] if self._defused else record
                    yield row, storable_cells(cells)
        except csv.Error as error:
            raise refused(
                ProblemCode.BAD_QUOTES, phrase(quoting_error(str(error))), row=row + 1
            ) from error

    def _narrowed(self, record: list[str], row: int) -> list[str]:
        """Without empty cells at the end, of which programs write as many as they like."""
        last = next((n for n in range(len(record), 0, -1) if record[n - 1]), 0)
        if last > self._limits.columns:
            raise too_many_columns(self._limits, row)
        return record[:last]


def _is_blank(record: Sequence[str]) -> bool:
    """Does a row hold nothing but spaces? Most rows show by their first cell that they do not."""
    first = record[0]
    return (not first or first.isspace()) and not any(map(str.strip, record))
