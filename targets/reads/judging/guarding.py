"""What the guard is told beside the series itself: all its past figures, and its other half."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from targets.core.guard.guard import Remark, Sibling, question, told_once
from targets.core.values.facts import Accumulation, ActualFact, Calendar
from targets.core.values.periods import ended_periods, same_period_last_year
from targets.reads.scope.as_known import known_sql

from .judged import AsOf, JudgedSeries

Slot = tuple[uuid.UUID, date]
_Row = tuple[uuid.UUID, date, bool, Decimal, bool, bool]  # series, end, pending, value, floor, told


class Half(NamedTuple):
    """The other half of a growth/level pair at the same place."""

    series_id: uuid.UUID
    is_growth: bool
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    is_real_growth: bool
    accumulation: str
    calendar: str


class GuardInputs(NamedTuple):
    """Figures and pairs of the series that were asked for; no further query is made."""

    history: Mapping[uuid.UUID, tuple[tuple[date, Decimal], ...]]  # official and exact, ascending
    halves: Mapping[uuid.UUID, tuple[Half, ...]]
    standing: Mapping[Slot, Decimal]  # of the other halves: what waits, else what is accepted

    def question(
        self,
        series: JudgedSeries,
        period_end: date,
        value: Decimal,
        *,
        same_as_last: bool = False,
    ) -> tuple[Remark, ...]:
        """What is to be asked about a figure of the series; most often nothing."""
        return question(
            series.assessment.facts,
            period_end,
            value,
            unit_zh=series.unit_zh,
            unit_en=series.unit_en,
            decimals=series.decimals,
            history=self.history.get(series.id, ()),
            sibling=self.sibling(series.id, period_end),
            same_as_last=same_as_last,
        )

    def beside(self, brought: Mapping[Slot, Decimal | None]) -> GuardInputs:
        """The same, with figures that are brought at the same time in place of what stands; None
        is a figure that is taken away."""
        standing = {slot: value for slot, value in self.standing.items() if slot not in brought}
        standing.update((slot, value) for slot, value in brought.items() if value is not None)
        return self._replace(standing=standing)

    def told_once(self, asked: Mapping[Slot, tuple[Remark, ...]]) -> dict[Slot, tuple[Remark, ...]]:
        """Questions about figures that come together, one for one contradiction."""
        return told_once(
            asked,
            {
                series_id: half.series_id
                for series_id, halves in self.halves.items()
                for half in halves
                if not half.is_growth
            },
        )

    def sibling(self, series_id: uuid.UUID, period_end: date) -> Sibling | None:
        """The other half with its figures, year to date; None where it has none."""
        for half in self.halves.get(series_id, ()):
            value = self._to_date(half, period_end)
            if value is not None:
                return Sibling(
                    is_growth=half.is_growth,
                    value=value,
                    last_year=(
                        None
                        if half.is_growth
                        else self._to_date(half, same_period_last_year(period_end))
                    ),
                    name_zh=half.name_zh,
                    name_en=half.name_en,
                    unit_zh=half.unit_zh,
                    unit_en=half.unit_en,
                    decimals=half.decimals,
                    is_real_growth=half.is_real_growth,
                )
        return None

    def _to_date(self, half: Half, period_end: date) -> Decimal | None:
        if half.accumulation != Accumulation.INCREMENT:
            return self.standing.get((half.series_id, period_end))
        total = Decimal(0)
        for end in ended_periods(Calendar(half.calendar), period_end.year, period_end):
            amount = self.standing.get((half.series_id, end))
            if amount is None:
                return None
            total += amount
        return total


NOTHING_KNOWN = GuardInputs({}, {}, {})

_HALVES = """
SELECT s.id, o.id, oi.growth_of_id IS NOT DISTINCT FROM i.id, oi.name_zh, oi.name_en,
    oi.unit_zh, oi.unit_en, oi.decimals,
    CASE WHEN oi.growth_of_id = i.id THEN oi.growth_is_real ELSE i.growth_is_real END,
    oi.accumulation, o.calendar, o.reporting_id IS NOT DISTINCT FROM s.reporting_id
