"""The one ledger write: grid, import, API and commands all come through here.

A shared advisory transaction lock on the place, current rows locked in (series, period end)
order, one ``clock_timestamp()``, rows ended by the id the writer saw, INSERT as a second
statement. The old row's ``superseded_at`` equals the new row's ``recorded_at``. Unchanged slots
write nothing. Everything or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from targets.models import Lane, Origin
from targets.models.keys import new_key


class Entry(NamedTuple):
    """What is to stand in one slot from now on."""

    series_id: uuid.UUID
    calendar: str
    period_end: date
    value: Decimal | None = None
    qualifier: str = ""
    stage: str = ""
    declared: str = ""
    share_done: Decimal | None = None
    expected_on: date | None = None
    done_on: date | None = None
    source: str = ""
    note: str = ""
    reason: str = ""
    withdrawn: bool = False
    preliminary: bool = False
    release_on: date | None = None
    same_as_last: bool = False
    questioned: str = ""  # codes of the guard's rules that spoke, with commas between
    seen_id: uuid.UUID | None = None  # the current row the writer saw; None: an empty slot


class Stamp(NamedTuple):
    """Who writes, through which door, into which lane."""

    place_id: uuid.UUID
    author_id: int | None
    origin: Origin
    lane: Lane = Lane.OFFICIAL
    import_id: uuid.UUID | None = None
    signer_id: int | None = None  # who signed off for the unit
    address: str = ""  # the network address it came from
    may_revise: bool = False  # the right to write into closed periods, with a reason


class Conflict(NamedTuple):
    """A slot that someone else changed: what was brought, and what stands there now."""

    series_id: uuid.UUID
    period_end: date
    current_id: uuid.UUID | None
    value: Decimal | None
    stage: str
    declared: str
    withdrawn: bool
    author: str
    recorded_at: datetime | None


class LedgerConflict(Exception):
    """Nothing was written: some slots changed since the writer saw them (HTTP 409)."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} slots changed meanwhile")
        self.conflicts = tuple(conflicts)


class PeriodClosed(Exception):
    """Nothing was written: periods are closed, and the writer may not revise them or gives no
    reason (HTTP 409)."""

    def __init__(self, period_ends: Sequence[date], *, lacks_reason: bool) -> None:
        super().__init__(f"{len(period_ends)} periods are closed")
        self.period_ends = tuple(period_ends)
        self.lacks_reason = lacks_reason  # the right is there, only the reason is missing


class Written(NamedTuple):
    """How many slots were filled, changed, left as they were; and when."""

    new: int
    changed: int
    unchanged: int
    recorded_at: datetime


_CONTENT = (
    "value", "qualifier", "stage", "declared", "share_done", "expected_on", "done_on",
    "source", "note", "withdrawn", "preliminary", "release_on",
)  # fmt: skip
# Kept with the entry, but no reason to write one
_MARKS = ("same_as_last", "questioned", "revision")
_CREATE = """
CREATE TEMPORARY TABLE incoming (
    id uuid NOT NULL, series_id uuid NOT NULL, calendar text NOT NULL, period_end date NOT NULL,
    value numeric(24, 8), qualifier text NOT NULL, stage text NOT NULL, declared text NOT NULL,
    share_done numeric(5, 2), expected_on date, done_on date, source text NOT NULL,
    note text NOT NULL, reason text NOT NULL, withdrawn boolean NOT NULL,
    preliminary boolean NOT NULL, release_on date, same_as_last boolean NOT NULL,
    questioned text NOT NULL, seen_id uuid, revision boolean NOT NULL DEFAULT false,
    current_id uuid, changed boolean NOT NULL DEFAULT true
) ON COMMIT DROP
"""
_LOCK_ROWS = """
WITH locked AS (
    SELECT a.id FROM targets_actual a JOIN incoming i USING (series_id, period_end)
    WHERE a.lane = %s AND a.superseded_at IS NULL
    ORDER BY a.series_id, a.period_end FOR UPDATE OF a
) SELECT count(*) FROM locked
"""
_COMPARE = """
UPDATE incoming i SET current_id = a.id, changed = ({same}) IS NOT TRUE
FROM targets_actual a
WHERE a.series_id = i.series_id AND a.period_end = i.period_end
    AND a.lane = %s AND a.superseded_at IS NULL
""".format(same=" AND ".join(f"a.{name} IS NOT DISTINCT FROM i.{name}" for name in _CONTENT))
_CONFLICTS = """
SELECT i.series_id, i.period_end, a.id, a.value, coalesce(a.stage, ''),
    coalesce(a.declared, ''), coalesce(a.withdrawn, false),
    coalesce(nullif(concat(u.last_name, u.first_name), ''), u.username, ''), a.recorded_at
FROM incoming i
LEFT JOIN targets_actual a ON a.id = i.current_id
LEFT JOIN auth_user u ON u.id = a.author_id
WHERE i.changed AND i.current_id IS DISTINCT FROM i.seen_id
ORDER BY i.series_id, i.period_end LIMIT 1000
"""
_END = """
UPDATE targets_actual a SET superseded_at = %s FROM incoming i
WHERE a.id = i.current_id AND i.changed AND a.superseded_at IS NULL
"""
# The newest act on a period says whether it is closed
CLOSED_PERIODS = """
SELECT period_end FROM (
    SELECT DISTINCT ON (period_end) period_end, action FROM targets_closing
    WHERE place_id = %(place_id)s ORDER BY period_end, recorded_at DESC
) newest WHERE action = 'closed'
"""
_INTO_CLOSED = f"""
SELECT period_end, bool_or(reason = '') FROM incoming
WHERE changed AND period_end IN ({CLOSED_PERIODS})
GROUP BY period_end ORDER BY period_end
"""  # noqa: S608 - fixed text
_MARK_REVISIONS = "UPDATE incoming SET revision = true WHERE changed AND period_end = ANY (%s)"
_INSERT = f"""
INSERT INTO targets_actual (id, series_id, calendar, period_end,
    {", ".join((*_CONTENT, *_MARKS))}, reason,
    lane, origin, author_id, from_import_id, signer_id, address, recorded_at)
SELECT id, series_id, calendar, period_end, {", ".join((*_CONTENT, *_MARKS))}, reason,
    %s, %s, %s, %s, %s, %s, %s
FROM incoming WHERE changed ORDER BY series_id, period_end
"""  # noqa: S608 - only the fixed column names above
_COUNT = """
SELECT count(*) FILTER (WHERE changed AND current_id IS NULL),
    count(*) FILTER (WHERE changed AND current_id IS NOT NULL),
    count(*) FILTER (WHERE NOT changed)
FROM incoming
"""


