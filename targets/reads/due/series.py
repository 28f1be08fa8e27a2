"""Series that somebody has to report, sign for or explain, and the slots that are owed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from targets.core.values.facts import Accumulation, Calendar
from targets.core.values.periods import due_date, ended_periods, month_end, period_ends
from targets.reads.scope.duties import Duties
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.namesakes import told_apart
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.slots import Slot, SlotKey

ONCE_AHEAD = 31  # days before its target's date from which what is reported once is asked for


class DueSeries(NamedTuple):
    """One series of a place that collects."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    calendar: Calendar
    accumulation: Accumulation
    due_day: int | None
    due_months: int
    place: PlaceLabel
    collecting_since: date
    unit_id: uuid.UUID | None
    unit: Label  # that reports it; empty where none does
    once_due: tuple[date | None, date | None]  # target dates of last and of this year
    is_reported: bool  # by a unit of this person
    is_signed: bool
    is_led: bool


class Owed(NamedTuple):
    """One slot that is expected: filled, returned or still to enter."""

    series: DueSeries
    period_end: date
    due_on: date
    is_filled: bool

    @property
    def place_period(self) -> tuple[uuid.UUID, date]:
        """What is closed as one."""
        return self.series.place.id, self.period_end


_SERIES = """
WITH reported AS (
    SELECT id FROM targets_unit WHERE above && %(reporting)s::uuid[]
), signed AS (
    SELECT id FROM targets_unit WHERE above && %(signing)s::uuid[]
), mine(id) AS (
    SELECT s.id FROM targets_series s
    WHERE s.reporting_id IN (SELECT id FROM reported UNION SELECT id FROM signed)
    UNION
    SELECT s.id FROM targets_series s WHERE s.lead_id IN (SELECT id FROM reported)
)
SELECT s.id, i.code, i.name_zh, i.name_en, i.unit_zh, i.unit_en, i.decimals,
    s.calendar, i.accumulation, i.due_day, i.due_months,
    p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.collecting_since,
    s.reporting_id, coalesce(rep.code, ''), coalesce(rep.name_zh, ''), coalesce(rep.name_en, ''),
    once.last_due, once.this_due,
    coalesce(s.reporting_id IN (SELECT id FROM reported), false),
    coalesce(s.reporting_id IN (SELECT id FROM signed), false),
    coalesce(s.lead_id IN (SELECT id FROM reported), false)
FROM mine
JOIN targets_series s ON s.id = mine.id
JOIN targets_indicator i ON i.id = s.indicator_id
JOIN targets_theme t ON t.id = i.theme_id
JOIN targets_unit p ON p.id = s.place_id
LEFT JOIN targets_unit rep ON rep.id = s.reporting_id
LEFT JOIN LATERAL (
    SELECT max(g.due_on) FILTER (WHERE g.year = %(year)s - 1) last_due,
        max(g.due_on) FILTER (WHERE g.year = %(year)s) this_due
    FROM targets_target g
    WHERE s.calendar = 'once' AND g.series_id = s.id AND g.place_id = s.place_id
        AND g.superseded_at IS NULL
        AND g.year BETWEEN %(year)s - 1 AND %(year)s AND g.effective_on <= %(today)s
        AND NOT EXISTS (
            SELECT 1 FROM targets_target later
            WHERE later.series_id = g.series_id AND later.place_id = g.place_id
                AND later.year = g.year
                AND later.tier_id = g.tier_id AND later.superseded_at IS NULL
                AND later.effective_on > g.effective_on AND later.effective_on <= %(today)s
        )
) once ON true
WHERE p.collecting_since IS NOT NULL
ORDER BY p."order", p.code, rep."order", rep.code, t."order", t.code, s."order", i.code
"""


def due_series(duties: Duties, today: date) -> tuple[DueSeries, ...]:
    """Series this person's units report, sign for or lead, in stated order. One query."""
    if not (duties.reporting or duties.signing):
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            _SERIES,
            {
                "reporting": list(duties.reporting),
                "signing": list(duties.signing),
                "year": today.year,
                "today": today,
            },
        )
        return _told_apart(
            DueSeries._make(
                (
                    *row[:7],
                    Calendar(row[7]),
                    Accumulation(row[8]),
                    *row[9:11],
                    PlaceLabel(*row[11:16]),
                    *row[16:18],
                    Label(*row[18:21]),
                    (row[21], row[22]),
                    *row[23:],
                )
            )
            for row in cursor.fetchall()
        )


def _told_apart(series: Iterable[DueSeries]) -> tuple[DueSeries, ...]:
    """Units that share a name, each with its place. One query where any do."""
    found = tuple(series)
    alike = told_apart(each.unit for each in found)
    return tuple(each._replace(unit=alike.get(each.unit.code, each.unit)) for each in found)


def owed_slots(
    series: Sequence[DueSeries],
    slots: Mapping[SlotKey, Slot],
    rules: RulesInForce,
    today: date,
) -> Iterator[Owed]:
    """Every slot of this and of last year that is expected by now, filled or not."""
    for each in series:
        if each.calendar is Calendar.ONCE:
            yield from _once(each, slots, today)
            continue
        rule = rules.due_of(each.due_day, each.due_months)
        is_done = False
        for year in (today.year - 1, today.year):
            for end in ended_periods(each.calendar, year, today):
                slot = slots.get((each.id, end))
                is_filled = slot is not None and slot.is_filled
                if end >= each.collecting_since and (is_filled or not is_done):
                    yield Owed(each, end, due_date(end, rule), is_filled)
                if slot is not None and is_filled:
                    is_done = slot.is_done


def _once(each: DueSeries, slots: Mapping[SlotKey, Slot], today: date) -> Iterator[Owed]:
    """What is reported once is owed by its target's date; any entry of the year will do."""
    last_month = month_end(today.year, today.month)
    if last_month > today:
        last_month = _month_before(today)
    for due_on in each.once_due:
        if due_on is None or due_on < each.collecting_since:
            continue
        if (due_on - today).days > ONCE_AHEAD:
            continue
        year = due_on.year
        filled = any(
            slot.is_filled
            for end in (month_end(year, month) for month in range(1, 13))
            if (slot := slots.get((each.id, end))) is not None
        )
        yield Owed(each, min(month_end(year, due_on.month), last_month), due_on, filled)


def _month_before(day: date) -> date:
    return month_end(day.year - 1, 12) if day.month == 1 else month_end(day.year, day.month - 1)


def next_end(calendar: Calendar, today: date) -> date:
    """The period end that comes next after a day."""
    ends = period_ends(calendar, today.year) + period_ends(calendar, today.year + 1)
    return next(end for end in ends if end > today)
