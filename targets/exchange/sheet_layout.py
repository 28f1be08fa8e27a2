"""Where a sheet's header stands and what form the sheet has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase

from .brought import PERIOD, Basis, ColumnMatch, FillInMark, Form, How, RawSheet, Sheet
from .column_match import match_columns
from .csv_sheet import LOOKED_AT
from .headers import header_key
from .period_headers import period_in_header
from .problems import Note
from .sheet_titles import period_said, units_said, year_said

_IDENTITY = ("code", "name_zh")
_SAID = ("value", "stage", "declared", "share_done")
_STRONG = 4  # what a column that makes the form counts for, against one that is only known
_TWO = 2
_SUMS = frozenset({"合计", "全年合计", "总计", "小计", "total", "sum"})


class _Header(NamedTuple):
    """A row, or two, taken for the header."""

    first: int  # of its first row among those looked at
    last: int  # of its last
    cells: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    score: int


def lay_out(
    raw: RawSheet,
    *,
    file_name: str = "",
    year: int | None = None,
    override: Mapping[int, str] | None = None,
    mark: FillInMark | None = None,
) -> Sheet:
    """How the sheet is understood. ``year`` is taken where no title or header names one;
    ``override`` corrects the match (see :func:`~.column_match.match_columns`)."""
    rows: list[tuple[int, Sequence[str]]] = []
    for each in raw.rows():
        rows.append(each)
        if len(rows) == LOOKED_AT:
            break
    own = {header_key(header): column for header, column in mark.headers} if mark else {}
    header = _find_header([cells for _row, cells in rows], override, own)
    if header is None:
        header = _first_line([cells for _row, cells in rows], override, own)
    if header is None:
        return Sheet(raw.name, raw.is_hidden, Form.UNRECOGNISED, 0, ())
    titles = [cell for _row, cells in rows[: header.first] for cell in cells if cell]
    units = units_said(titles)
    period_end = (mark.period_end if mark else None) or period_said(titles)
    said_year = year or year_said(titles, [raw.name], [file_name])
    form = _form(header.columns)
    columns, notes = _told_apart(form, rows[header.last][0], header)
    return Sheet(
        name=raw.name,
        is_hidden=raw.is_hidden,
        form=form,
        header_row=rows[header.last][0],
        columns=columns,
        unit="、".join(units),
        year=said_year,
        notes=notes,
        period_end=period_end if form is Form.LONG else None,
        needs_year=said_year is None
        and form is Form.LEDGER
        and any(each.column == PERIOD and each.year is None for each in columns),
        width=len(header.cells),
    )


def header_score(rows: Sequence[Sequence[str]]) -> int:
    """How well the best of these rows makes a header."""
    header = _find_header(rows, None, {})
    return 0 if header is None else header.score


def _find_header(
    rows: Sequence[Sequence[str]], override: Mapping[int, str] | None, own: Mapping[str, str]
) -> _Header | None:
    """The first of the rows that name most columns, joined with the line below it where that
    continues it; None when no row names a column."""
    best: _Header | None = None
    for index, cells in enumerate(rows):
        for last, joined in _candidates(rows, index, cells):
            score = _score(match_columns(joined, None, own))
            if score > (best.score if best else 0):
                columns = match_columns(joined, override, own)
                best = _Header(index, last, tuple(joined), columns, score)
    return best


def _first_line(
    rows: Sequence[Sequence[str]], override: Mapping[int, str] | None, own: Mapping[str, str]
) -> _Header | None:
    """Where nothing is recognised: the first row with several cells, for a person to say."""
    for index, cells in enumerate(rows):
        if sum(bool(cell.strip()) for cell in cells) >= _TWO:
            return _Header(index, index, tuple(cells), match_columns(cells, override, own), 0)
    return None


def _candidates(
    rows: Sequence[Sequence[str]], index: int, cells: Sequence[str]
) -> list[tuple[int, Sequence[str]]]:
    found: list[tuple[int, Sequence[str]]] = [(index, cells)]
    if index + 1 < len(rows) and _continues(rows[index + 1]):
        found.append((index + 1, _joined(cells, rows[index + 1])))
    return found


def _continues(cells: Sequence[str]) -> bool:
    """Is this the second line of a header: 累计, 当月, 1月 … under what spans them?"""
    filled = [cell for cell in cells if cell.strip()]
    words = match_columns(filled)
    parts = [word for word in words if word.column in ("value", PERIOD)]
    return (
        len(parts) >= _TWO
        and not any(word.column in _IDENTITY for word in words)
        and all(word.how is not How.NONE for word in words)
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two header lines as one; what spans several columns above counts for each of them."""
    width = max(len(upper), len(lower))
    upper = [*upper, *[""] * (width - len(upper))]
    lower = [*lower, *[""] * (width - len(lower))]
    joined, spanning = [], ""
    for above, below in zip(upper, lower, strict=True):
        spanning = above.strip() or (spanning if below.strip() else "")
        below_text = below.strip()
        if not below_text:
            joined.append(above)
        elif spanning and _belong(spanning, below_text):
            joined.append(spanning + below_text)
        else:
            joined.append(below_text)
    return joined


