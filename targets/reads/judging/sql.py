"""The one query behind every verdict: a row a series, its targets and figures as arrays.

Arrays keep it to one round trip and one row a series: 480 figures of a place come in 40 rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from targets.core.judging.pace import MEAN_YEARS
from targets.reads.scope.visibility import Visibility, seen_actuals_sql, seen_sql

_SERIES = """
SELECT s.id, i.id, i.code, i.name_zh, i.name_en, s."order",
    t.code, t.name_zh, t.name_en, t."order",
    p.id, p.code, p.name_zh, p.name_en, p.illustrative, p.collecting_since,
    i.measure, i.accumulation, i.frequency, s.calendar, i.pace, i.higher_is_better,
    i.is_count, i.can_fall, i.unit_zh, i.unit_en, i.decimals, i.count_in_name,
    lead.code, lead.name_zh, lead.name_en, rep.code, rep.name_zh, rep.name_en,
    s.leader, s.inferred, s.lead_id, s.reporting_id, s.checking_id, i.due_day, i.due_months,
    r.ends, e.period_end, e.cause, e.measure, e.catch_up_on,
    g.ids, g.tiers, g.comparators, g.vals, g.uppers, g.tolerances, g.bases, g.base_qualifiers,
    g.dues, g.wordings, g.modalities, g.effective, g.notes, g.reasons,
    g.document_codes, g.document_zh, g.document_en, g.stated,
    path.tiers, path.ends, path.vals,
    g.reference_ids, c.ids, c.codes, c.zh, c.en, c.accumulations, c.calendars, c.ends, c.vals,
    c.qualifiers,
    coalesce(a.ends, w.ends), coalesce(a.vals, w.vals), coalesce(a.qualifiers, w.qualifiers),
    coalesce(a.lanes, w.lanes), coalesce(a.preliminaries, w.preliminaries),
    w.stages, w.declared, w.shares, w.expected, w.done, w.sources, w.recorded
