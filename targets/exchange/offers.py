"""A figure with more digits than are kept: what is offered instead, for a person to agree to."""

from __future__ import annotations

from targets.core.guard_values import DIGITS
from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase

from .brought import Book, BroughtRow
from .writing import plain

_LETTERS = 26


def with_offer(row: BroughtRow, book: Book, decimals: int) -> BroughtRow:
    """The row with the figure as its cell shows it, else with the ``decimals`` of its series,
    and the question whether that is meant. A row that is wrong in other ways stays as it is."""
    problem = row.problems[0] if len(row.problems) == 1 else None
    if problem is None or problem.offer is None or problem.column != row.column:
        return row
    shown = _decimals_shown(row, book)
    if shown is None:
        value = problem.offer.rounded(decimals)
        question = _(
            "“%(written)s” has more digits than can be kept. With the decimals of this series "
            "it is %(value)s: say that this is right, or correct the file."
        )
    else:
        value = problem.offer.rounded(shown, written=True)
        question = _(
            "“%(written)s” has more digits than can be kept. The cell shows %(value)s: say that "
            "this is right, or correct the file."
        )
    said = phrase(question, written=row.value_text, value=plain(value))
    entry = row.entry._replace(value=value, questioned=DIGITS)
    return row._replace(entry=entry, problems=(), notes=(*row.notes, said))


def _decimals_shown(row: BroughtRow, book: Book) -> int | None:
    column = 0
    for letter in row.column.partition(" ")[0]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    sheet = next(raw for raw in book.raw if raw.name == row.sheet)
    return sheet.decimals_shown(row.row, column - 1)
