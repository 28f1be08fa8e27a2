"""The logging grid: what a unit has to log for a month, or one series for a year, beside what
stands and stood there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from targets.core.judging.assessment import assess
from targets.core.values.facts import ActualFact, Calendar
from targets.core.values.periods import due_date, ended_periods, is_period_end, month_end
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.overview.overview import is_task
from targets.reads.scope.recorded_entry import RecordedEntry
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING, Visibility

from .slots import SlotFacts, slot_facts

_NO_FACTS = SlotFacts()


class LogRow(NamedTuple):
    """One line of the grid: one slot."""

    key: str  # names the line's fields
    period_end: date
    series: JudgedSeries  # assessed as of the period's end
    slot: SlotFacts
    before: ActualFact | None  # the latest earlier entry of the year
    due_on: date

    @property
    def entry(self) -> RecordedEntry | None:
        """What stands for a writer: what waits to be checked, else what is accepted."""
        return self.slot.standing

    @property
    def slot_key(self) -> tuple[uuid.UUID, date]:
        """Series and period end."""
        return self.series.id, self.period_end

    @property
    def is_of_period(self) -> bool:
        """Whether the period wants an entry of its own; what is reported once has no period."""
        return self.series.assessment.facts.calendar is not Calendar.ONCE

    @property
    def is_filled(self) -> bool:
        """Whether something was submitted or accepted."""
        return self.entry is not None and not self.entry.withdrawn


class LogGrid(NamedTuple):
    """All that one grid prints."""

    period_end: date  # of one month; for a year its last period that has ended
    due_on: date  # by the installation's rule
    rows: tuple[LogRow, ...]
    series: JudgedSeries | None = None  # whose year it is

    @property
    def figures(self) -> tuple[LogRow, ...]:
        """The lines with a number."""
        return tuple(row for row in self.rows if not is_task(row.series))

    @property
    def tasks(self) -> tuple[LogRow, ...]:
        """The lines with a text."""
        return tuple(row for row in self.rows if is_task(row.series))

    @property
    def due(self) -> int:
        """How many slots there are to fill."""
        return len(self.rows)

    @property
    def pending(self) -> int:
        """How many wait to be checked."""
        return sum(row.slot.pending is not None for row in self.rows)

    @property
    def returned(self) -> int:
        """How many were given back and not submitted again."""
        return sum(row.slot.returned is not None for row in self.rows)

    @property
    def drafts(self) -> int:
        """How many have something typed that was not submitted."""
        return sum(row.slot.draft is not None for row in self.rows)

    @property
    def is_closed(self) -> bool:
        """Whether any of its periods is closed."""
        return any(row.slot.is_closed for row in self.rows)


def log_grid(
    place_id: uuid.UUID,
    unit_id: uuid.UUID,
    period_end: date,
    *,
    at: AsOf,
    sight: Visibility = EVERYTHING,
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
            rules=rules,
            sight=sight,
        )
        if is_period_end(row.assessment.facts.calendar, period_end)
    ]
    facts = slot_facts(place_id, [(row.id, period_end) for row in series])
    return LogGrid(
        period_end=period_end,
        due_on=due_date(period_end, rules.due),
        rows=tuple(
            _row(row.code, row, period_end, facts.get((row.id, period_end), _NO_FACTS))
            for row in series
        ),
    )


def log_year(
    place_id: uuid.UUID,
    series_id: uuid.UUID,
    year: int,
    *,
    today: date,
    sight: Visibility = EVERYTHING,
) -> LogGrid | None:
    """One series over the periods of a year that have ended; None where there is no such series.
    Three queries.

    Targets are those in force at the year's end or today, as on the series' own page.
    """
    as_of = min(date(year, 12, 31), today)
    rules = rules_in_force(as_of)
    found = judged_series(
        year=year,
        at=AsOf(as_of, today),
        place_ids=[place_id],
        series_id=series_id,
        rules=rules,
        sight=sight,
    )
    if not found:
        return None
    series = found[0]
    ends = ended_periods(series.assessment.facts.calendar, year, as_of)
    slots = slot_facts(place_id, [(series.id, end) for end in ends])
    rows = tuple(
        _row(
            f"{series.code}.{end:%Y-%m}",
            _at(series, end, today),
            end,
            slots.get((series.id, end), _NO_FACTS),
        )
        for end in ends
    )
    last = ends[-1] if ends else month_end(year, 12)
    return LogGrid(last, due_date(last, series.assessment.facts.due), rows, series)


def _at(series: JudgedSeries, period_end: date, today: date) -> JudgedSeries:
    """The series as it was judged at an earlier period's end."""
    facts = series.assessment.facts
    until = tuple(fact for fact in facts.actuals if fact.period_end <= period_end)
    return series._replace(
        assessment=assess(facts._replace(actuals=until), as_of=period_end, today=today)
    )


def _row(key: str, series: JudgedSeries, period_end: date, slot: SlotFacts) -> LogRow:
    facts = series.assessment.facts
    earlier = [fact for fact in facts.actuals if fact.period_end < period_end]
    return LogRow(
        key=key,
        period_end=period_end,
        series=series,
        slot=slot,
        before=earlier[-1] if earlier else None,
        due_on=due_date(period_end, facts.due),
    )
