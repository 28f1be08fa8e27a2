"""Lagging series that still lack their lead unit's cause, measure and catch-up date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings

from targets.core.judging.status import SHORT
from targets.core.values.periods import due_date, month_end
from targets.reads.due.series import DueSeries
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.duties import Duties
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.visibility import Visibility


class ExplainLine(NamedTuple):
    """One lagging series without an explanation for the period it is judged on."""

    row: JudgedSeries
    period_end: date
    due_on: date
    days_left: int  # negative: days late

    @property
    def days_late(self) -> int:
        """Days since it was due."""
        return -self.days_left


def statuses_out(rules: RulesInForce, today: date) -> date:
    """The latest month end whose figures should have been checked: its statuses are out."""
    rule = rules.due._replace(day=settings.CHECK_DAY, months=1)
    year, month = today.year, today.month
    while True:
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        end = month_end(year, month)
        if due_date(end, rule) < today:
            return end


def explain_lines(
    duties: Duties, series: Sequence[DueSeries], rules: RulesInForce, today: date
) -> tuple[ExplainLine, ...]:
    """What the units of this person have to explain, judged on accepted figures alone. One
    query; none where they lead nothing."""
    end = statuses_out(rules, today)
    led = {each.id: each for each in series if each.is_led and each.collecting_since <= end}
    if not led:
        return ()
    due_on = due_date(end, rules.due._replace(day=settings.EXPLAIN_DAY, months=1))
    judged = judged_series(
        year=end.year,
        at=AsOf(end, today),
        place_ids=sorted({each.place.id for each in led.values()}),
        rules=rules,
        sight=Visibility(with_words=True, unit_ids=duties.reporting),
    )
    return tuple(
        ExplainLine(row, row.assessment.period_end, due_on, (due_on - today).days)
        for row in judged
        if row.id in led
        and row.assessment.verdict in SHORT
        and row.assessment.period_end is not None
        and (row.explanation is None or row.explanation.period_end < row.assessment.period_end)
    )
