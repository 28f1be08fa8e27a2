"""A figure with more digits than are kept: what is offered instead, for a person to take."""

from __future__ import annotations

from typing import NamedTuple

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.parsed_sheet import Book, ParsedRow

_LETTERS = 26


class Corrected(NamedTuple):
    """A row that can be corrected: refused with the offer in its sentence, and as offered."""

    refused: ParsedRow
    taken: ParsedRow


def corrected(row: ParsedRow, book: Book, decimals: int) -> Corrected | None:
    """The figure as its cell shows it, else with the ``decimals`` of its series; None where there
    is none to offer, or the row is wrong in other ways."""
    problem = row.problems[0] if len(row.problems) == 1 else None
    if problem is None or problem.offer is None or problem.column != row.column:
        return None
    shown = _decimals_shown(row, book)
    value = problem.offer.rounded(decimals if shown is None else shown, written=shown is not None)
    said = {"written": row.value_text, "value": plain(value)}
    offer = (
        _(
            "“%(written)s” has more digits than can be kept. With the decimals of this series "
            "it is %(value)s: take that, or round it in the file."
        )
        if shown is None
        else _(
            "“%(written)s” has more digits than can be kept. The cell shows %(value)s: take that, "
            "or round it in the file."
        )
    )
    note = phrase(_("%(value)s was taken for “%(written)s”."), **said)
    entry = row.entry._replace(value=value)
    return Corrected(
        row._replace(problems=(problem._replace(message=phrase(offer, **said)),)),
        row._replace(entry=entry, problems=(), notes=(*row.notes, note)),
    )


def _decimals_shown(row: ParsedRow, book: Book) -> int | None:
    column = 0
    for letter in row.column.partition(" ")[0]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    sheet = next(raw for raw in book.raw if raw.name == row.sheet)
    return sheet.decimals_shown(row.row, column - 1)