FROM targets_series s
JOIN targets_indicator i ON i.id = s.indicator_id
JOIN targets_theme t ON t.id = i.theme_id
JOIN targets_unit p ON p.id = s.place_id
LEFT JOIN targets_unit lead ON lead.id = s.lead_id
LEFT JOIN targets_unit rep ON rep.id = s.reporting_id
"""

_TARGETS = """
LEFT JOIN LATERAL (
    SELECT array_agg(x.id) ids, array_agg(x.tier_id) tiers,
        array_agg(x.comparator) comparators,
        array_agg(x.value) vals,
        array_agg(x.upper_value) uppers,
        array_agg(x.tolerance) tolerances,
        array_agg(x.base_value) bases,
        array_agg(x.base_qualifier) base_qualifiers,
        array_agg(x.due_on) dues,
        array_agg(x.comparator_wording) wordings,
        array_agg(x.modality) modalities,
        array_agg(x.effective_on) effective,
        array_agg(x.note) notes,
        array_agg(x.reason) reasons,
        array_agg(x.document_code) document_codes,
        array_agg(x.title_zh) document_zh,
        array_agg(x.title_en) document_en,
        array_agg(x.stated_on) stated,
        array_agg(x.reference_id) reference_ids,
        bool_or(x.reference_id IS NOT NULL) refers
    FROM (
        SELECT DISTINCT ON (tier."order") tier."order" place, g.*, d.code document_code,
            d.title_zh, d.title_en, d.stated_on
        FROM targets_target g
        JOIN targets_tier tier ON tier.code = g.tier_id
        LEFT JOIN targets_document d ON d.id = g.document_id
        WHERE g.series_id = s.id AND g.place_id = s.place_id AND g.year = %(year)s
            AND g.effective_on <= %(as_of)s
            AND {known_target}
        ORDER BY tier."order", g.effective_on DESC
    ) x
) g ON true
LEFT JOIN LATERAL (
    SELECT array_agg(pg.tier_id ORDER BY pp.period_end) tiers,
        array_agg(pp.period_end ORDER BY pp.period_end) ends,
        array_agg(pp.value ORDER BY pp.period_end) vals
    FROM targets_pathpoint pp
    JOIN targets_target pg ON pg.id = pp.target_id AND pg.place_id = pp.place_id
    WHERE i.pace = 'path' AND pp.target_id = ANY (g.ids) AND pp.place_id = s.place_id
) path ON true
"""

# What targets are compared with instead of a number: official figures of the same place. Almost
# no target is, so the gate comes first: it is decided once a series, before any table is read
COMPARED = """
LEFT JOIN LATERAL (
    SELECT array_agg(o.id) ids, array_agg(o.code) codes, array_agg(o.name_zh) zh,
        array_agg(o.name_en) en, array_agg(o.accumulation) accumulations,
        array_agg(o.calendar) calendars, array_agg(o.period_end) ends,
        array_agg(o.value) vals, array_agg(o.qualifier) qualifiers
    FROM (
        SELECT o.id, o.code, o.name_zh, o.name_en, o.accumulation,
            coalesce(os.calendar, s.calendar) calendar, a.period_end, a.value, a.qualifier
        FROM targets_indicator o
        LEFT JOIN targets_series os ON os.indicator_id = o.id AND os.place_id = s.place_id
        LEFT JOIN LATERAL (
            SELECT * FROM {actuals_compared} a
            WHERE a.series_id = os.id AND a.place_id = os.place_id AND NOT a.withdrawn
                AND a.lane = 'official'
                AND a.period_end >= %(year_start)s AND a.period_end <= %(to)s
                AND {seen_compared}
        ) a ON true
        WHERE g.refers AND o.id = ANY (g.reference_ids)
        ORDER BY o.code, a.period_end
    ) o
) c ON true
"""

# Slots whose last submission was returned, and the latest explanation of the year
_CHECKED = """
LEFT JOIN LATERAL (
    SELECT array_agg(c.period_end) ends FROM (
        SELECT DISTINCT ON (c.period_end) c.period_end, c.verdict FROM targets_check c
        WHERE c.series_id = s.id AND c.place_id = s.place_id AND c.verdict <> 'commented'
            AND c.period_end >= %(from)s AND c.period_end <= %(to)s AND {known_check}
        ORDER BY c.period_end, c.recorded_at DESC
    ) c WHERE c.verdict = 'returned'
) r ON true
LEFT JOIN LATERAL (
    SELECT x.period_end, x.cause, x.measure, x.catch_up_on FROM targets_explanation x
    WHERE %(with_words)s AND x.series_id = s.id AND x.place_id = s.place_id
        AND x.period_end >= %(year_start)s
        AND x.period_end <= %(to)s AND {known_explanation}
    ORDER BY x.period_end DESC LIMIT 1
) e ON true
"""

# Both lanes are read, the official entry of a slot before the pending one ("o" < "p").
# An aggregate over a sorted subquery takes its rows in that order, and sorts no second time.
# Numbers come from the covering index alone; words need the table
_NUMBERS = """
LEFT JOIN LATERAL (
    SELECT array_agg(a.period_end) ends,
        array_agg(a.value) vals,
        array_agg(a.qualifier) qualifiers,
        array_agg(a.lane) lanes,
        array_agg(a.preliminary) preliminaries
    FROM (
        SELECT * FROM {actuals} a
        WHERE {numbers_of} AND a.series_id = s.id AND a.place_id = s.place_id AND NOT a.withdrawn
            AND a.period_end >= CASE WHEN i.pace = 'mean_shape' THEN %(mean_from)s
                ELSE %(from)s END AND a.period_end <= %(to)s AND {seen}
        ORDER BY a.period_end, a.lane
    ) a
) a ON true
"""
_WORDS = """
LEFT JOIN LATERAL (
    SELECT array_agg(a.period_end) ends,
        array_agg(a.value) vals,
        array_agg(a.qualifier) qualifiers,
        array_agg(a.lane) lanes,
        array_agg(a.preliminary) preliminaries,
        array_agg(a.stage) stages,
        array_agg(a.declared) declared,
        array_agg(a.share_done) shares,
        array_agg(a.expected_on) expected,
        array_agg(a.done_on) done,
        array_agg(a.source) sources,
        array_agg(a.recorded_at) recorded
    FROM (
        SELECT * FROM {actuals} a
        WHERE {words_of} AND a.series_id = s.id AND a.place_id = s.place_id AND NOT a.withdrawn
            AND a.period_end >= CASE WHEN i.pace = 'mean_shape' THEN %(mean_from)s
                ELSE %(from)s END AND a.period_end <= %(to)s AND {seen}
        ORDER BY a.period_end, a.lane
    ) a
) w ON true
"""

# Before everything else these names stand for the tables with frozen columns laid over them, and
# for the frozen series alone; a name in its own definition is still the table. Text is read as
# the column's own type
_AS_DEFINED = """
WITH targets_indicator AS (
    SELECT d.* FROM targets_indicator n, jsonb_populate_record(n,
        coalesce(%(defined)s::jsonb -> 'indicators' -> n.id::text, '{}')) d
), targets_series AS (
    SELECT d.* FROM targets_series n, jsonb_populate_record(n,
        %(defined)s::jsonb -> 'series' -> n.id::text) d
    WHERE n.id = ANY (ARRAY(SELECT jsonb_object_keys(%(defined)s::jsonb -> 'series'))::uuid[])
), targets_tier AS (
    SELECT d.* FROM targets_tier n, jsonb_populate_record(n,
        coalesce(%(defined)s::jsonb -> 'tiers' -> n.code, '{}')) d
)
"""


def judged_series_sql(
    *,
    year: int,
    as_of: date,
    known_at: datetime | None,
    place_ids: Sequence[uuid.UUID] | None,
    series_id: uuid.UUID | None,
    reporting_id: uuid.UUID | None,
    with_sources: bool,
    today: date,
    sight: Visibility,
    defined: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """The query and its parameters. Only fixed fragments are put together, never values.
    ``defined``: definitions to judge by instead of today's (see ``as_defined``)."""
    if known_at is None:
        known = "{row}.superseded_at IS NULL"
    else:
        known = (
            "{row}.recorded_at <= %(known_at)s"
            " AND ({row}.superseded_at IS NULL OR {row}.superseded_at > %(known_at)s)"
        )
    which = []
    if place_ids is not None:
        which.append("s.place_id = ANY (%(place_ids)s)")
    if series_id is not None:
        which.append("s.id = %(series_id)s")
    if reporting_id is not None:
        which.append("s.reporting_id = %(reporting_id)s")
    query = (_SERIES + _TARGETS + COMPARED + _CHECKED + _NUMBERS + _WORDS).format(
        known_target=known.format(row="g"),
        known_check="true" if known_at is None else "c.recorded_at <= %(known_at)s",
        known_explanation=known.format(row="x"),
        actuals=seen_actuals_sql(sight, known_at, series="s"),
        actuals_compared=seen_actuals_sql(sight, known_at, series="os"),
        seen=seen_sql(sight, known_at),
        seen_compared=seen_sql(sight, known_at, series="os"),
        numbers_of="false" if with_sources else "i.accumulation <> 'stage'",
        words_of="true" if with_sources else "i.accumulation = 'stage'",
    )
    if which:
        query += "WHERE " + " AND ".join(which)
    if defined is not None:
        query = _AS_DEFINED + query
    query += '\nORDER BY p."order", p.code, t."order", t.code, s."order", i.code'
    parameters: dict[str, Any] = {
        "year": year,
        "as_of": as_of,
        # Last year's figures are bases and shapes; this year's end at the as-of date
        "from": date(year - 1, 1, 1),
        "mean_from": date(year - MEAN_YEARS, 1, 1),
        "year_start": date(year, 1, 1),
        "to": min(as_of, date(year, 12, 31)),
        "known_at": known_at,
        "place_ids": None if place_ids is None else list(place_ids),
        "series_id": series_id,
        "reporting_id": reporting_id,
        "today": today,
        "with_words": sight.with_words,
        "sight_units": list(sight.unit_ids),
        "defined": defined,
    }
    return query, parameters
