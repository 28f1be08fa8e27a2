"""What form a table has, and what its lines above say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.column_match import match_columns
from targets.exchange.headers.lines import (
    IDENTITY,
    SAID,
    Header,
    find_header,
    first_line,
    with_corner,
)
from targets.exchange.headers.periods import range_made_a_day
from targets.exchange.headers.titles import (
    TitlePeriod,
    Units,
    joined_rows,
    period_said,
    units_said,
    year_of_making,
    year_said,
)
from targets.exchange.headers.words import is_place, may_be_completion
from targets.exchange.sheets.csv_sheet import LOOKED_AT
from targets.exchange.sheets.headers import header_key
from targets.exchange.sheets.parsed_sheet import (
    PERIOD,
    Basis,
    ColumnMatch,
    FillInMark,
    Form,
    How,
    RawSheet,
    Sheet,
)
from targets.exchange.sheets.problems import Note

from .place_said import Place
from .unread import above_header

_SUMS = re.compile(r"(?:[0-9]{4}年?度?)?(?:合计|全年合计|总计|小计|total|sum)")


def lay_out(
    raw: RawSheet,
    *,
    file_name: str = "",
    year: int | None = None,
    override: Mapping[int, str] | None = None,
    mark: FillInMark | None = None,
    place: Place | None = None,
) -> Sheet:
    """How the table is understood. ``year`` is taken where no title or header names one;
    ``override`` corrects the match (see :func:`~.column_match.match_columns`); ``place`` is
    whose figures need not be told from another's."""
    rows: list[tuple[int, Sequence[str]]] = []
    for row in raw.rows():
        rows.append(row)
        if len(rows) == LOOKED_AT:
            break
    own = {header_key(header): column for header, column in mark.headers} if mark else {}
    header = find_header(rows, raw.merged, own) or first_line(rows)
    if header is None:
        return Sheet(raw.name, raw.is_hidden, Form.UNRECOGNISED, 0, ())
    titles = rows[: header.first]
    lines = joined_rows(cells for _row, cells in reversed(titles))
    said = period_said(lines) or period_said(raw.above)
    said_year = year or _year(lines, raw, file_name, said)
    columns = with_corner(
        match_columns(_of_place(header.lines, place), override, own, said_year),
        header.lines,
        rows[header.last + 1 :],
    )
    form = _form(columns)
    is_of_period = form is Form.LONG
    if is_of_period and not mark and said is not None:
        columns = _with_years(columns, said)
        form = _form(columns)
    header_row = rows[header.last][0]
    columns, notes = _told_apart(form, header_row, header, columns)
    units = units_said([*lines, *raw.above])
    units = units if units.names else _corner_unit(columns)
    period_end = _period_end(mark, said, said_year) if is_of_period else None
    return Sheet(
        name=raw.name,
        is_hidden=raw.is_hidden,
        form=form,
        header_row=header_row,
        columns=columns,
        unit="、".join(units.names),
        year=said_year,
        notes=notes,
        period_end=period_end,
        needs_year=said_year is None and _lacks_year(form, columns, said),
        width=len(header.lines),
        basis=said.basis if period_end and said else Basis.UNSAID,
        months=said.months if period_end and said else 0,
        is_money=units.is_money,
        questions=_questions(header_row, columns),
        unread=above_header(raw.name, titles),
        first_row=rows[header.first][0],
    )


def header_score(rows: Sequence[Sequence[str]]) -> int:
    """How well the best of these rows makes a header."""
    header = find_header(list(enumerate(rows, 1)), (), {})
    return 0 if header is None else header.score


def _of_place(lines: Sequence[tuple[str, ...]], place: Place | None) -> Sequence[tuple[str, ...]]:
    """The lines of each column without the name of the place that the file is read for."""
    if place is None:
        return lines
    return [
        tuple(part for part in parts if not (is_place(part) and place.is_own(part)))
        for parts in lines
    ]


def _year(
    lines: Sequence[str], raw: RawSheet, file_name: str, said: TitlePeriod | None
) -> int | None:
    """The year that titles, the sheet or the file say; else the one in which such a month last
    ended when the table was filled in."""
    known = year_said(lines, raw.above, [raw.name.partition("!")[0]], [file_name])
    if known is None and said is not None:
        return year_of_making([*lines, *raw.above], said.month)
    return known


def _period_end(mark: FillInMark | None, said: TitlePeriod | None, year: int | None) -> date | None:
    if mark is not None:
        return mark.period_end
    return None if said is None else said.end(year)


def _lacks_year(form: Form, columns: Sequence[ColumnMatch], said: TitlePeriod | None) -> bool:
    if form is Form.LEDGER:
        return any(column.column == PERIOD and column.year is None for column in columns)
    return (
        form is Form.LONG
        and said is not None
        and all(column.column != "period_end" for column in columns)
    )


def _corner_unit(columns: Sequence[ColumnMatch]) -> Units:
    """The unit in the header of the indicators' names: 指标(亿元)."""
    return units_said(
        column.unit for column in columns if column.column == "name_zh" and column.unit
    )