FROM targets_series s
JOIN targets_indicator i ON i.id = s.indicator_id
JOIN targets_indicator oi ON oi.id = i.growth_of_id OR oi.growth_of_id = i.id
JOIN targets_series o ON o.place_id = s.place_id AND o.indicator_id = oi.id
WHERE s.id = ANY (%(series)s)
ORDER BY s.id, o."order", oi.code
"""
# Both lanes: a history is of accepted figures, and the other half may wait to be checked itself
_FIGURES = """
SELECT a.series_id, a.period_end, a.lane = 'pending', a.value, a.qualifier <> '',
    a.release_on IS NULL OR a.release_on <= %(today)s
FROM targets_series s
JOIN targets_actual a ON a.series_id = s.id AND a.place_id = s.place_id
WHERE s.id = ANY (%(series)s) AND a.value IS NOT NULL AND NOT a.withdrawn AND {known}
ORDER BY a.series_id, a.period_end, a.lane
"""


def guard_inputs(series_ids: Collection[uuid.UUID], at: AsOf) -> GuardInputs:
    """All that the guard needs for any number of slots of the series. Two queries.

    The other half of a pair that another unit reports is not told before its release.
    """
    return guard_figures(series_ids, at).inputs


class GuardFigures(NamedTuple):
    """What the guard is told, and the entries it was made from, for whoever asks about many years
    of a series at once."""

    inputs: GuardInputs
    # The series' own current entries by year, ascending; a pending one fills an empty slot
    entries: Mapping[uuid.UUID, Mapping[int, tuple[ActualFact, ...]]]


def guard_figures(series_ids: Collection[uuid.UUID], at: AsOf) -> GuardFigures:
    """As :func:`guard_inputs`, and all entries of the series, in the same two queries."""
    if not series_ids:
        return GuardFigures(NOTHING_KNOWN, {})
    with connection.cursor() as cursor:
        cursor.execute(_HALVES, {"series": list(series_ids)})
        pairs = cursor.fetchall()
    halves: dict[uuid.UUID, tuple[Half, ...]] = {}
    own: set[uuid.UUID] = set()  # the other halves that the same unit reports
    for series_id, *half, is_same_unit in pairs:
        found = Half(*half)
        halves[series_id] = (*halves.get(series_id, ()), found)
        if is_same_unit:
            own.add(found.series_id)
    others = {half.series_id for pair in halves.values() for half in pair}
    rows = _figures({*series_ids, *others}, at)
    history: dict[uuid.UUID, list[tuple[date, Decimal]]] = {}
    standing: dict[Slot, Decimal] = {}
    # A floor ("above 2800") is no figure to compare with. The pending entry of a slot comes after
    # the official one and takes its place
    for series_id, end, is_pending, value, is_floor, is_released in rows:
        if is_floor:
            continue
        if not is_pending:
            history.setdefault(series_id, []).append((end, value))
        if series_id in others and (is_released or series_id in own):
            standing[series_id, end] = value
    return GuardFigures(
        GuardInputs(
            {series_id: tuple(figures) for series_id, figures in history.items()}, halves, standing
        ),
        {
            series_id: _by_year(of_series)
            for series_id, of_series in groupby(rows, key=itemgetter(0))
            if series_id in series_ids
        },
    )


def _by_year(rows: Iterable[_Row]) -> dict[int, tuple[ActualFact, ...]]:
    found: dict[int, list[ActualFact]] = {}
    last: date | None = None
    for _series_id, end, is_pending, value, is_floor, _is_released in rows:
        if end != last:
            entry = ActualFact(end, value, is_floor, is_provisional=is_pending)
            found.setdefault(end.year, []).append(entry)
        last = end
    return {year: tuple(entries) for year, entries in found.items()}


def _figures(series_ids: Iterable[uuid.UUID], at: AsOf) -> list[_Row]:
    query = _FIGURES.format(known=known_sql("a", at.known_at))
    parameters: dict[str, Any] = {
        "series": list(series_ids),
        "today": at.today,
        "known_at": at.known_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[_Row] = cursor.fetchall()
    return rows
