"""The accepted figures of a place's series by year: what past years tell, in one query."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from targets.core.ahead.backtest import History
from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Measure,
    PaceMethod,
    SeriesFacts,
)
from targets.reads.scope.labels import Label
from targets.reads.scope.visibility import OFFICIAL, Visibility, seen_actuals_sql, seen_sql

from .judged import AsOf


class SeriesHistory(NamedTuple):
    """One series, and its figures of every year up to the as-of date; without targets."""

    id: uuid.UUID
    label: Label
    history: History
    growth_of: uuid.UUID | None = None  # the indicator whose growth rate this is


_HISTORIES = """
SELECT s.id, i.code, i.name_zh, i.name_en, i.measure, i.accumulation, s.calendar, i.pace,
    i.higher_is_better, i.is_count, i.can_fall, f.ends, f."values", f.floors, i.growth_of_id
FROM targets_series s
JOIN targets_indicator i ON i.id = s.indicator_id
LEFT JOIN LATERAL (
    SELECT array_agg(a.period_end ORDER BY a.period_end) ends,
        array_agg(a.value ORDER BY a.period_end) "values",
        array_agg(a.qualifier <> '' ORDER BY a.period_end) floors
    FROM {actuals} a
    WHERE a.series_id = s.id AND a.place_id = s.place_id AND a.lane = 'official'
        AND NOT a.withdrawn
        AND a.value IS NOT NULL AND a.period_end <= %(as_of)s AND {seen}
) f ON true
WHERE {which}
ORDER BY s."order", i.code
"""


def histories(
    *,
    at: AsOf,
    place_id: uuid.UUID | None = None,
    series_ids: Sequence[uuid.UUID] | None = None,
    sight: Visibility = OFFICIAL,
) -> tuple[SeriesHistory, ...]:
    """Of all series of a place, or of the series named, in stated order. One query.

    What waits to be checked is no history; what is not released is only for who may see it.
    """
    which = [
        condition
        for condition, asked in (
            ("s.place_id = %(place)s", place_id is not None),
            ("s.id = ANY (%(series)s)", series_ids is not None),
        )
        if asked
    ]
    query = _HISTORIES.format(
        actuals=seen_actuals_sql(sight, at.known_at, series="s"),
        seen=seen_sql(sight, at.known_at),
        which=" AND ".join(which) or "true",
    )
    parameters: dict[str, Any] = {
        "as_of": at.as_of,
        "known_at": at.known_at,
        "place": place_id,
        "series": None if series_ids is None else list(series_ids),
        "today": at.today,
        "sight_units": list(sight.unit_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return tuple(_history(_Columns._make(row), at.as_of.year) for row in cursor)


class _Columns(NamedTuple):
    """The columns of the query, in its order."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    measure: str
    accumulation: str
    calendar: str
    pace: str
    higher_is_better: bool
    is_count: bool
    can_fall: bool
    ends: list[date] | None
    values: list[Decimal] | None
    floors: list[bool] | None
    growth_of: uuid.UUID | None


def _history(row: _Columns, year: int) -> SeriesHistory:
    years: dict[int, list[ActualFact]] = {}
    for end, value, floor in zip(row.ends or (), row.values or (), row.floors or (), strict=True):
        years.setdefault(end.year, []).append(ActualFact(end, value, floor))
    facts = SeriesFacts(
        measure=Measure(row.measure),
        accumulation=Accumulation(row.accumulation),
        calendar=Calendar(row.calendar),
        pace=PaceMethod(row.pace),
        year=year,
        higher_is_better=row.higher_is_better,
        is_count=row.is_count,
        can_fall=row.can_fall,
    )
    return SeriesHistory(
        row.id,
        Label(row.code, row.name_zh, row.name_en),
        History(facts, {each: tuple(entries) for each, entries in years.items()}),
        row.growth_of,
    )