def write_ledger(entries: Iterable[Entry], stamp: Stamp, *, trust_current: bool = False) -> Written:
    """Bring every slot to what ``entries`` say; all or nothing.

    ``trust_current`` is for a writer that read the slots within this same transaction or means
    to replace whatever stands (a command with a reason): ``seen_id`` is not compared.

    Raises :class:`LedgerConflict` when a slot that would change is not as its writer saw it,
    :class:`PeriodClosed` when it lies in a closed period and the stamp may not revise, and
    :class:`ValueError` when one slot is named twice.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        lock_place(stamp.place_id)
        _load(cursor, entries)
        cursor.execute(_LOCK_ROWS, [stamp.lane])
        cursor.execute(_COMPARE, [stamp.lane])
        if not trust_current and (conflicts := _conflicts(cursor)):
            raise LedgerConflict(conflicts)
        _keep_closed(cursor, stamp)
        cursor.execute(_COUNT)
        new, changed, unchanged = cursor.fetchone()
        cursor.execute("SELECT clock_timestamp()")
        (recorded_at,) = cursor.fetchone()
        cursor.execute(_END, [recorded_at])
        if cursor.rowcount != changed:
            raise LedgerConflict(_conflicts(cursor))
        try:
            with transaction.atomic():
                cursor.execute(
                    _INSERT,
                    [
                        stamp.lane,
                        stamp.origin,
                        stamp.author_id,
                        stamp.import_id,
                        stamp.signer_id,
                        stamp.address,
                        recorded_at,
                    ],
                )
        except IntegrityError as error:
            # Someone filled an empty slot after it was compared: a row cannot be locked
            # before it exists
            if "actual_current_once" not in str(error):
                raise
            cursor.execute(_COMPARE, [stamp.lane])
            raise LedgerConflict(_conflicts(cursor)) from error
        cursor.execute("DROP TABLE incoming")
    return Written(new, changed, unchanged, recorded_at)


def lock_place(place_id: uuid.UUID, *, exclusively: bool = False) -> None:
    """Hold the place's advisory lock to the transaction's end: shared to write into its
    ledgers, exclusively to close a period."""
    function = "pg_advisory_xact_lock" if exclusively else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtextextended(%s, 0))",
            [f"targets.place.{place_id}"],
        )


def _load(cursor: CursorWrapper, entries: Iterable[Entry]) -> None:
    """Copy the entries into a temporary table that lives as long as the transaction."""
    cursor.execute(_CREATE)
    columns = ", ".join(("id", *Entry._fields))
    with cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy:
        for entry in entries:
            copy.write_row((new_key(), *entry))
    try:
        cursor.execute("CREATE UNIQUE INDEX ON incoming (series_id, period_end)")
    except IntegrityError as error:
        message = "one slot is named twice"
        raise ValueError(message) from error
    cursor.execute("ANALYZE incoming")


def _keep_closed(cursor: CursorWrapper, stamp: Stamp) -> None:
    """Refuse what would change a closed period without the right and a reason; mark the rest
    of it as revisions. Under the place's lock, so that no closing comes in between."""
    cursor.execute(_INTO_CLOSED, {"place_id": stamp.place_id})
    rows = cursor.fetchall()
    if not rows:
        return
    ends = [end for end, _lacks in rows]
    if not stamp.may_revise:
        raise PeriodClosed(ends, lacks_reason=False)
    if any(lacks for _end, lacks in rows):
        raise PeriodClosed([end for end, lacks in rows if lacks], lacks_reason=True)
    cursor.execute(_MARK_REVISIONS, [ends])


def _conflicts(cursor: CursorWrapper) -> list[Conflict]:
    cursor.execute(_CONFLICTS)
    return [Conflict._make(row) for row in cursor.fetchall()]
