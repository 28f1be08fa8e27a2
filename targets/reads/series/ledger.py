"""The ledger of one series: every entry that this reader may see, of every year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from targets.models import Lane
from targets.reads.scope.as_known import ended_by
from targets.reads.scope.person_names import name_then_sql
from targets.reads.scope.visibility import Visibility, released_sql


class LedgerEntry(NamedTuple):
    """One entry of the ledger. People, notes, reasons and what the guard asked are for
    logged-in readers only."""

    id: uuid.UUID
    period_end: date
    lane: str
    withdrawn: bool
    value: Decimal | None
    qualifier: str
    stage: str
    declared: str
    share_done: Decimal | None
    expected_on: date | None
    done_on: date | None
    source: str
    note: str
    reason: str
    origin: str
    author: str
    recorded_at: datetime
    superseded_at: datetime | None
    preliminary: bool = False
    same_as_last: bool = False
    questioned: tuple[str, ...] = ()
    revision: bool = False
    signer: str = ""
    release_on: date | None = None
    first_at: datetime | None = None  # the slot's first entry of any lane that said something


_ENTRIES = """
SELECT a.id, a.period_end, a.lane, a.withdrawn, a.value, a.qualifier, a.stage, a.declared,
    a.share_done, a.expected_on, a.done_on, a.source, a.note, a.reason, a.origin,
    {author}, a.recorded_at, a.superseded_at, a.preliminary, a.same_as_last,
    string_to_array(a.questioned, ','), a.revision, {signer}, a.release_on,
    (SELECT min(f.recorded_at) FROM targets_actual f
     WHERE f.series_id = a.series_id AND f.place_id = a.place_id AND f.period_end = a.period_end
         AND NOT f.withdrawn)
FROM targets_actual a
JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id
WHERE a.series_id = %(series)s AND (%(pending)s OR a.lane = 'official')
    AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s)
    AND {released}
ORDER BY a.period_end DESC, a.recorded_at DESC, a.lane
"""


def series_ledger(
    series_id: uuid.UUID,
    *,
    today: date,
    known_at: datetime | None,
    sight: Visibility,
    with_people: bool,
) -> tuple[LedgerEntry, ...]:
    """Entries of the series, the latest period and the newest entry first; those that wait, or
    waited, only for who sees what waits. Replayed, an entry replaced later is current. One
    query."""
    query = _ENTRIES.format(
        author=name_then_sql("a"),
        signer=name_then_sql("a", person="signer_id"),
        released=released_sql(sight),
    )
    parameters: dict[str, Any] = {
        "series": series_id,
        "pending": sight.with_pending,
        "known_at": known_at,
        "today": today,
        "sight_units": list(sight.unit_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = list(map(LedgerEntry._make, cursor.fetchall()))
    found = [row._replace(superseded_at=ended_by(row.superseded_at, known_at)) for row in rows]
    if not sight.unreleased:
        found = list(_still_standing(found))
    if with_people:
        return tuple(entry._replace(questioned=tuple(entry.questioned)) for entry in found)
    return tuple(
        entry._replace(note="", reason="", author="", signer="", questioned=()) for entry in found
    )


def _still_standing(newest_first: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
    """For a reader from whom the correction of a published entry is withheld, it still stands."""
    met: set[date] = set()
    for entry in newest_first:
        is_newest = entry.lane == Lane.OFFICIAL and entry.period_end not in met
        if is_newest:
            met.add(entry.period_end)
        if is_newest and entry.superseded_at is not None and _was_published(entry):
            yield entry._replace(superseded_at=None)
        else:
            yield entry


def _was_published(entry: LedgerEntry) -> bool:
    """Whether its day had come when it was replaced."""
    ended = entry.superseded_at
    return entry.release_on is None or (
        ended is not None and entry.release_on <= timezone.localtime(ended).date()
    )
