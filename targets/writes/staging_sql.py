"""What an import brings, held against the ledger as it stands: statements by the batch."""

from __future__ import annotations

# Staged rows are unlogged: what a crash takes with it is read again, so nobody waits for the disk
NO_WAITING = "SET LOCAL synchronous_commit TO off"
BROUGHT = """
CREATE TEMPORARY TABLE IF NOT EXISTS brought (
    number integer NOT NULL, sheet text NOT NULL, "row" integer NOT NULL,
    "column" text NOT NULL, code text NOT NULL, series_id uuid, calendar text NOT NULL,
    period_end date, value numeric(24, 8), qualifier text NOT NULL, stage text NOT NULL,
    declared text NOT NULL, share_done numeric(5, 2), expected_on date, done_on date,
    source text NOT NULL, note text NOT NULL, reason text NOT NULL,
    preliminary boolean NOT NULL, same_as_last boolean NOT NULL, is_refused boolean NOT NULL,
    remarks jsonb, original jsonb
) ON COMMIT DELETE ROWS
"""
COLUMNS = (
    "number", "sheet", '"row"', '"column"', "code", "series_id", "calendar", "period_end",
    "value", "qualifier", "stage", "declared", "share_done", "expected_on", "done_on", "source",
    "note", "reason", "preliminary", "same_as_last", "is_refused", "remarks", "original",
)  # fmt: skip
# “As last period” without a figure: what stands for the latest period of the year before it
SAME_AS_LAST = """
UPDATE brought b SET value = x.value, qualifier = x.qualifier FROM (
    SELECT DISTINCT ON (b.series_id, b.period_end) b.series_id, b.period_end end_asked,
        a.value, a.qualifier
    FROM brought b JOIN targets_actual a ON a.series_id = b.series_id
        AND a.superseded_at IS NULL AND NOT a.withdrawn AND a.value IS NOT NULL
        AND a.period_end < b.period_end
        AND a.period_end >= date_trunc('year', b.period_end::timestamp)::date
    WHERE b.same_as_last AND b.value IS NULL AND NOT b.is_refused
    ORDER BY b.series_id, b.period_end, a.period_end DESC, a.lane DESC
) x
WHERE b.same_as_last AND b.series_id = x.series_id AND b.period_end = x.end_asked
"""
NOTHING_BEFORE = """
UPDATE brought SET is_refused = true, remarks = %s
WHERE same_as_last AND value IS NULL AND NOT is_refused
"""
# What stands: the entry that waits, else the accepted one ("pending" > "official"). A source or
# note that the file leaves blank stays as it is; so do a task's share and dates, as long as its
# declared state is the same
STAGE = """
INSERT INTO targets_stagedrow (upload_id, number, sheet, "row", "column", code, series_id,
    calendar, period_end, value, qualifier, stage, declared, share_done, expected_on, done_on,
    source, note, reason, preliminary, same_as_last, seen_id, outcome, questioned, remarks,
    original)
SELECT %(upload)s, b.number, b.sheet, b."row", b."column", b.code, b.series_id, b.calendar,
    b.period_end, b.value, b.qualifier, b.stage, b.declared, e.share_done, e.expected_on,
    e.done_on, coalesce(nullif(b.source, ''), s.source, ''),
    coalesce(nullif(b.note, ''), s.note, ''), b.reason,
    b.preliminary OR coalesce(s.preliminary AND s.value = b.value, false), b.same_as_last, s.id,
    CASE
        WHEN b.is_refused THEN 'refused'
        WHEN s.id IS NULL OR s.withdrawn THEN 'new'
        WHEN s.value IS NOT DISTINCT FROM b.value AND s.qualifier = b.qualifier
            AND s.stage = b.stage AND s.declared = b.declared
            AND s.share_done IS NOT DISTINCT FROM e.share_done
            AND s.expected_on IS NOT DISTINCT FROM e.expected_on
            AND s.done_on IS NOT DISTINCT FROM e.done_on
            AND (b.source = '' OR s.source = b.source) AND (b.note = '' OR s.note = b.note)
            AND (s.preliminary OR NOT b.preliminary)
            THEN 'unchanged'
        ELSE 'changed'
    END,
    '', b.remarks, b.original
FROM brought b
LEFT JOIN LATERAL (
    SELECT a.* FROM targets_actual a
    WHERE NOT b.is_refused AND a.series_id = b.series_id AND a.period_end = b.period_end
        AND a.superseded_at IS NULL
    ORDER BY a.lane DESC LIMIT 1
) s ON true
CROSS JOIN LATERAL (SELECT
    coalesce(b.share_done, CASE WHEN s.declared = b.declared THEN s.share_done END) share_done,
    coalesce(b.expected_on, CASE WHEN s.declared = b.declared THEN s.expected_on END) expected_on,
    coalesce(b.done_on, CASE WHEN s.declared = b.declared THEN s.done_on END) done_on
) e
ORDER BY b.number
"""
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE outcome = 'new'),
    count(*) FILTER (WHERE outcome = 'changed'), count(*) FILTER (WHERE outcome = 'unchanged'),
    count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE questioned <> ''),
    count(*) FILTER (WHERE outcome = 'changed' AND reason = '' AND questioned = ''),
    count(*) FILTER (WHERE questioned <> '' AND reason = ''),
    array_agg(DISTINCT period_end) FILTER (WHERE outcome IN ('new', 'changed'))
FROM targets_stagedrow WHERE upload_id = %s
"""
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
QUESTION = """
UPDATE targets_stagedrow r SET questioned = q.rules, remarks = q.remarks
FROM unnest(%(numbers)s::int[], %(rules)s::text[], %(remarks)s::jsonb[]) q(number, rules, remarks)
WHERE r.upload_id = %(upload)s AND r.number = q.number
"""
# A time-ordered key (RFC 9562 version 7), made where the rows are
_KEY = """(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
    || substr(x.random, 1, 3) || '8' || substr(x.random, 18, 15))::uuid"""
FILL = f"""
INSERT INTO incoming (id, series_id, calendar, period_end, value, qualifier, stage, declared,
    share_done, expected_on, done_on, source, note, reason, withdrawn, preliminary, release_on,
    same_as_last, questioned, seen_id)
SELECT {_KEY}, r.series_id, r.calendar, r.period_end, r.value, r.qualifier, r.stage, r.declared,
    r.share_done, r.expected_on, r.done_on, r.source, r.note,
    CASE WHEN r.reason <> '' THEN r.reason
        WHEN r.questioned <> '' AND %(answer)s <> '' THEN %(answer)s ELSE %(reason)s END,
    false, r.preliminary, a.release_on, r.same_as_last, r.questioned, r.seen_id
FROM targets_stagedrow r
CROSS JOIN LATERAL (SELECT replace(gen_random_uuid()::text, '-', '') random, r.id) x
LEFT JOIN targets_actual a ON a.id = r.seen_id
WHERE r.upload_id = %(upload)s AND r.outcome IN ('new', 'changed')
    AND (r.questioned = '' OR NOT %(leave_questioned)s)
"""  # noqa: S608 - fixed text
