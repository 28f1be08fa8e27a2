"""What an import brings, held against the ledger as it stands: statements by the batch."""

from __future__ import annotations

from targets.core.values.entry import FIELDS, JUDGED, Field, Kind, Role
from targets.writes.entries.ledger_sql import column_type

# Staged rows are unlogged: what a crash takes with it is read again, so nobody waits for the disk
NO_WAITING = "SET LOCAL synchronous_commit TO off"
# What a file can say of a slot
STAGED = tuple(field for field in FIELDS if field.name not in ("withdrawn", "questioned"))
COLUMNS = (
    "number", "sheet", '"row"', '"column"', "code", "series_id", "calendar", "period_end",
    *(field.name for field in STAGED), "is_refused", "remarks", "original",
)  # fmt: skip
BROUGHT = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS brought (
    number integer NOT NULL, sheet text NOT NULL, "row" integer NOT NULL,
    "column" text NOT NULL, code text NOT NULL, series_id uuid, calendar text NOT NULL,
    period_end date, {", ".join(f"{field.name} {column_type(field)}" for field in STAGED)},
    is_refused boolean NOT NULL, remarks jsonb, original jsonb
) ON COMMIT DELETE ROWS
"""
# “As last period” without a figure: the latest earlier one of the year, in the file itself or, for
# periods that the file does not have, in the ledger
SAME_AS_LAST = """
WITH repeating AS (
    SELECT series_id, period_end FROM brought
    WHERE same_as_last AND value IS NULL AND NOT is_refused
), figures AS (
    SELECT r.series_id, r.period_end, r.value, r.qualifier, 2 AS rank FROM targets_stagedrow r
    WHERE r.upload_id = %(upload)s AND r.series_id IN (SELECT series_id FROM repeating)
        AND r.outcome <> 'refused' AND r.value IS NOT NULL
    UNION ALL
    SELECT a.series_id, a.period_end, a.value, a.qualifier, (a.lane = 'pending')::int
    FROM targets_actual a
    WHERE a.place_id = %(place_id)s AND a.series_id IN (SELECT series_id FROM repeating)
        AND a.superseded_at IS NULL
        AND NOT a.withdrawn AND a.value IS NOT NULL AND a.lane = ANY (%(lanes)s)
        AND (a.series_id, a.period_end) NOT IN (SELECT series_id, period_end FROM repeating)
)
UPDATE brought b SET value = x.value, qualifier = x.qualifier FROM (
    SELECT DISTINCT ON (p.series_id, p.period_end) p.series_id, p.period_end, f.value, f.qualifier
    FROM repeating p JOIN figures f ON f.series_id = p.series_id
        AND f.period_end < p.period_end
        AND f.period_end >= date_trunc('year', p.period_end::timestamp)::date
    ORDER BY p.series_id, p.period_end, f.period_end DESC, f.rank DESC
) x
WHERE b.same_as_last AND b.value IS NULL AND b.series_id = x.series_id
    AND b.period_end = x.period_end
"""
NOTHING_BEFORE = """
UPDATE brought SET is_refused = true, remarks = %s
WHERE same_as_last AND value IS NULL AND NOT is_refused
RETURNING "row", "column"
"""


def _merged(field: Field) -> str:
    """What a field is to hold: what the file says, or, where it says nothing, what stands."""
    brought, stands = f"b.{field.name}", f"s.{field.name}"
    if field.name == "preliminary":
        return f"{brought} OR coalesce({stands} AND s.value = b.value, false)"
    if field.role is Role.TASK and field.kind in (Kind.NUMBER, Kind.DAY):
        return f"coalesce({brought}, CASE WHEN s.declared = b.declared THEN {stands} END)"
    if field.role is Role.BESIDE and field.kind is Kind.DAY:
        return f"coalesce({brought}, {stands})"
    if field.role is Role.BESIDE and field.kind is Kind.TEXT:
        return f"coalesce(nullif({brought}, ''), {stands}, '')"
    return brought


# What stands: the entry that waits, else the accepted one ("pending" > "official"). A source or
# note that the file leaves blank stays as it is; so do a task's share and dates, as long as its
# declared state is the same
_STAGED = ", ".join(field.name for field in STAGED)
_UNCHANGED = " AND ".join(
    f"s.{field.name} IS NOT DISTINCT FROM e.{field.name}"
    for field in STAGED
    if field.role is not Role.REMARK
)
STAGE = f"""
INSERT INTO targets_stagedrow (upload_id, number, sheet, "row", "column", code, series_id,
    calendar, period_end, {_STAGED}, seen_id, outcome, questioned, remarks, original)
