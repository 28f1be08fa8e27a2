"""One item that a program brings, read as what is to stand in its slot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from targets.core.values.entry import Standing, check_entry, check_period, foreign
from targets.core.values.facts import TASK_MEASURES, Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.numbers import ParsedNumber, Quantity, convert, read_quantity
from targets.exchange.headers.period_text import parse_period_end
from targets.exchange.headers.units import normalised_unit, same_unit
from targets.exchange.sheets.problems import CellRefused, ProblemCode
from targets.reads.judging.judged import JudgedSeries

from .items import Item, Lanes, ReadRow, RowProblem

T = TypeVar("T")


def read_item(
    item: Item,
    series: JudgedSeries,
    period_end: date,
    lanes: Lanes,
    *,
    before: Decimal | None,
    today: date,
    problems: list[RowProblem],
) -> ReadRow | None:
    """The entry that the item asks for; None when it cannot be, and ``problems`` says why.
    ``before`` is the latest earlier figure of the year."""
    facts = series.assessment.facts
    reader = _Reader(item, series)
    entry = item.entry._replace(
        series_id=series.id,
        calendar=facts.calendar,
        period_end=period_end,
        value=reader.value(),
        share_done=reader.share_done(),
        seen_id=item.entry.seen_id if item.says_seen else lanes.seen_id,
    )
    if not reader.problems:
        for field, code, message in check_entry(entry, facts, today, Standing(lanes.entry, before)):
            reader.refuse(field, code, message)
    if entry.same_as_last and entry.value is None:
        entry = entry._replace(value=before)
    problems.extend(reader.problems)
    # What only lacks a reason is asked about all the same: both are said at once
    if any(problem.code != ProblemCode.NEEDS_REASON for problem in reader.problems):
        return None
    return ReadRow(item, series, entry, lanes, reader.note)


def read_period(
    item: Item, series: JudgedSeries, today: date, problems: list[RowProblem]
) -> date | None:
    """The period's end, if the series has such a period and it has ended."""
    try:
        end = parse_period_end(item.period)
    except CellRefused as error:
        problems.append(RowProblem(item.row, "period", error.code.value, error.message))
        return None
    for refusal in check_period(end, series.assessment.facts.calendar, today):
        problems.append(RowProblem(item.row, "period", refusal.code.value, refusal.message))
        return None
    return end


class _Reader:
    """Reads one item's numbers and collects what is wrong with it."""

    def __init__(self, item: Item, series: JudgedSeries) -> None:
        self.problems: list[RowProblem] = []
        self.note: Phrase | None = None
        self._item = item
        self._series = series

    def refuse(self, field: str, code: ProblemCode, message: Phrase) -> None:
        self.problems.append(RowProblem(self._item.row, field, code.value, message))

    def value(self) -> Decimal | None:
        item = self._item
        if not item.value:
            if item.unit:
                self._refuse_unit()
            return None
        if self._series.measure in TASK_MEASURES:
            self.refuse(*foreign("value", self._series.measure))
            return None
        parsed = self._parsed("value", self._converted)
        self.note = None if parsed is None else parsed.note
        return None if parsed is None else parsed.value

    def share_done(self) -> Decimal | None:
        text = self._item.share_done
        if not text:
            return None
        parsed = self._parsed("share_done", lambda: convert(read_quantity(text), "%", decimals=2))
        return None if parsed is None else parsed.value

    def _refuse_unit(self) -> None:
        self.refuse(
            "unit",
            ProblemCode.CONTRADICTION,
            phrase(_("A unit belongs to a value, and the value is empty.")),
        )

    def _converted(self) -> ParsedNumber:
        quantity = read_quantity(self._item.value)
        unit = self._item.unit
        if unit and not quantity.suffix and not same_unit(unit, self._series.unit_en):
            quantity = Quantity(quantity.number, normalised_unit(unit), f"{quantity.text} {unit}")
        return convert(quantity, self._series.unit_zh)

    def _parsed(self, field: str, parse: Callable[[], T]) -> T | None:
        try:
            return parse()
        except CellRefused as error:
            is_unit = error.code is ProblemCode.WRONG_UNIT and field == "value" and self._item.unit
            self.refuse("unit" if is_unit else field, error.code, error.message)
            return None
