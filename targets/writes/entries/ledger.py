"""The one ledger write: grid, import, API, commands and acceptance all come through here.

A shared advisory transaction lock on the place, current rows locked in (series, period end)
order, one stamp of the database's clock, rows ended by the id the writer saw, INSERT as a second
statement. The old row's ``superseded_at`` equals the new row's ``recorded_at``. Unchanged slots
write nothing. Everything or nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from targets.core.values.entry import Entry
from targets.models import Lane, Origin
from targets.models.keys import new_key

from . import ledger_sql as sql
from .versions import count_up_incoming


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
    settles: bool = False  # an official write that also ends what waits in the same slots
    as_submitted: bool = False  # each entry names its own author, origin and signer

    @property
    def other_lane(self) -> Lane | None:
        """The lane that has to be looked at beside the one written to."""
        if self.lane is Lane.PENDING:
            return Lane.OFFICIAL
        return Lane.PENDING if self.settles else None


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


def write_ledger(entries: Iterable[Entry], stamp: Stamp, *, trust_current: bool = False) -> Written:
    """Bring every slot to what ``entries`` say; all or nothing.

    ``trust_current`` is for a writer that read the slots within this same transaction or means
    to replace whatever stands (a command with a reason): ``seen_id`` is not compared.

    Raises :class:`LedgerConflict` when a slot that would change is not as its writer saw it,
    :class:`PeriodClosed` when it lies in a closed period and the stamp may not revise, and
    :class:`ValueError` when one slot is named twice.
    """
    return write_incoming(lambda cursor: _load(cursor, entries), stamp, trust_current=trust_current)


def write_incoming(
    fill: Callable[[CursorWrapper], None], stamp: Stamp, *, trust_current: bool = False
) -> Written:
    """The same for entries that ``fill`` puts into the temporary table ``incoming``, which is
    there when it is called: an import brings them from a table, not one by one."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock_place(stamp.place_id)
        cursor.execute(sql.CREATE)
        if stamp.as_submitted:
            cursor.execute(sql.ADD_PROVENANCE)
        fill(cursor)
        _index(cursor)
        _compare(cursor, stamp)
        if not trust_current and (conflicts := _conflicts(cursor, stamp)):
            raise LedgerConflict(conflicts)
        _keep_closed(cursor, stamp)
        cursor.execute(sql.COUNT)
        new, changed, unchanged, recorded_at = cursor.fetchone()
        _execute(cursor, stamp, sql.END, recorded_at=recorded_at)
        if cursor.rowcount != changed:
            raise LedgerConflict(_conflicts(cursor, stamp))
        try:
            with transaction.atomic():
                _insert(cursor, stamp, recorded_at)
        except IntegrityError as error:
            # Someone filled an empty slot after it was compared: a row cannot be locked
            # before it exists
            if "actual_current_once" not in str(error):
                raise
            _execute(cursor, stamp, sql.COMPARE, lane=stamp.lane)
            raise LedgerConflict(_conflicts(cursor, stamp)) from error
        if stamp.settles:
            _execute(cursor, stamp, sql.SETTLE, recorded_at=recorded_at)
        elif stamp.lane is Lane.PENDING:
            _execute(cursor, stamp, sql.TAKE_BACK)
        count_up_incoming(cursor, stamp.place_id)
        cursor.execute("DROP TABLE incoming")
    return Written(new, changed, unchanged, recorded_at)


def _insert(cursor: CursorWrapper, stamp: Stamp, recorded_at: datetime) -> None:
    """What changed, as entries of their own: a statement after the one that ended what stood."""
    _execute(
        cursor,
        stamp,
        sql.INSERT_AS_SUBMITTED if stamp.as_submitted else sql.INSERT,
        lane=stamp.lane,
        origin=stamp.origin,
        author_id=stamp.author_id,
        from_import_id=stamp.import_id,
        signer_id=stamp.signer_id,
        address=stamp.address,
        recorded_at=recorded_at,
    )


def _execute(cursor: CursorWrapper, stamp: Stamp, statement: str, **parameters: Any) -> None:
    """A statement about the ledger: it names the place."""
    cursor.execute(statement, {"place_id": stamp.place_id, **parameters})


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
    columns = ", ".join(("id", *Entry._fields))
    with cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy:
        for entry in entries:
            copy.write_row((new_key(), *entry))


def _index(cursor: CursorWrapper) -> None:
    try:
        cursor.execute("CREATE UNIQUE INDEX ON incoming (series_id, period_end)")
    except IntegrityError as error:
        message = "one slot is named twice"
        raise ValueError(message) from error
    cursor.execute("ANALYZE incoming")


def _compare(cursor: CursorWrapper, stamp: Stamp) -> None:
    """Lock what stands in the slots and see what would change."""
    other = stamp.other_lane
    locked = [stamp.lane] if other is None or stamp.lane is Lane.PENDING else [stamp.lane, other]
    _execute(cursor, stamp, sql.LOCK_ROWS, lanes=[str(lane) for lane in locked])
    _execute(cursor, stamp, sql.COMPARE, lane=stamp.lane)
    if other is not None:
        _execute(cursor, stamp, sql.COMPARE_OTHER, lane=other)


def _keep_closed(cursor: CursorWrapper, stamp: Stamp) -> None:
    """Refuse what would change a closed period without the right and a reason; mark the rest
    of it as revisions. Under the place's lock, so that no closing comes in between."""
    _execute(cursor, stamp, sql.INTO_CLOSED)
    rows = cursor.fetchall()
    if not rows:
        return
    ends = [end for end, _lacks in rows]
    if not stamp.may_revise:
        raise PeriodClosed(ends, lacks_reason=False)
    if any(lacks for _end, lacks in rows):
        raise PeriodClosed([end for end, lacks in rows if lacks], lacks_reason=True)
    cursor.execute(sql.MARK_REVISIONS, [ends])


def _conflicts(cursor: CursorWrapper, stamp: Stamp) -> list[Conflict]:
    _execute(cursor, stamp, sql.CONFLICTS.format(stands=sql.STANDS[stamp.lane]))
    return [Conflict._make(row) for row in cursor.fetchall()]
