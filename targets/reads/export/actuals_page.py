"""Entries of one place as they stand, a page at a time, as this reader may see them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from targets.reads.scope.person_names import name_then_sql
from targets.reads.scope.visibility import Visibility, seen_actuals_sql, seen_sql


class StandingEntry(NamedTuple):
    """One entry in force: its slot, what it says, and how it came there."""

    id: uuid.UUID
    series: str  # the indicator's code
    period_end: date
    lane: str
    unit_zh: str
    unit_en: str
    value: Decimal | None
    qualifier: str
    stage: str
    declared: str
    share_done: Decimal | None
    expected_on: date | None
    done_on: date | None
    source: str
    note: str
    reason: str
    withdrawn: bool
    preliminary: bool
    release_on: date | None
    same_as_last: bool
    questioned: str
    revision: bool
    origin: str
    author: str
    recorded_at: datetime


class Wanted(NamedTuple):
    """Which entries: what is None narrows nothing."""

    year: int | None = None
    series: str | None = None
    official: bool = True
    pending: bool = False
    withdrawn: bool = False  # also slots whose figure was withdrawn
    known_at: datetime | None = None  # recorded time; None: now


Key = tuple[str, date, str]  # series, period end, lane

_ENTRIES = """
SELECT a.id, i.code, a.period_end, a.lane, i.unit_zh, i.unit_en, a.value, a.qualifier, a.stage,
    a.declared, a.share_done, a.expected_on, a.done_on, a.source, a.note, a.reason, a.withdrawn,
    a.preliminary, a.release_on, a.same_as_last, a.questioned, a.revision, a.origin,
    {author}, a.recorded_at
FROM targets_series s
JOIN LATERAL (
    SELECT * FROM {actuals} a WHERE a.series_id = s.id AND a.place_id = s.place_id
) a ON true
JOIN targets_indicator i ON i.id = s.indicator_id
WHERE s.place_id = %(place_id)s AND a.lane = ANY (%(lanes)s)
    AND {conditions}
ORDER BY i.code, a.period_end, a.lane
LIMIT %(limit)s
"""


def entries_after(
    place_id: uuid.UUID,
    wanted: Wanted,
    key: Key | None,
    limit: int,
    *,
    today: date,
    sight: Visibility,
) -> list[StandingEntry]:
    """At most ``limit`` entries in force, now or at the recorded time, by (series, period end,
    lane), after this key. One query. Entries that wait are given only if ``sight`` has them."""
    lanes = ["official"] if wanted.official else []
    if wanted.pending and sight.with_pending:
        lanes.append("pending")
    parameters: dict[str, Any] = {
        "place_id": place_id,
        "lanes": lanes,
        "limit": limit,
        "today": today,
        "sight_units": list(sight.unit_ids),
        "known_at": wanted.known_at,
    }
    conditions = [seen_sql(sight, wanted.known_at)]
    if not wanted.withdrawn:
        conditions.append("NOT a.withdrawn")
    if wanted.series is not None:
        conditions.append("i.code = %(series)s")
        parameters["series"] = wanted.series
    if wanted.year is not None:
        conditions.append("a.period_end BETWEEN %(first)s AND %(last)s")
        parameters |= {"first": date(wanted.year, 1, 1), "last": date(wanted.year, 12, 31)}
    if key is not None:
        conditions.append("(i.code, a.period_end, a.lane) > (%(code)s, %(end)s::date, %(lane)s)")
        parameters |= {"code": key[0], "end": key[1], "lane": key[2]}
    query = _ENTRIES.format(
        actuals=seen_actuals_sql(sight, wanted.known_at, series="s"),
        author=name_then_sql("a"),
        conditions=" AND ".join(conditions),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [StandingEntry._make(row) for row in cursor.fetchall()]
