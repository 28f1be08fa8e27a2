"""The hidden sheet by which a workbook to fill in is known when it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from targets.exchange.sheets.parsed_sheet import FillInMark, RawSheet
from targets.exchange.sheets.refusals import damaged

FORMAT = "target-tracker fill-in"
VERSION = 1
MARK_SHEET = "_tracker"
_MOST_LINES = 500


def mark_lines(mark: FillInMark) -> Iterator[tuple[str, ...]]:
    """The lines of the hidden sheet."""
    yield FORMAT, str(mark.version)
    yield "place", mark.place
    yield "unit", mark.unit
    yield "period_end", mark.period_end.isoformat()
    yield "instructions", mark.instructions
    for header, column in mark.headers:
        yield "header", header, column
    for word, stable in mark.words:
        yield "word", word, stable


def find_mark(
    sheets: Sequence[RawSheet],
) -> tuple[FillInMark | None, tuple[RawSheet, ...]]:
    """The mark, and the sheets without its own. Raises
    :class:`~.problems.FileRefused` when the mark is there and cannot be used."""
    for index, sheet in enumerate(sheets):
        if sheet.is_hidden and sheet.name == MARK_SHEET:
            lines = [tuple(cells) for _row, cells in islice(sheet.rows(), _MOST_LINES)]
            mark = _mark(lines)
            others = (*sheets[:index], *sheets[index + 1 :])
            return mark, tuple(other for other in others if other.name != mark.instructions)
    return None, tuple(sheets)


def _mark(lines: Sequence[tuple[str, ...]]) -> FillInMark:
    try:
        facts = {line[0]: line[1] for line in lines if line[0] not in ("header", "word")}
        return FillInMark(
            version=int(facts[FORMAT]),
            place=facts["place"],
            unit=facts["unit"],
            period_end=date.fromisoformat(facts["period_end"]),
            headers=_pairs(lines, "header"),
            words=_pairs(lines, "word"),
            instructions=facts["instructions"],
        )
    except (KeyError, ValueError, IndexError) as error:
        raise damaged() from error


def _pairs(lines: Sequence[tuple[str, ...]], name: str) -> tuple[tuple[str, str], ...]:
    return tuple((line[1], (*line, "")[2]) for line in lines if line[0] == name)
