"""进度通报: who has and who has not reported, units × periods of a year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from targets.core.judging.timeliness import Cell, Timeliness, cell_of, timeliness
from targets.core.values.facts import Calendar
from targets.core.values.periods import due_date, period_ends
from targets.models import Series
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.closed import Closed, closed_periods
from targets.reads.scope.labels import Label
from targets.reads.scope.namesakes import told_apart
from targets.reads.scope.rules import RulesInForce, rules_in_force
from targets.reads.scope.slots import Returned, Slot, SlotKey, returned_slots, slots

HUNDRED = Decimal(100)


class SlotState(NamedTuple):
    """One series of a unit in one period: how it stands, and since when."""

    series_id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    calendar: Calendar
    period_end: date
    due_on: date
    state: Timeliness
    first_on: date | None  # when it was first submitted
    official_at: datetime | None
    pending_at: datetime | None
    returned: Returned | None  # the last submission came back and nothing followed

    @property
    def days_late(self) -> int:
        """Days between the due day and the first submission; 0 when it came in time."""
        if self.first_on is None or self.state is not Timeliness.LATE:
            return 0
        return (self.first_on - self.due_on).days


class Totals(NamedTuple):
    """What has come of what was due by now."""

    on_time: int
    late: int
    missing: int
    returned: int
    due: int

    @property
    def rate(self) -> Decimal | None:
        """On time in percent of what is past its due day or came; None when nothing is."""
        settled = self.on_time + self.late + self.missing + self.returned
        return self.on_time * HUNDRED / settled if settled else None


class UnitRow(NamedTuple):
    """One unit's year: a cell a period, in the order of the matrix's ends."""

    unit_id: uuid.UUID | None
    unit: Label  # empty: series that no unit reports
    cells: tuple[Cell, ...]
    slots: tuple[tuple[SlotState, ...], ...]  # aligned with the cells
    totals: Totals


class Matrix(NamedTuple):
    """Units × period ends of one place and year."""

    ends: tuple[date, ...]
    rows: tuple[UnitRow, ...]
    totals: tuple[Cell, ...]  # of each period, all units together
    all_in_all: Totals
    closed: Mapping[date, Closed]  # the periods that are closed now

    def row_of(self, code: str) -> UnitRow | None:
        """The row of a unit by its code."""
        return next((row for row in self.rows if row.unit.code == code), None)


class _Line(NamedTuple):
    id: uuid.UUID
    calendar: str
    reporting_id: uuid.UUID | None
    code: str
    name_zh: str
    name_en: str
    due_day: int | None
    due_months: int
    unit_code: str | None
    unit_zh: str | None
    unit_en: str | None


_FIELDS = (
    "id", "calendar", "reporting_id", "indicator__code", "indicator__name_zh",
    "indicator__name_en", "indicator__due_day", "indicator__due_months",
    "reporting__code", "reporting__name_zh", "reporting__name_en",
)  # fmt: skip


def reporting_matrix(
    place: PlaceFacts, year: int, today: date, rules: RulesInForce | None = None
) -> Matrix:
    """The matrix of a place and year. Five queries, whatever the number of units.

    What is reported once has no period of its own and is left out; a task that is done owes no
    further report.
    """
    rules = rules or rules_in_force(today)
    lines = _lines(place.label.id)
    first, last = date(year, 1, 1), date(year, 12, 31)
    ids = [line.id for line in lines]
    standing = slots(ids, first, last)
    returned = returned_slots(ids, first, last)
    shut = closed_periods([place.label.id], first, last)
    closed = {end: each for (_place, end), each in shut.items()}
    ends = tuple(sorted({end for line in lines for end in _ends(line, year)}))
    grouped: dict[uuid.UUID | None, list[_Line]] = {}
    for line in lines:
        grouped.setdefault(line.reporting_id, []).append(line)
    rows = []
    for found in grouped.values():
        states = [
            state
            for line in found
            for state in _states(line, year, standing, returned, (rules, place, today, closed))
        ]
        rows.append(_row(found[0], ends, states))
    alike = told_apart(row.unit for row in rows)
    rows = [row._replace(unit=alike.get(row.unit.code, row.unit)) for row in rows]
    return Matrix(
        ends=ends,
        rows=tuple(rows),
        totals=tuple(
            cell_of(slot.state for row in rows for slot in row.slots[position])
            for position in range(len(ends))
        ),
        all_in_all=_totals(slot.state for row in rows for cell in row.slots for slot in cell),
        closed=closed,
    )


def _lines(place_id: uuid.UUID) -> list[_Line]:
    rows = (
        Series.objects.filter(place_id=place_id)
        .exclude(calendar=Calendar.ONCE)
        .order_by(
            F("reporting__order").asc(nulls_last=True), "reporting__code",
            "indicator__theme__order", "indicator__theme__code", "order", "indicator__code",
        )
        .values_list(*_FIELDS)
    )  # fmt: skip
    return [_Line._make(row) for row in rows]


def _ends(line: _Line, year: int) -> Sequence[date]:
    return period_ends(Calendar(line.calendar), year)


def _states(
    line: _Line,
    year: int,
    standing: Mapping[SlotKey, Slot],
    returned: Mapping[SlotKey, Returned],
    at: tuple[RulesInForce, PlaceFacts, date, Mapping[date, Closed]],
) -> Iterable[SlotState]:
    rules, place, today, closed = at
    rule = rules.due_of(line.due_day, line.due_months)
    is_done = False
    for end in _ends(line, year):
        slot = standing.get((line.id, end))
        is_filled = slot is not None and slot.is_filled
        came_back = None if is_filled else returned.get((line.id, end))
        first_on = _day(slot.first_at) if slot is not None and is_filled else None
        due_on = due_date(end, rule)
        if is_filled or came_back or not is_done:
            yield SlotState(
                line.id, line.code, line.name_zh, line.name_en, Calendar(line.calendar), end,
                due_on,
                timeliness(
                    due_on=due_on,
                    first_submitted_on=first_on,
                    is_returned=came_back is not None,
                    today=today,
                    period_end=end,
                    collecting_since=place.collecting_since,
                    closed_on=closed[end].closed_on if end in closed else None,
                ),
                first_on,
                slot.official_at if slot is not None else None,
                slot.pending_at if slot is not None else None,
                came_back,
            )  # fmt: skip
        if slot is not None and is_filled:
            is_done = slot.is_done


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else timezone.localtime(moment).date()


def _row(line: _Line, ends: Sequence[date], states: Sequence[SlotState]) -> UnitRow:
    by_end: dict[date, list[SlotState]] = {}
    for state in states:
        by_end.setdefault(state.period_end, []).append(state)
    found = tuple(tuple(by_end.get(end, ())) for end in ends)
    return UnitRow(
        unit_id=line.reporting_id,
        unit=Label(line.unit_code or "", line.unit_zh or "", line.unit_en or ""),
        cells=tuple(cell_of(slot.state for slot in cell) for cell in found),
        slots=found,
        totals=_totals(state.state for state in states),
    )


def _totals(states: Iterable[Timeliness]) -> Totals:
    found = list(states)
    return Totals(
        on_time=found.count(Timeliness.ON_TIME),
        late=found.count(Timeliness.LATE),
        missing=found.count(Timeliness.MISSING),
        returned=found.count(Timeliness.RETURNED),
        due=found.count(Timeliness.DUE),
    )
