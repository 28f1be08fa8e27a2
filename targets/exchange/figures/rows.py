"""The rows below a sheet's header: counted, bounded, merged cells filled down where it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.parsed_sheet import RawSheet, Sheet
from targets.exchange.sheets.problems import ProblemCode, refused

_FIGURE = re.compile(r"\s*[-+−－＋=＝#%％约]?\s*\d")


class Tally:
    """What was passed over while reading, and why. ``limit`` bounds the rows of all sheets."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.rows = 0  # below the headers
        self.blank = 0  # figures' cells and rows without a value
        self.headings = 0  # theme lines, footnotes
        self.first_heading: int | None = None
        self.waiting = 0  # entries of an export that were not accepted yet
        self.repeated = 0  # rows that say again what an earlier one says
        self.grown: set[str] = set()  # sheets of which a column went to growth series
        # Figures that were not read, by sheet, index of the column and why
        self.unread: dict[tuple[str, int, str], int] = {}

    def heading(self, row: int) -> None:
        self.headings += 1
        self.first_heading = self.first_heading or row


def looks_like_figure(text: str) -> bool:
    """Is the cell meant as a figure, be it a wrong one, and not as a line of text?"""
    return _FIGURE.match(text) is not None


def rows_below(
    raw: RawSheet, sheet: Sheet, tally: Tally, fill_down: Sequence[int]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows below the header that hold something. ``fill_down``: columns whose merged cells
    count for every row they span. Raises :class:`~.problems.FileRefused` for too many rows."""
    spans = _spans(raw, sheet, fill_down)
    last: dict[int, tuple[int, str]] = {}  # column → last row of its span, and its text
    for row, cells in raw.rows():
        if row <= sheet.header_row:
            continue
        tally.rows += 1
        if tally.rows > tally.limit:
            raise refused(
                ProblemCode.TOO_MANY_ROWS,
                phrase(_("The file has more than %(limit)s rows. Split it."), limit=tally.limit),
                row=row,
            )
        if spans:
            cells = list(cells)  # noqa: PLW2901 - the same row with its merged cells filled
            for column, ends in spans.items():
                if row in ends:
                    last[column] = ends[row], cells[column]
                elif column in last and row <= last[column][0] and not cells[column]:
                    cells[column] = last[column][1]
        yield row, cells


def _spans(raw: RawSheet, sheet: Sheet, columns: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each column the rows where a cell merged downwards begins, and where it ends."""
    spans: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, _right) in raw.merged:
        if left in columns and bottom > top and top + 1 > sheet.header_row:
            spans.setdefault(left, {})[top + 1] = bottom + 1
    return spans
