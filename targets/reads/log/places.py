"""Where a person may log or sign off: places on offer, and the chosen place with its units."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from targets.core.values.facts import Name
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.namesakes import told_apart

PLACES = 50  # offered as a list; of more, each is asked for by its code or name


class LogUnit(NamedTuple):
    """A unit that reports series of the place, and what this person may do for it."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    reports: bool
    signs: bool
    corrects: bool  # closed periods alone, as a manager of the place
    within: Name | None = None  # as for every label


class LogPlace(NamedTuple):
    """The place that is logged for, with its rules."""

    label: PlaceLabel
    above: frozenset[uuid.UUID]  # the place itself and every unit over it
    collecting_since: date | None
    checks_figures: bool
    signs_off: bool
    accepts_own: bool


class LogPlaces(NamedTuple):
    """All that a person chooses from."""

    offered: tuple[Label, ...]  # none where there are too many for a list
    chosen: LogPlace | None  # None: there is no place of this code or name
    units: tuple[LogUnit, ...]  # of the chosen place


_QUERY = """
WITH mine AS MATERIALIZED (
    SELECT DISTINCT u.id, g.role FROM unnest(%(units)s::uuid[], %(roles)s::text[]) g(unit_id, role)
    JOIN targets_unit u ON u.above @> ARRAY[g.unit_id]
), offered AS (
    SELECT p.id, p."order", p.code FROM targets_unit p
    WHERE p.kind = 'place' AND %(everything)s AND EXISTS (
        SELECT 1 FROM targets_series s WHERE s.place_id = p.id AND s.reporting_id IS NOT NULL
    )
    UNION ALL
    SELECT p.id, p."order", p.code FROM targets_unit p
    WHERE p.kind = 'place' AND NOT %(everything)s AND p.id IN (
        -- OFFSET 0: by the index of each unit, however many there are guessed to be
        SELECT x.place_id FROM (SELECT DISTINCT id FROM mine WHERE role <> 'manager') m
        CROSS JOIN LATERAL (
            SELECT DISTINCT s.place_id FROM targets_series s WHERE s.reporting_id = m.id OFFSET 0
        ) x
        UNION
        SELECT m.id FROM mine m WHERE m.role = 'manager' AND EXISTS (
            SELECT 1 FROM targets_series s WHERE s.place_id = m.id AND s.reporting_id IS NOT NULL
        )
    )
    ORDER BY "order", code LIMIT %(places)s
), chosen AS (
    SELECT x.id FROM (
        SELECT p.id, p."order", p.code, 0 AS rank FROM targets_unit p
        WHERE p.kind = 'place' AND p.code = %(place)s
        UNION ALL
        SELECT p.id, p."order", p.code, 1 FROM targets_unit p
        WHERE p.kind = 'place' AND p.name_zh = %(place)s
        UNION ALL
        SELECT o.id, o."order", o.code, 2 FROM offered o WHERE %(place)s = ''
    ) x
    ORDER BY x.rank, x."order", x.code LIMIT 1
)
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.collecting_since,
    p.checks_figures, p.signs_off, p.accepts_own,
    p.id IN (SELECT id FROM offered), p.id IN (SELECT id FROM chosen),
    CASE WHEN p.id IN (SELECT id FROM chosen) THEN p.above ELSE '{}' END,
    r.ids, r.codes, r.zh, r.en, r.reports, r.signs, r.corrects
FROM targets_unit p
LEFT JOIN LATERAL (
    SELECT array_agg(x.id) ids, array_agg(x.code) codes, array_agg(x.name_zh) zh,
        array_agg(x.name_en) en, array_agg(x.reports) reports, array_agg(x.signs) signs,
        array_agg(x.corrects) corrects
    FROM (
        SELECT u.id, u.code, u.name_zh, u.name_en,
            %(everything)s OR EXISTS (
                SELECT 1 FROM mine WHERE mine.id = u.id AND mine.role = 'reporter') reports,
            %(everything)s OR EXISTS (
                SELECT 1 FROM mine WHERE mine.id = u.id AND mine.role = 'signer') signs,
            %(everything)s OR EXISTS (
                SELECT 1 FROM mine WHERE mine.id = p.id AND mine.role = 'manager') corrects
        FROM targets_unit u
        WHERE u.id IN (SELECT s.reporting_id FROM targets_series s WHERE s.place_id = p.id)
        ORDER BY u."order", u.code
    ) x
    WHERE x.reports OR x.signs OR x.corrects
) r ON p.id IN (SELECT id FROM chosen)
WHERE p.id IN (SELECT id FROM offered UNION SELECT id FROM chosen)
ORDER BY p."order", p.code
"""


def log_places(place: str, grants: Sequence[tuple[uuid.UUID, str]] | None) -> LogPlaces:
    """The places and units that ``grants`` (unit, role) reach; None: everything. A right covers
    the units below. ``place`` is a code or a name; empty: the first on offer. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _QUERY,
            {
                "units": [unit_id for unit_id, _role in grants or ()],
                "roles": [role for _unit_id, role in grants or ()],
                "everything": grants is None,
                "place": place,
                "places": PLACES + 1,
            },
        )
        rows = cursor.fetchall()
    offered: list[Label] = []
    chosen: LogPlace | None = None
    units: tuple[LogUnit, ...] = ()
    for row in rows:
        place_id, code, zh, en, illustrative, since, checks, signs_off, own = row[:9]
        is_offered, is_chosen, above, *columns = row[9:]
        if is_offered:
            offered.append(Label(code, zh, en))
        if is_chosen:
            label = PlaceLabel(place_id, code, zh, en, illustrative)
            chosen = LogPlace(label, frozenset(above), since, checks, signs_off, own)
            if columns[0] is not None:
                units = tuple(LogUnit(*each) for each in zip(*columns, strict=True))
    if len(offered) > PLACES:
        offered = []
    alike = told_apart(Label(unit.code, unit.name_zh, unit.name_en) for unit in units)
    alike_places = told_apart(offered)
    return LogPlaces(
        tuple(alike_places.get(place.code, place) for place in offered),
        chosen,
        tuple(
            unit._replace(within=alike[unit.code].within) if unit.code in alike else unit
            for unit in units
        ),
    )
