"""The way every kind of file is read: decode, table, row by row; all problems or all rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.decoding import ByteSource, Limits, read_text
from targets.exchange.sheets.headers import FileKind
from targets.exchange.sheets.problems import Note, ProblemCode, Problems
from targets.exchange.sheets.tables import Table

from .cells import Cells

Row = TypeVar("Row")


class Parsed(NamedTuple, Generic[Row]):
    """A file without a problem: its rows, what has to be said of it, and what it was."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    encoding: str
    sha256: str
    size: int


def read_rows(
    source: ByteSource,
    kind: FileKind,
    read_row: Callable[[Cells], Row | None],
    limits: Limits,
) -> Parsed[Row]:
    """Every row of the file through ``read_row``, which returns None after a problem.

    Raises :class:`~.problems.FileRefused` with all problems of all rows.
    """
    file = read_text(source, limits)
    problems = Problems()
    notes: list[Note] = []
    rows: list[Row] = []
    table = Table(file.text, kind, problems, limits)
    for table_row in table:
        row = read_row(Cells(table_row, table.headers, problems, notes))
        if row is not None:
            rows.append(row)
    if not rows and not problems.count:
        problems.add(
            ProblemCode.EMPTY_FILE, phrase(_("The file has a header and no rows below it."))
        )
    problems.refuse_if_any()
    return Parsed(tuple(rows), tuple(notes), file.encoding, file.sha256, file.size)


class Seen:
    """Which keys stood in which row, to refuse the second."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, int] = {}

    def refuse_repeated(self, cells: Cells, key: Hashable, column: str) -> None:
        """A problem in ``column`` when an earlier row had the same key."""
        first = self._rows.setdefault(key, cells.row)
        if first != cells.row:
            cells.problem(
                ProblemCode.DUPLICATE_ROW,
                phrase(_("The row says again what row %(first)s says. Keep one."), first=first),
                column,
            )
