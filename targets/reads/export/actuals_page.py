"""Entries of one place as they stand, a page at a time, as this reader may see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from targets.reads.scope.recorded_entry import WIDTH, RecordedEntry, entry_sql, entry_values
from targets.reads.scope.visibility import Visibility, seen_actuals_sql, seen_sql


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntry(RecordedEntry):
    """One entry in force, with its series."""

    series: str  # the indicator's code
    unit_zh: str
    unit_en: str
    origin: str


class Wanted(NamedTuple):
    """Which entries: what is None narrows nothing."""

    year: int | None = None
    series: str | None = None
    official: bool = True
    pending: bool = False
    withdrawn: bool = False  # also slots whose figure was withdrawn
    known_at: datetime | None = None  # recorded time; None: now


_BESIDE = ("series", "unit_zh", "unit_en", "origin")
Key = tuple[str, date, str]  # series, period end, lane

_ENTRIES = f"""
SELECT {entry_sql()}, i.code, i.unit_zh, i.unit_en, a.origin
FROM targets_series s
JOIN LATERAL (
    SELECT * FROM {{actuals}} a WHERE a.series_id = s.id AND a.place_id = s.place_id
) a ON true
JOIN targets_indicator i ON i.id = s.indicator_id
WHERE s.place_id = %(place_id)s AND a.lane = ANY (%(lanes)s)
    AND {{conditions}}
ORDER BY i.code, a.period_end, a.lane
LIMIT %(limit)s
"""  # noqa: S608 - fixed column names


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
        conditions=" AND ".join(conditions),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [
            StandingEntry(**entry_values(row), **dict(zip(_BESIDE, row[WIDTH:], strict=True)))
            for row in cursor.fetchall()
        ]
