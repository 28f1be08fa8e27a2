"""A CSV file as a sheet: decoded as it is read, so that only its bytes are held."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from targets.core.phrases import phrase

from .decoding import text_encoding
from .defusing import undefused
from .problems import FileRefused, ProblemCode, refused
from .tables import DELIMITERS, quoting_error

LOOKED_AT = 40  # rows in which a header is looked for


class CsvSheet:
    """The one sheet of a CSV file. ``score`` tells how well rows make a header, to find the
    separator. Raises :class:`~.problems.FileRefused` for what is no text."""

    is_hidden = False
    is_ragged = True
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()

    def __init__(
        self, name: str, data: bytes, score: Callable[[Sequence[Sequence[str]]], int]
    ) -> None:
        self.name = name
        self._data = data
        self._codec, self._start = text_encoding(data)
        self._defused = b"'" in data
        self._delimiter = max(DELIMITERS, key=lambda delimiter: score(self._beginning(delimiter)))

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        return self._rows(self._delimiter)

    def _beginning(self, delimiter: str) -> Sequence[Sequence[str]]:
        """Nothing where the quotes do not fit: with another separator they may, since a quoted
        cell may hold this one. Where they fit with none, reading the rows says so."""
        try:
            return [cells for _row, cells in islice(self._rows(delimiter), LOOKED_AT)]
        except FileRefused:
            return ()

    def _rows(self, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
        stream = io.BytesIO(self._data)
        stream.seek(self._start)
        text = io.TextIOWrapper(stream, self._codec, newline="")
        row = 0
        try:
            for row, record in enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1):
                if any(record):
                    yield row, [undefused(cell) for cell in record] if self._defused else record
        except csv.Error as error:
            raise refused(
                ProblemCode.BAD_QUOTES, phrase(quoting_error(str(error))), row=row + 1
            ) from error
