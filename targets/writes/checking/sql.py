"""The statements by which submitted entries are accepted, returned and commented on, set-wise."""

from __future__ import annotations

from targets.core.values.entry import CONTENT
from targets.reads.scope.checkable import REACHED
from targets.reads.scope.person_names import name_then_sql
from targets.writes.database_time import STAMP
from targets.writes.entries.ledger_sql import CLOSED_PERIODS, MARKS, PROVENANCE

CREATE = """
CREATE TEMPORARY TABLE deciding (
    entry_id uuid NOT NULL PRIMARY KEY, seen_official_id uuid, result_id uuid NOT NULL,
    check_id uuid NOT NULL, series_id uuid, period_end date, place_id uuid, official_id uuid,
    waits boolean NOT NULL DEFAULT false, writes boolean NOT NULL DEFAULT false,
    is_own boolean NOT NULL DEFAULT false, is_closed boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
# The same order as every other writer: series, period end, lane
LOCK_ROWS = """
WITH locked AS (
    SELECT a.id FROM targets_actual a
    JOIN (
        SELECT p.series_id, p.period_end FROM targets_actual p
        JOIN deciding d ON d.entry_id = p.id WHERE p.place_id = %(place_id)s
    ) slot USING (series_id, period_end)
    WHERE a.place_id = %(place_id)s AND a.superseded_at IS NULL
    ORDER BY a.series_id, a.period_end, a.lane FOR UPDATE OF a
) SELECT count(*) FROM locked
"""
_SAME = " AND ".join(f"o.{name} IS NOT DISTINCT FROM p.{name}" for name in CONTENT)
# Nothing is written where the slot says the same already, or where a withdrawal has nothing
# to withdraw
COMPARE = f"""
UPDATE deciding d SET series_id = p.series_id, period_end = p.period_end, place_id = p.place_id,
    official_id = o.id, waits = p.superseded_at IS NULL,
    writes = CASE WHEN o.id IS NULL THEN NOT p.withdrawn ELSE ({_SAME}) IS NOT TRUE END,
    is_own = coalesce(p.author_id = %(author_id)s, false)
        OR coalesce(p.signer_id = %(author_id)s, false)
FROM targets_actual p
LEFT JOIN targets_actual o ON o.series_id = p.series_id AND o.place_id = p.place_id
    AND o.period_end = p.period_end
    AND o.lane = 'official' AND o.superseded_at IS NULL
WHERE p.id = d.entry_id AND p.place_id = %(place_id)s AND p.lane = 'pending'
"""  # noqa: S608 - fixed column names
NOT_THEIRS = f"""
WITH checked_by AS (
    SELECT DISTINCT d.series_id, coalesce(s.checking_id, s.place_id) unit_id
    FROM deciding d JOIN targets_series s ON s.id = d.series_id AND s.place_id = d.place_id
), {REACHED}
SELECT count(*) FROM deciding d LEFT JOIN checked_by b USING (series_id)
WHERE d.series_id IS NULL OR b.unit_id NOT IN (SELECT unit_id FROM reached)
"""  # noqa: S608 - fixed text
CHANGED = f"""
SELECT d.entry_id, d.series_id, i.code, i.name_zh, i.name_en, d.period_end,
    coalesce(k.verdict, ''),
    {name_then_sql("k")}, k.recorded_at
FROM deciding d
JOIN targets_series s ON s.id = d.series_id AND s.place_id = d.place_id
JOIN targets_indicator i ON i.id = s.indicator_id
LEFT JOIN targets_check k ON k.entry_id = d.entry_id AND k.place_id = d.place_id
    AND k.verdict <> 'commented'
WHERE NOT d.waits OR (%(with_official)s AND d.official_id IS DISTINCT FROM d.seen_official_id)
ORDER BY s."order", i.code, d.period_end
"""  # noqa: S608 - fixed text
OWN = """
SELECT d.entry_id, d.series_id, i.code, i.name_zh, i.name_en, d.period_end
FROM deciding d
JOIN targets_series s ON s.id = d.series_id AND s.place_id = d.place_id
JOIN targets_indicator i ON i.id = s.indicator_id
JOIN targets_unit p ON p.id = s.place_id
WHERE d.is_own AND NOT p.accepts_own
ORDER BY s."order", i.code, d.period_end
"""
# The ledger refuses what lies in a closed period and has no reason; here the reason that counts is
# one given after the closing
MARK_CLOSED = f"""
UPDATE deciding SET is_closed = true WHERE writes AND period_end IN ({CLOSED_PERIODS})
"""  # noqa: S608 - fixed text
# A revision that its reporter gave a reason for after the closing needs no second one
INTO_CLOSED = """
SELECT d.period_end, bool_or(NOT (p.revision AND p.reason <> ''))
FROM deciding d JOIN targets_actual p ON p.id = d.entry_id AND p.place_id = d.place_id
WHERE d.is_closed GROUP BY d.period_end ORDER BY d.period_end
"""
NOW = f"""
SELECT {STAMP.format(newest="max(a.recorded_at)")}
FROM targets_actual a JOIN deciding d ON d.entry_id = a.id AND d.place_id = a.place_id
"""  # noqa: S608 - fixed text
# What is given back; what is accepted ends with the entry that it becomes
END = """
UPDATE targets_actual a
SET superseded_at = greatest(%(recorded_at)s, a.recorded_at + interval '1 microsecond')
FROM deciding d
WHERE a.superseded_at IS NULL AND a.id = d.entry_id AND a.place_id = d.place_id
"""
COUNT = """
SELECT count(*), count(*) FILTER (WHERE writes),
    count(*) FILTER (WHERE writes AND official_id IS NOT NULL)
FROM deciding
"""
# The entry that waited, as it was submitted, for the one ledger write; a withdrawal of nothing
# leaves nothing behind
_KEPT = (*CONTENT, *MARKS, *PROVENANCE)
FILL = f"""
INSERT INTO incoming (id, series_id, calendar, period_end, {", ".join(_KEPT)}, reason)
SELECT d.result_id, p.series_id, p.calendar, p.period_end,
    {", ".join(f"p.{name}" for name in _KEPT)}, coalesce(nullif(p.reason, ''), %(text)s)
FROM deciding d JOIN targets_actual p ON p.id = d.entry_id AND p.place_id = d.place_id
WHERE d.official_id IS NOT NULL OR NOT p.withdrawn
"""  # noqa: S608 - fixed column names
INSERT_CHECKS = """
INSERT INTO targets_check (id, series_id, place_id, period_end, entry_id, result_id, verdict,
    comment, author_id, address, recorded_at)
SELECT check_id, series_id, place_id, period_end, entry_id,
    CASE WHEN %(accepting)s AND writes THEN result_id END, %(verdict)s, %(text)s,
    %(author_id)s, %(address)s, %(recorded_at)s
FROM deciding ORDER BY series_id, period_end
"""
