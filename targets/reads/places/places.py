"""Places and their years: what there is to open, and where a place opens."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from targets.models import Unit
from targets.reads.scope.as_known import known_sql
from targets.reads.scope.labels import PlaceLabel
from targets.reads.scope.namesakes import told_apart


class PlaceFacts(NamedTuple):
    """A place, the units over it, and what it has figures and targets for."""

    label: PlaceLabel
    above: frozenset[uuid.UUID]  # the place itself and every unit over it
    collecting_since: date | None
    years: tuple[int, ...]  # with targets, latest first
    latest_ends: dict[int, date]  # year → its latest period end with a figure


_PLACE = """
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.collecting_since,
    p.above,
    ARRAY(
        SELECT DISTINCT g.year FROM targets_target g JOIN targets_series s ON s.id = g.series_id
            AND s.place_id = g.place_id
        WHERE s.place_id = p.id AND {known_target} ORDER BY g.year DESC
    ),
    ARRAY(
        SELECT max(latest.period_end) FROM targets_series s
        CROSS JOIN generate_series(%(first)s::int, %(last)s::int) y
        CROSS JOIN LATERAL (
            SELECT a.period_end FROM targets_actual a
            WHERE a.series_id = s.id AND a.place_id = s.place_id AND a.lane = 'official'
                AND {known_actual}
                AND NOT a.withdrawn
                AND a.period_end BETWEEN make_date(y, 1, 1) AND make_date(y, 12, 31)
            ORDER BY a.period_end DESC LIMIT 1
        ) latest
        WHERE s.place_id = p.id GROUP BY y
    )
FROM targets_unit p
WHERE p.kind = 'place' AND {which}
"""
# How many years back from today a place is opened on
YEARS_BACK = 10


def place_facts(code: str, today: date, known_at: datetime | None = None) -> PlaceFacts | None:
    """The place with this code, or None; its years and figures as known then. One query."""
    return _place_facts("p.code = %(code)s", {"code": code}, today, known_at)


def place_facts_by_id(place_id: uuid.UUID, today: date) -> PlaceFacts | None:
    """The place with this key, or None. One query."""
    return _place_facts("p.id = %(id)s", {"id": place_id}, today)


def _place_facts(
    which: str, parameters: dict[str, Any], today: date, known_at: datetime | None = None
) -> PlaceFacts | None:
    parameters |= {
        "first": today.year - YEARS_BACK,
        "last": today.year,
        "known_at": known_at,
    }
    query = _PLACE.format(
        which=which,
        known_target=known_sql("g", known_at),
        known_actual=known_sql("a", known_at),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    if row is None:
        return None
    return PlaceFacts(
        label=PlaceLabel(*row[:5]),
        collecting_since=row[5],
        above=frozenset(row[6]),
        years=tuple(row[7]),
        latest_ends={end.year: end for end in row[8]},
    )


def opening_year(facts: PlaceFacts, today: date) -> int:
    """The latest year with targets, else this year."""
    return facts.years[0] if facts.years else today.year


def opening_as_of(facts: PlaceFacts, year: int, today: date) -> date:
    """The latest period of the year with figures; without figures the year's end or today."""
    latest = facts.latest_ends.get(year)
    return latest if latest is not None else min(date(year, 12, 31), today)


def place_choices(places: Iterable[Unit]) -> tuple[PlaceLabel, ...]:
    """Labels of the places given, in their order. One query, and one where some share a name."""
    found = [
        PlaceLabel(place.id, place.code, place.name_zh, place.name_en, place.illustrative)
        for place in places
    ]
    alike = told_apart(found)
    return tuple(alike.get(place.code, place) for place in found)