def _form(columns: Sequence[ColumnMatch]) -> Form:
    found = {column.column for column in columns}
    asked = [column for column in columns if column.how is How.ASKED]
    if not found.intersection(IDENTITY):
        return Form.UNRECOGNISED
    is_ledger = PERIOD in found or any(each.month for each in asked)
    if is_ledger and "period_end" not in found:
        return Form.LEDGER
    return Form.LONG if asked or found.intersection(SAID) else Form.UNRECOGNISED


def _with_years(columns: tuple[ColumnMatch, ...], said: TitlePeriod) -> tuple[ColumnMatch, ...]:
    """Where 2025年 and 2026年 stand over the values of a table of 1—9月, each is a period."""
    if any(column.column == "period_end" for column in columns) or not any(
        column.column == "value" and column.year for column in columns
    ):
        return columns
    return tuple(
        column._replace(
            column=PERIOD if column.column == "value" else column.column,
            month=said.month,
            year=column.year or said.year,
            basis=column.basis or said.basis,
            months=column.months or said.months,
        )
        if column.column in ("value", "growth")
        else column
        for column in columns
    )


def _questions(row: int, columns: Sequence[ColumnMatch]) -> tuple[Note, ...]:
    """What has to be chosen: of several columns for one thing which, and what a column is."""
    claims: dict[object, list[ColumnMatch]] = {}
    for column in columns:
        if column.how is How.ASKED:
            claims.setdefault((column.claim, column.year), []).append(column)
    return tuple(_question(row, claim) for claim in claims.values())


def _question(row: int, columns: Sequence[ColumnMatch]) -> Note:
    labels = " / ".join(column.label for column in columns)
    if len(columns) > 1:
        sentence = _(
            "Columns %(columns)s can hold the same figures. Choose below which one is meant; "
            "until then none of them is read."
        )
    elif range_made_a_day(columns[0].header):
        sentence = _(
            "Column %(columns)s is a day, of which a spreadsheet may have made it from a range of "
            "months. Choose below what it is; until then it is not read."
        )
    elif any(map(may_be_completion, (columns[0].header, columns[0].group))):
        sentence = _(
            "Column %(columns)s may be the figure in percent or how much of the target was "
            "reached. Choose below what it is; until then it is not read."
        )
    else:
        sentence = _(
            "Column %(columns)s may hold figures of another place or period. Choose below what it "
            "is; until then it is not read."
        )
    return Note(phrase(sentence, columns=labels), row, columns[0].label)


def _told_apart(
    form: Form, row: int, header: Header, columns: tuple[ColumnMatch, ...]
) -> tuple[tuple[ColumnMatch, ...], tuple[Note, ...]]:
    """The columns with what they say of each other, and what has to be said of them.

    Beside 累计 or 合计, 1—6月, 上半年 or 二季度 a bare 6月 means June alone. When there is but one
    month, 累计 beside it is the total to that month, and 本月 beside 1—9月 alone is September.
    """
    if form is Form.UNRECOGNISED:
        return columns, ()
    totals = [
        column for column in columns if column.column == "value" and column.basis is Basis.TOTAL
    ]
    summed = any(lines and _SUMS.fullmatch(header_key(lines[-1])) for lines in header.lines)
    periods = [column for column in columns if column.column == PERIOD]
    summed = (summed and len(periods) > 1) or _has_sums(periods)
    is_sum = all(period.basis is Basis.TOTAL for period in periods)
    if form is Form.LEDGER and (totals or summed or is_sum):
        only = periods[0] if len({(period.month, period.year) for period in periods}) == 1 else None
        columns = tuple(_beside_a_total(column, only, is_sum=is_sum) for column in columns)
    bases = {column.basis for column in columns if column.column in ("value", PERIOD)}
    if Basis.SINGLE not in bases or (form is Form.LONG and Basis.TOTAL not in bases):
        return columns, ()
    label = next(column.label for column in columns if column.basis is Basis.SINGLE)
    message = phrase(
        _(
            "Some columns hold running totals and some single periods: each series takes the one "
            "it is entered in, and leaves the other."
        )
        if Basis.TOTAL in bases
        else _("The months of this sheet are single periods, not running totals.")
    )
    return columns, (Note(message, row, label),)


def _has_sums(periods: Sequence[ColumnMatch]) -> bool:
    """Stands 1—6月, 上半年 or 二季度 beside 6月?"""
    bare = {
        (period.month, period.year) for period in periods if not (period.basis or period.months)
    }
    others = (period for period in periods if period.basis is Basis.TOTAL or period.months > 1)
    return any((other.month, other.year) in bare for other in others)


def _beside_a_total(column: ColumnMatch, only: ColumnMatch | None, *, is_sum: bool) -> ColumnMatch:
    if column.column == PERIOD and column.basis is Basis.UNSAID and not column.months:
        return column._replace(basis=Basis.SINGLE)
    of_the_month = (Basis.TOTAL, Basis.SINGLE) if is_sum else (Basis.TOTAL,)
    if column.column == "value" and column.basis in of_the_month and only is not None:
        return column._replace(column=PERIOD, month=only.month, year=only.year)
    return column