def _belong(above: str, below: str) -> bool:
    """Do the two make one meaning: 3月 + 累计, 累计 + 3月, 2024年 + 3月?"""
    return (
        period_in_header(above + below) is not None
        or period_in_header(above) is not None
        or period_in_header(below) is not None
    )


def _score(columns: Sequence[ColumnMatch]) -> int:
    found = {column.column for column in columns}
    periods = sum(column.column == PERIOD for column in columns)
    strong = any(name in found for name in _IDENTITY) + any(name in found for name in _SAID)
    known = sum(column.how in (How.EXACT, How.SYNONYM, How.IGNORED) for column in columns)
    # A title alone, and a row of figures with one month among them, are no header
    if known < _TWO and not strong:
        return 0
    return strong * _STRONG + min(periods, 1) * _STRONG + known


def _form(columns: Sequence[ColumnMatch]) -> Form:
    found = {column.column for column in columns}
    if not found.intersection(_IDENTITY):
        return Form.UNRECOGNISED
    if PERIOD in found and "period_end" not in found:
        return Form.LEDGER
    return Form.LONG if found.intersection(_SAID) else Form.UNRECOGNISED


def _told_apart(
    form: Form, row: int, header: _Header
) -> tuple[tuple[ColumnMatch, ...], tuple[Note, ...]]:
    """The columns with what they say of each other, and what has to be said of them.

    Beside 累计 or 合计 a bare 6月 means June alone. When there is but one month, 累计 beside it
    is the total to that month.
    """
    columns = header.columns
    if form is Form.UNRECOGNISED:
        return columns, ()
    totals = [each for each in columns if each.column == "value" and each.basis is Basis.TOTAL]
    summed = any(header_key(cell) in _SUMS for cell in header.cells)
    periods = [each for each in columns if each.column == PERIOD]
    if form is Form.LEDGER and (totals or (summed and len(periods) > 1)):
        only = periods[0] if len({(each.month, each.year) for each in periods}) == 1 else None
        columns = tuple(_beside_a_total(each, only) for each in columns)
    bases = {each.basis for each in columns if each.column in ("value", PERIOD)}
    if Basis.SINGLE not in bases or (form is Form.LONG and Basis.TOTAL not in bases):
        return columns, ()
    label = next(each.label for each in columns if each.basis is Basis.SINGLE)
    message = phrase(
        _(
            "Some columns hold running totals and some single periods: each series takes the one "
            "it is entered in, and leaves the other."
        )
        if Basis.TOTAL in bases
        else _("The months of this sheet are single periods, not running totals.")
    )
    return columns, (Note(message, row, label),)


def _beside_a_total(column: ColumnMatch, only: ColumnMatch | None) -> ColumnMatch:
    if column.column == PERIOD and column.basis is Basis.UNSAID:
        return column._replace(basis=Basis.SINGLE)
    if column.column == "value" and column.basis is Basis.TOTAL and only is not None:
        return column._replace(column=PERIOD, month=only.month, year=only.year)
    return column
