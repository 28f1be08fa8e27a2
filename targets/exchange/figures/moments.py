"""The period a figure belongs to, held against the calendar and the kind of its series."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from targets.core.values.entry import check_period
from targets.core.values.facts import Accumulation, Calendar, Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.periods import month_end, period_ends
from targets.exchange.headers.period_text import parse_day, parse_period_end
from targets.exchange.headers.periods import HeaderPeriod, period_in_header, range_made_a_day
from targets.exchange.sheets.parsed_sheet import Basis
from targets.exchange.sheets.problems import CellRefused, Problem, ProblemCode, shortened

from .rules import SeriesShape


class Moment(NamedTuple):
    """A period of one kind of series; the ordinal of its last day, or what is wrong with it."""

    ordinal: int
    period_end: date | None
    problems: tuple[Problem, ...] = ()


NOWHERE = Moment(-1, None)


class Kind(NamedTuple):
    """What a period is checked against: a kind of series, what its column counts, today."""

    shape: SeriesShape | None
    basis: Basis
    today: date
    label: str  # of the column that says the period
    months: int = 0  # that the column's words say it has


def moment_of(text: str, year: int | None, kind: Kind) -> Moment:
    """The period a cell names for one kind of series."""
    plain = text.strip()
    try:
        end, said = _period(plain, year)
    except CellRefused as error:
        return Moment(-1, None, (error.at(None, kind.label, plain),))
    basis, months = _together(kind, said)
    return checked_moment(end, kind._replace(basis=basis, months=months), plain)


def checked_moment(end: date, kind: Kind, text: str) -> Moment:
    """The period as a slot of this kind of series, or why it is none."""
    shape = kind.shape
    # A series that is not known could have any month
    refusals = check_period(end, Calendar.ONCE if shape is None else shape.calendar, kind.today)
    if refusals:
        shown = shortened(text)
        problems = [
            Problem(refusal.code, refusal.message, None, kind.label, shown) for refusal in refusals
        ]
        return Moment(end.toordinal(), end, tuple(problems))
    wrong = None if shape is None else _basis_refusal(end, shape, kind.basis, kind.months)
    if wrong is None:
        return Moment(end.toordinal(), end)
    # A quarter and the month it ends with are not the same figure twice
    return Moment(-1, end, (wrong.at(None, kind.label, text),))


def _together(kind: Kind, said: HeaderPeriod | None) -> tuple[Basis, int]:
    """What column and cell say of the figure: 累计 for 二季度 is the total so far, 本月 for
    1—9月 the month alone, and 当月 in the cell stands before 累计 over it."""
    if said is None or not said.basis:
        return kind.basis, kind.months or (said.months if said and not kind.basis else 0)
    if not kind.basis:
        return said.basis, said.months
    if said.basis is Basis.SINGLE and said.months <= 1:
        return said.basis, said.months
    return kind.basis, kind.months


def _period(text: str, year: int | None) -> tuple[date, HeaderPeriod | None]:
    """A period end, and what its words say of the figure: 2024年3月当月."""
    said = period_in_header(text)
    try:
        return parse_period_end(text), said
    except CellRefused as error:
        if error.code is ProblemCode.NOT_A_MONTH_END:
            # A spreadsheet turns 2024-3 into the first of March
            day = parse_day(text)
            if day.day == 1:
                return month_end(day.year, day.month), None
            if (last := range_made_a_day(text)) is not None:
                raise _made_a_day(text, last) from error
            raise
        if said is None:
            if (last := range_made_a_day(text)) is not None:
                raise _made_a_day(text, last) from error
            raise
        if (known := said.year or year) is None:
            raise no_year(text) from error
        return month_end(known, said.month), said


def _made_a_day(text: str, last: int) -> CellRefused:
    return CellRefused(
        ProblemCode.NOT_A_MONTH_END,
        phrase(
            _(
                "“%(value)s” is a day in the middle of a month. If it was 1-%(last)s before a "
                "spreadsheet made a day of it, write 1—%(last)s月."
            ),
            value=shortened(text),
            last=last,
        ),
    )


def no_year(text: str) -> CellRefused:
    return CellRefused(
        ProblemCode.NO_YEAR,
        phrase(
            _("“%(value)s” does not say its year. Choose the year, or write it as 2026年3月."),
            value=shortened(text),
        ),
    )


def _basis_refusal(end: date, shape: SeriesShape, basis: Basis, months: int) -> CellRefused | None:
    """A running total needs totals and increments single periods of their own length; the first
    period of the year is both."""
    if shape.is_task:
        return None
    length = _length(shape.calendar, end)
    # 一季度 is the first quarter alone and the total since January
    is_first = length == end.month and months in (0, 1, length)
    message: Phrase | None = None
    if shape.accumulation is Accumulation.RUNNING_TOTAL:
        if basis is Basis.SINGLE and not is_first:
            message = phrase(
                _(
                    "This series is entered as a running total since January, and the column "
                    "holds single periods. Add a column with the running totals."
                )
            )
    elif shape.accumulation is Accumulation.INCREMENT and basis is Basis.TOTAL:
        if not is_first:
            message = phrase(
                _(
                    "This series is entered period by period, and the column holds running "
                    "totals. Add a column with the single periods."
                )
            )
    elif months not in (0, length) and not _is_total_of_a_rate(shape, basis, months):
        return CellRefused(ProblemCode.NO_SUCH_PERIOD, _other_length(length, months))
    return None if message is None else CellRefused(ProblemCode.NOT_A_TOTAL, message)


def _is_total_of_a_rate(shape: SeriesShape, basis: Basis, months: int) -> bool:
    """A rate of 一季度 or 本月 is that of the month the period ends with; one of 二季度 is not."""
    return shape.accumulation is Accumulation.LATEST and (basis is not Basis.SINGLE or months <= 1)


def _length(calendar: Calendar, end: date) -> int:
    """How many months the period has that ends here."""
    if calendar is Calendar.ONCE:
        return 0
    before = [
        period_end.month for period_end in period_ends(calendar, end.year) if period_end < end
    ]
    return end.month - (before[-1] if before else 0)


def _other_length(length: int, months: int) -> Phrase:
    return phrase(
        _(
            "The column holds figures of %(months)s month(s), and a period of this series has "
            "%(length)s. Give the figures of its own periods."
        ),
        months=months,
        length=length,
    )