SELECT %(upload)s, b.number, b.sheet, b."row", b."column", b.code, b.series_id, b.calendar,
    b.period_end, {", ".join(f"e.{field.name}" for field in STAGED)}, s.id,
    CASE
        WHEN b.is_refused THEN 'refused'
        WHEN s.id IS NULL OR s.withdrawn THEN 'new'
        WHEN {_UNCHANGED} THEN 'unchanged'
        ELSE 'changed'
    END,
    '', b.remarks, CASE WHEN b.is_refused THEN b.original END
FROM brought b
LEFT JOIN LATERAL (
    SELECT a.* FROM targets_actual a
    WHERE NOT b.is_refused AND a.place_id = %(place_id)s AND a.series_id = b.series_id
        AND a.period_end = b.period_end AND a.superseded_at IS NULL AND a.lane = ANY (%(lanes)s)
    ORDER BY a.lane DESC LIMIT 1
) s ON true
CROSS JOIN LATERAL (
    SELECT {", ".join(f"{_merged(field)} AS {field.name}" for field in STAGED)}
) e
ORDER BY b.number
"""  # noqa: S608 - fixed column names
# A figure or a state that changes needs a reason; a source or a note does not
_JUDGED_SAME = " AND ".join(f"a.{name} IS NOT DISTINCT FROM r.{name}" for name in JUDGED)
COUNTS = f"""
SELECT count(*), count(*) FILTER (WHERE outcome = 'new'),
    count(*) FILTER (WHERE outcome = 'changed'), count(*) FILTER (WHERE outcome = 'unchanged'),
    count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE questioned <> ''),
    count(*) FILTER (WHERE outcome = 'changed' AND reason = '' AND questioned = '' AND NOT EXISTS (
        SELECT 1 FROM targets_actual a
        WHERE a.id = r.seen_id AND a.place_id = %(place_id)s AND {_JUDGED_SAME}
    )),
    count(*) FILTER (WHERE questioned <> '' AND reason = ''),
    array_agg(DISTINCT period_end) FILTER (WHERE outcome IN ('new', 'changed'))
FROM targets_stagedrow r WHERE upload_id = %(upload)s
"""  # noqa: S608 - fixed column names
# What is brought for a series and year, in one row: a hundred thousand are slow to fetch singly
YEARS = """
SELECT series_id, array_agg(number), array_agg(period_end), array_agg(value),
    array_agg(same_as_last), array_agg(outcome <> 'unchanged')
FROM (
    SELECT series_id, date_part('year', period_end) AS year, number, period_end, value,
        same_as_last, outcome
    FROM targets_stagedrow
    WHERE upload_id = %s AND outcome <> 'refused' AND value IS NOT NULL
        AND series_id IS NOT NULL AND period_end IS NOT NULL
    ORDER BY series_id, period_end
) r
GROUP BY series_id, year
HAVING bool_or(outcome <> 'unchanged')
ORDER BY series_id, year
"""
# For data that ship with the product: what an official corrected or withdrew stays so
LEAVE_HELD = """
DELETE FROM targets_stagedrow r USING targets_actual a
WHERE r.upload_id = %(upload)s AND a.place_id = %(place_id)s AND a.series_id = r.series_id
    AND a.period_end = r.period_end
"""
QUESTION = """
UPDATE targets_stagedrow r SET questioned = q.rules,
    remarks = coalesce(r.remarks, '[]'::jsonb) || q.remarks
FROM unnest(%(numbers)s::int[], %(rules)s::text[], %(remarks)s::jsonb[]) q(number, rules, remarks)
WHERE r.upload_id = %(upload)s AND r.number = q.number
"""
# A time-ordered key (RFC 9562 version 7), made where the rows are
_KEY = """(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
    || substr(x.random, 1, 3) || '8' || substr(x.random, 18, 15))::uuid"""
_FILLED = {
    "withdrawn": "false",
    "reason": "CASE WHEN r.reason <> '' THEN r.reason"
    " WHEN r.questioned <> '' AND %(answer)s <> '' THEN %(answer)s ELSE %(reason)s END",
}
FILL = f"""
INSERT INTO incoming (id, series_id, calendar, period_end, seen_id,
    {", ".join(field.name for field in FIELDS)})
SELECT {_KEY}, r.series_id, r.calendar, r.period_end, r.seen_id,
    {", ".join(_FILLED.get(field.name, f"r.{field.name}") for field in FIELDS)}
FROM targets_stagedrow r
CROSS JOIN LATERAL (SELECT replace(gen_random_uuid()::text, '-', '') random, r.id) x
WHERE r.upload_id = %(upload)s AND r.outcome IN ('new', 'changed')
    AND (r.questioned = '' OR NOT %(leave_questioned)s)
    AND r.series_id <> ALL (%(drafted)s::uuid[])
"""  # noqa: S608 - fixed text
