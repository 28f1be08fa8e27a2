"""The one query behind a ranking: a row a place, its targets and figures of few indicators.

Leaner than the query of the overview: what a ranking does not print (documents, units in charge,
explanations, words of tasks) is not read, and marks that most figures lack come as the period
ends that have them, since each column of an array costs as much as a figure.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from targets.core.judging.pace import MEAN_YEARS
from targets.core.values.facts import PaceMethod
from targets.reads.judging.sql import COMPARED
from targets.reads.scope.as_known import known_sql
from targets.reads.scope.visibility import Visibility, seen_actuals_sql, seen_sql

from .rankable import RankableIndicator


class RankedColumns(NamedTuple):
    """The columns of the query, in its order."""

    place_id: uuid.UUID
    place_code: str
    place_zh: str
    place_en: str
    illustrative: bool
    collecting_since: date | None
    place_order: int
    series_id: uuid.UUID | None  # None: the place keeps none of the indicators
    indicator_id: uuid.UUID | None
    calendar: str
    targets: list[list[Any]] | None  # as _TARGETS puts them; numbers as text
    compared: tuple[Any, ...]
    ends: list[date] | None
    values: list[Any] | None
    floor_ends: list[date] | None
    preliminary_ends: list[date] | None
    pending_ends: list[date] | None
    pending_values: list[Any] | None
    pending_floor_ends: list[date] | None
    pending_preliminary_ends: list[date] | None
    # Asked for by whoever keeps what is worked out; otherwise nothing
    version: int | None
    release_on: date | None  # the first day that a further figure of these years is released


# What targets are compared with, one column after the other
COMPARED_NAMES = ("ids", "codes", "zh", "en", "accumulations", "calendars", "ends", "vals",
                  "qualifiers")  # fmt: skip

_SELECT = """
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.collecting_since, p."order",
    s.id, s.indicator_id, s.calendar, g.targets, {compared},
    a.ends, a.vals, a.floors, a.preliminaries,
    a.pending_ends, a.pending_vals, a.pending_floors, a.pending_preliminaries, {versions}
FROM targets_unit p
LEFT JOIN targets_series s ON s.place_id = p.id AND s.indicator_id = ANY (%(indicators)s)
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(g.tier_id, g.effective_on, g.comparator, g.value::text,
            g.upper_value::text, g.tolerance::text, g.base_value::text, g.base_qualifier,
            g.due_on, g.comparator_wording, g.modality, g.reference_id, {path})) targets,
        array_agg(g.reference_id) FILTER (WHERE g.reference_id IS NOT NULL) reference_ids,
        count(g.reference_id) > 0 refers
    FROM targets_target g
    WHERE g.series_id = s.id AND g.place_id = s.place_id AND g.year = %(year)s
        AND g.effective_on <= %(as_of)s
        AND {known_target}
) g ON true
"""
_PATH = """(
    SELECT json_agg(json_build_array(pp.period_end, pp.value::text) ORDER BY pp.period_end)
    FROM targets_pathpoint pp WHERE pp.target_id = g.id AND pp.place_id = g.place_id
)"""
_FIGURES = """
LEFT JOIN LATERAL (
    SELECT array_agg(a.period_end) FILTER (WHERE a.lane = 'official') ends,
        array_agg(a.value) FILTER (WHERE a.lane = 'official') vals,
        array_agg(a.period_end) FILTER (WHERE a.lane = 'official' AND a.qualifier <> '') floors,
        array_agg(a.period_end) FILTER (WHERE a.lane = 'official' AND a.preliminary)
            preliminaries,
        array_agg(a.period_end) FILTER (WHERE a.lane = 'pending') pending_ends,
        array_agg(a.value) FILTER (WHERE a.lane = 'pending') pending_vals,
        array_agg(a.period_end) FILTER (WHERE a.lane = 'pending' AND a.qualifier <> '')
            pending_floors,
        array_agg(a.period_end) FILTER (WHERE a.lane = 'pending' AND a.preliminary)
            pending_preliminaries
    FROM (
        SELECT a.period_end, a.value, a.qualifier, a.lane, a.preliminary FROM {actuals} a
        WHERE a.series_id = s.id AND a.place_id = s.place_id AND NOT a.withdrawn AND {lanes}
            AND a.period_end >= %(from)s AND a.period_end <= %(to)s AND {seen}
        ORDER BY a.period_end, a.lane
    ) a
) a ON true
WHERE p.kind = 'place' AND (p.parent_id = %(parent)s OR p.id = %(parent)s)
"""
_SOME_PLACES = "AND p.code = ANY (%(places)s)\n"
# In the same statement as the figures, so that the version is that of these figures
_VERSIONS = """
    coalesce((SELECT v.version FROM targets_seriesversion v
        WHERE v.series_id = s.id AND v.place_id = s.place_id), 0),
    (SELECT min(a.release_on) FROM targets_actual a
        WHERE a.series_id = s.id AND a.place_id = s.place_id AND NOT a.withdrawn
            AND a.superseded_at IS NULL
            AND a.period_end >= %(from)s AND a.period_end <= %(to)s AND a.release_on > %(today)s)"""
_LOOKS_BACK = {
    PaceMethod.LAST_YEAR_SHAPE: 1,
    PaceMethod.MEAN_SHAPE: MEAN_YEARS,
}


def ranked_sql(
    parent_id: uuid.UUID,
    indicators: Sequence[RankableIndicator],
    *,
    year: int,
    as_of: date,
    known_at: Any,
    today: date,
    sight: Visibility,
    with_compared: bool = False,
    places: Sequence[str] | None = None,
    with_versions: bool = False,
) -> tuple[str, dict[str, Any]]:
    """The query and its parameters: the place itself and every place below it, or of these the
    ``places`` named. Only fixed fragments are put together, never values.

    ``with_compared`` reads what targets are compared with instead of a number. Almost none is,
    and PostgreSQL takes what it might cost for so much that it compiles the query first.
    """
    paces = {indicator.pace for indicator in indicators}
    fragments = [_SELECT, COMPARED, _FIGURES] if with_compared else [_SELECT, _FIGURES]
    if places is not None:
        fragments.append(_SOME_PLACES)
    query = "".join(fragments).format(
        versions=_VERSIONS if with_versions else "NULL, NULL",
        compared=", ".join(
            f"c.{name}" if with_compared else f"NULL {name}" for name in COMPARED_NAMES
        ),
        path=_PATH if PaceMethod.PATH in paces else "NULL",
        known_target=known_sql("g", known_at),
        lanes="true" if sight.with_pending else "a.lane = 'official'",
        actuals=seen_actuals_sql(sight, known_at, series="s"),
        actuals_compared=seen_actuals_sql(sight, known_at, series="os"),
        seen=seen_sql(sight, known_at),
        seen_compared=seen_sql(sight, known_at, series="os"),
    )
    parameters: dict[str, Any] = {
        "parent": parent_id,
        "indicators": [indicator.id for indicator in indicators],
        "year": year,
        "as_of": as_of,
        # Only a pace of past years' shapes needs past figures
        "from": date(year - max(_LOOKS_BACK.get(pace, 0) for pace in paces), 1, 1),
        "year_start": date(year, 1, 1),
        "to": min(as_of, date(year, 12, 31)),
        "known_at": known_at,
        "today": today,
        "sight_units": list(sight.unit_ids),
        "places": None if places is None else list(places),
    }
    return query, parameters
