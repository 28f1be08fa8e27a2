"""The logging grid: what a reporting unit has to log for a month, beside what it logged before."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.periods import due_date, is_period_end
from targets.core.values import ActualFact
from targets.models import Actual
from targets.reads.overview import is_task

from .judged import AsOf, JudgedSeries, judged_series
from .rules import rules_in_force
from .sight import EVERYTHING, Sight


class CurrentEntry(NamedTuple):
    """What stands in a slot now; its id is what a writer has seen."""

    id: uuid.UUID
    series_id: uuid.UUID
    period_end: date
    withdrawn: bool
    value: Decimal | None
    qualifier: str
    stage: str
    declared: str
    share_done: Decimal | None
    expected_on: date | None
    done_on: date | None
    source: str
    note: str


class LogRow(NamedTuple):
    """One line of the grid."""

    series: JudgedSeries  # assessed as of the period's end
    entry: CurrentEntry | None  # official and current, for this period
    before: ActualFact | None  # the latest earlier entry of the year


class LogGrid(NamedTuple):
    """All that the grid prints for one unit and one month."""

    period_end: date
    due_on: date
    figures: tuple[LogRow, ...]
    tasks: tuple[LogRow, ...]

    @property
    def due(self) -> int:
        """How many slots there are to fill."""
        return len(self.figures) + len(self.tasks)

    @property
    def filled(self) -> int:
        """How many of them hold an entry."""
        return sum(
            row.entry is not None and not row.entry.withdrawn for row in self.figures + self.tasks
        )


def log_grid(
    place_id: uuid.UUID,
    unit_id: uuid.UUID,
    period_end: date,
    *,
    at: AsOf,
    sight: Sight = EVERYTHING,
) -> LogGrid:
    """The slots of one reporting unit for the month that ends at ``period_end``. Three queries.

    A series stands in the grid when its calendar has that period end: quarterly series only
    in March, June, September and December.
    """
    rules = rules_in_force(period_end, at.known_at)
    series = [
        row
        for row in judged_series(
            year=period_end.year,
            at=at._replace(as_of=period_end),
            place_ids=[place_id],
            reporting_id=unit_id,
            with_sources=True,
            rules=rules,
            sight=sight,
        )
        if is_period_end(row.assessment.facts.calendar, period_end)
    ]
    entries = current_entries([row.id for row in series], period_end)
    rows = [
        LogRow(
            series=row,
            entry=entries.get(row.id),
            before=next(
                (
                    fact
                    for fact in reversed(row.assessment.facts.actuals)
                    if fact.period_end < period_end
                ),
                None,
            ),
        )
        for row in series
    ]
    return LogGrid(
        period_end=period_end,
        due_on=due_date(period_end, rules.due),
        figures=tuple(row for row in rows if not is_task(row.series)),
        tasks=tuple(row for row in rows if is_task(row.series)),
    )


def current_entries(
    series_ids: list[uuid.UUID], period_end: date
) -> Mapping[uuid.UUID, CurrentEntry]:
    """Official current entries of the slots, withdrawn ones included, by series. One query."""
    rows = (
        Actual.objects.official()
        .known(None)
        .filter(series_id__in=series_ids, period_end=period_end)
        .values_list(*CurrentEntry._fields)
    )
    return {entry.series_id: entry for entry in map(CurrentEntry._make, rows)}
