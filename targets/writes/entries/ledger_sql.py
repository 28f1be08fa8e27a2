"""The statements of the one ledger write, shared by all that write set-wise."""

from __future__ import annotations

from targets.core.values.entry import CONTENT, FIELDS, Field, Kind, Role
from targets.reads.scope.person_names import name_then_sql
from targets.writes.database_time import STAMP

# Kept with the entry, but no reason to write one
MARKS = (
    *(field.name for field in FIELDS if field.role is Role.REMARK and field.name != "reason"),
    "revision",
)


def column_type(field: Field) -> str:
    """The type of a field's column in a temporary table."""
    if field.kind is Kind.NUMBER:
        return "numeric({}, {})".format(*field.digits)
    if field.kind is Kind.DAY:
        return "date"
    return "boolean NOT NULL" if field.kind is Kind.MARK else "text NOT NULL"


CREATE = f"""
CREATE TEMPORARY TABLE incoming (
    id uuid NOT NULL, series_id uuid NOT NULL, calendar text NOT NULL, period_end date NOT NULL,
    {", ".join(f"{field.name} {column_type(field)}" for field in FIELDS)},
    seen_id uuid, revision boolean NOT NULL DEFAULT false,
    current_id uuid, other_id uuid, newest timestamptz, changed boolean NOT NULL DEFAULT true
) ON COMMIT DROP
"""
LOCK_ROWS = """
WITH locked AS (
    SELECT a.id FROM targets_actual a JOIN incoming i USING (series_id, period_end)
    WHERE a.place_id = %(place_id)s AND a.lane = ANY (%(lanes)s) AND a.superseded_at IS NULL
    ORDER BY a.series_id, a.period_end, a.lane FOR UPDATE OF a
) SELECT count(*) FROM locked
"""
_SAME = " AND ".join(f"a.{name} IS NOT DISTINCT FROM i.{name}" for name in CONTENT)
COMPARE = f"""
UPDATE incoming i SET current_id = a.id, newest = greatest(newest, a.recorded_at),
    changed = ({_SAME}) IS NOT TRUE
FROM targets_actual a
WHERE a.place_id = %(place_id)s AND a.series_id = i.series_id AND a.period_end = i.period_end
    AND a.lane = %(lane)s AND a.superseded_at IS NULL
"""  # noqa: S608 - fixed column names
# Beside the official lane: what waits there. Beside the pending one: what is accepted; saying
# the same again is no submission
COMPARE_OTHER = f"""
UPDATE incoming i SET other_id = a.id, newest = greatest(newest, a.recorded_at),
    changed = CASE WHEN a.lane = 'official' AND i.current_id IS NULL
        THEN ({_SAME}) IS NOT TRUE ELSE i.changed END
FROM targets_actual a
WHERE a.place_id = %(place_id)s AND a.series_id = i.series_id AND a.period_end = i.period_end
    AND a.lane = %(lane)s AND a.superseded_at IS NULL
"""  # noqa: S608 - fixed column names
# What a reader saw in the slot: the entry that waits, else the accepted one
STANDS = {
    "official": "coalesce(i.other_id, i.current_id)",
    "pending": "coalesce(i.current_id, i.other_id)",
}
CONFLICTS = f"""
SELECT i.series_id, i.period_end, a.id, a.value, coalesce(a.stage, ''),
    coalesce(a.declared, ''), coalesce(a.withdrawn, false),
    {name_then_sql("a")}, a.recorded_at
FROM incoming i
LEFT JOIN targets_actual a ON a.id = {{stands}} AND a.place_id = %(place_id)s
WHERE i.changed AND {{stands}} IS DISTINCT FROM i.seen_id
ORDER BY i.series_id, i.period_end LIMIT 1000
"""  # noqa: S608 - fixed text
# Where nothing ends, the ledger is not even looked at: a plan for many rows would read all of it
END = """
UPDATE targets_actual a SET superseded_at = %(recorded_at)s FROM incoming i
WHERE a.id = i.current_id AND a.place_id = %(place_id)s AND i.changed AND a.superseded_at IS NULL
    AND EXISTS (SELECT 1 FROM incoming x WHERE x.changed AND x.current_id IS NOT NULL)
"""
# With checking off a figure that still waits is overtaken by the one that is written
SETTLE = """
UPDATE targets_actual a SET superseded_at = %(recorded_at)s FROM incoming i
WHERE a.id = i.other_id AND a.place_id = %(place_id)s AND a.superseded_at IS NULL
    AND EXISTS (SELECT 1 FROM incoming x WHERE x.other_id IS NOT NULL)
"""
# Taking back what was submitted, where nothing is accepted: there is nothing to check
TAKE_BACK = """
UPDATE targets_actual a SET superseded_at = a.recorded_at FROM incoming i
WHERE a.id = i.id AND a.place_id = %(place_id)s AND i.changed AND i.withdrawn AND NOT EXISTS (
    SELECT 1 FROM targets_actual o
    WHERE o.id = i.other_id AND o.place_id = a.place_id AND NOT o.withdrawn
)
"""
# The newest act on a period says whether it is closed
CLOSED_PERIODS = """
SELECT period_end FROM (
    SELECT DISTINCT ON (period_end) period_end, action FROM targets_closing
    WHERE place_id = %(place_id)s ORDER BY period_end, recorded_at DESC
) newest WHERE action = 'closed'
"""
INTO_CLOSED = f"""
SELECT period_end, bool_or(reason = '') FROM incoming
WHERE changed AND period_end IN ({CLOSED_PERIODS})
GROUP BY period_end ORDER BY period_end
"""  # noqa: S608 - fixed text
MARK_REVISIONS = "UPDATE incoming SET revision = true WHERE changed AND period_end = ANY (%s)"
# Who brought an entry, and by what door: the writer's own, or, where an entry that waited is
# accepted, what that entry says
PROVENANCE = ("origin", "author_id", "from_import_id", "signer_id", "address")
ADD_PROVENANCE = """
ALTER TABLE incoming ADD origin text NOT NULL, ADD author_id integer, ADD from_import_id uuid,
    ADD signer_id integer, ADD address text NOT NULL
"""


def _insert(provenance: str) -> str:
    content = ", ".join((*CONTENT, *MARKS, "reason"))
    return f"""
INSERT INTO targets_actual (id, series_id, place_id, calendar, period_end, {content},
    lane, {", ".join(PROVENANCE)}, recorded_at)
SELECT id, series_id, %(place_id)s, calendar, period_end, {content},
    %(lane)s, {provenance}, %(recorded_at)s
FROM incoming WHERE changed ORDER BY series_id, period_end
"""  # noqa: S608 - only the fixed column names above


INSERT = _insert(", ".join(f"%({name})s" for name in PROVENANCE))
INSERT_AS_SUBMITTED = _insert(", ".join(PROVENANCE))
COUNT = f"""
SELECT count(*) FILTER (WHERE changed AND current_id IS NULL),
    count(*) FILTER (WHERE changed AND current_id IS NOT NULL),
    count(*) FILTER (WHERE NOT changed), {STAMP.format(newest="max(newest)")}
FROM incoming
"""  # noqa: S608 - fixed text
