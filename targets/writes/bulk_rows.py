"""One item that a program brings, read as what is to stand in its slot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import TASK_MEASURES, DeclaredState, Measure, Phrase
from targets.exchange.actual_rules import SeriesShape, period_refusal
from targets.exchange.numbers import ParsedNumber, Quantity, convert, read_quantity
from targets.exchange.period_text import parse_period_end
from targets.exchange.problems import CellRefused, ProblemCode
from targets.exchange.units import normalised_unit, same_unit
from targets.reads.judged import JudgedSeries

from .bulk_items import Item, ReadRow, RowProblem, Standing
from .ledger import Entry

T = TypeVar("T")

_WHOLE = 100
_TASK_FIELDS = ("stage", "declared", "share_done", "expected_on", "done_on")
_FIGURE_FIELDS = ("value", "unit", "qualifier", "same_as_last")


def read_item(
    item: Item,
    series: JudgedSeries,
    period_end: date,
    standing: Standing,
    *,
    today: date,
    problems: list[RowProblem],
) -> ReadRow | None:
    """The entry that the item asks for; None when it cannot be, and ``problems`` says why."""
    reader = _Reader(item, series, period_end, today)
    entry = reader.withdrawal(standing) if item.withdrawn else reader.entry()
    seen_id = item.seen_id if item.says_seen else standing.seen_id
    row = ReadRow(item, series, entry._replace(seen_id=seen_id), standing, reader.note)
    if not reader.problems and row.is_changed and standing.entry and not item.reason:
        reader.refuse(
            "reason",
            "needs_reason",
            phrase(
                _("A figure that stands in the ledger is withdrawn only with a reason.")
                if item.withdrawn
                else _("A figure that stands in the ledger is changed only with a reason.")
            ),
        )
    problems.extend(reader.problems)
    return None if reader.problems else row


def read_period(
    item: Item, series: JudgedSeries, today: date, problems: list[RowProblem]
) -> date | None:
    """The period's end, if the series has such a period and it has ended."""
    try:
        end = parse_period_end(item.period)
        shape = SeriesShape("", series.unit_zh, series.assessment.facts.calendar)
        refusal = period_refusal(end, shape, today)
        if refusal is not None:
            raise refusal
    except CellRefused as error:
        problems.append(RowProblem(item.row, "period", error.code.value, error.message))
        return None
    return end


class _Reader:
    """Reads one item field by field and collects what is wrong."""

    def __init__(self, item: Item, series: JudgedSeries, period_end: date, today: date) -> None:
        self.item = item
        self.series = series
        self.period_end = period_end
        self.today = today
        self.is_task = series.measure in TASK_MEASURES
        self.problems: list[RowProblem] = []
        self.note: Phrase | None = None

    def refuse(self, field: str, code: str, message: Phrase) -> None:
        self.problems.append(RowProblem(self.item.row, field, code, message))

    def withdrawal(self, standing: Standing) -> Entry:
        item = self.item
        for field in (*_FIGURE_FIELDS, *_TASK_FIELDS):
            if getattr(item, field):
                self.refuse(
                    field,
                    ProblemCode.CONTRADICTION.value,
                    phrase(_("What is withdrawn has no content: leave this field out.")),
                )
        if standing.seen_id is None:
            self.refuse(
                "withdrawn",
                "nothing_to_withdraw",
                phrase(_("Nothing stands in this period that could be withdrawn.")),
            )
        return self._entry(withdrawn=True)

    def entry(self) -> Entry:
        item = self.item
        self._keep_apart()
        if self.is_task:
            return self._task()
        value = self._value()
        if value is None and not self.problems:
            self.refuse(
                "value",
                ProblemCode.NOTHING_SAID.value,
                phrase(
                    _(
                        "The row says nothing: a figure needs a value, a task text or a declared "
                        "state. An unknown figure is no row."
                    )
                ),
            )
        return self._entry(value=value, qualifier=item.qualifier, same_as_last=item.same_as_last)

    def _keep_apart(self) -> None:
        """A figure has a value, a task text or a declared state, and neither has the other's."""
        for field in _FIGURE_FIELDS if self.is_task else _TASK_FIELDS:
            if getattr(self.item, field):
                self.refuse(
                    field,
                    ProblemCode.CONTRADICTION.value,
                    phrase(
                        _("This is a task: it has text and a declared state, and no figure.")
                        if self.is_task
                        else _("This is a figure: only tasks have text and a declared state.")
                    ),
                )

    def _task(self) -> Entry:
        item = self.item
        if not item.stage and not item.declared and not self.problems:
            self.refuse(
                "stage",
                ProblemCode.NOTHING_SAID.value,
                phrase(
                    _(
                        "The row says nothing: a figure needs a value, a task text or a declared "
                        "state. An unknown figure is no row."
                    )
                ),
            )
        is_done = item.declared == DeclaredState.DONE
        if is_done and item.done_on is not None and item.done_on > self.today:
            self.refuse(
                "done_on",
                ProblemCode.OUT_OF_RANGE.value,
                phrase(_("A task that is done was done on a day that has come.")),
            )
        return self._entry(
            stage=item.stage,
            declared=item.declared,
            share_done=self._share(),
            expected_on=item.expected_on,
            done_on=item.done_on,
        )

    def _share(self) -> Decimal | None:
        if not self.item.share_done:
            return None
        share = self._parsed(
            "share_done", lambda: convert(read_quantity(self.item.share_done), "%", decimals=2)
        )
        if share is None:
            return None
        if not 0 <= share.value <= _WHOLE:
            self.refuse(
                "share_done",
                ProblemCode.OUT_OF_RANGE.value,
                phrase(_("A share of works is from 0 to 100.")),
            )
        return share.value

    def _value(self) -> Decimal | None:
        item = self.item
        last = last_of(self.series, self.period_end) if item.same_as_last else None
        if item.same_as_last and last is None:
            self.refuse(
                "same_as_last",
                "nothing_before",
                phrase(_("No earlier period of the year has a figure to repeat.")),
            )
            return None
        if not item.value:
            return last
        parsed = self._parsed("value", self._converted)
        if parsed is None:
            return None
        self.note = parsed.note
        if last is not None and parsed.value != last:
            self.refuse(
                "same_as_last",
                ProblemCode.CONTRADICTION.value,
                phrase(_("The value differs from the last period's.")),
            )
        if self.series.measure is Measure.SHARE and not 0 <= parsed.value <= _WHOLE:
            self.refuse(
                "value", ProblemCode.OUT_OF_RANGE.value, phrase(_("A share is from 0 to 100."))
            )
        return parsed.value

    def _converted(self) -> ParsedNumber:
        quantity = read_quantity(self.item.value)
        unit = self.item.unit
        if unit and not quantity.suffix and not same_unit(unit, self.series.unit_en):
            quantity = Quantity(quantity.number, normalised_unit(unit), f"{quantity.text} {unit}")
        return convert(quantity, self.series.unit_zh)

    def _parsed(self, field: str, parse: Callable[[], T]) -> T | None:
        try:
            return parse()
        except CellRefused as error:
            is_unit = error.code is ProblemCode.WRONG_UNIT and field == "value" and self.item.unit
            self.refuse("unit" if is_unit else field, error.code.value, error.message)
            return None

    def _entry(self, **content: object) -> Entry:
        item = self.item
        return Entry(
            self.series.id,
            self.series.assessment.facts.calendar,
            self.period_end,
            source="" if item.withdrawn else item.source,
            note=item.note,
            reason=item.reason,
            preliminary=item.preliminary and not item.withdrawn,
            release_on=item.release_on,
            **content,  # type: ignore[arg-type]
        )


def last_of(series: JudgedSeries, period_end: date) -> Decimal | None:
    """The latest earlier figure of the year."""
    earlier = [
        fact.value
        for fact in series.assessment.facts.actuals
        if fact.period_end < period_end and fact.value is not None
    ]
    return earlier[-1] if earlier else None
