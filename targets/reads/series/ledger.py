"""The ledger of one series: every entry that this reader may see, of every year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from targets.models import Lane
from targets.reads.scope.as_known import ended_by
from targets.reads.scope.person_names import name_then_sql
from targets.reads.scope.recorded_entry import WIDTH, RecordedEntry, entry_sql, entry_values
from targets.reads.scope.visibility import Visibility, released_sql


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry(RecordedEntry):
    """One entry of the ledger. People, notes, reasons and what the guard asked are for
    logged-in readers only."""

    origin: str
    superseded_at: datetime | None
    signer: str
    first_at: datetime | None  # the slot's first entry of any lane that said something


_BESIDE = ("origin", "superseded_at", "signer", "first_at")
_ENTRIES = f"""
SELECT {entry_sql()}, a.origin, a.superseded_at, {name_then_sql("a", person="signer_id")},
    (SELECT min(f.recorded_at) FROM targets_actual f
     WHERE f.series_id = a.series_id AND f.place_id = a.place_id AND f.period_end = a.period_end
         AND NOT f.withdrawn)
FROM targets_actual a
JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id
WHERE a.series_id = %(series)s AND (%(pending)s OR a.lane = 'official')
    AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s)
    AND {{released}}
ORDER BY a.period_end DESC, a.recorded_at DESC, a.lane
"""  # noqa: S608 - fixed column names


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
    query = _ENTRIES.format(released=released_sql(sight))
    parameters: dict[str, Any] = {
        "series": series_id,
        "pending": sight.with_pending,
        "known_at": known_at,
        "today": today,
        "sight_units": list(sight.unit_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        entries = [_entry(row, known_at) for row in cursor.fetchall()]
    if not sight.unreleased:
        entries = list(_still_standing(entries))
    if with_people:
        return tuple(entries)
    return tuple(
        replace(entry, note="", reason="", author="", signer="", questioned="") for entry in entries
    )


def _entry(row: tuple[Any, ...], known_at: datetime | None) -> LedgerEntry:
    entry = LedgerEntry(**entry_values(row), **dict(zip(_BESIDE, row[WIDTH:], strict=True)))
    return replace(entry, superseded_at=ended_by(entry.superseded_at, known_at))


def _still_standing(newest_first: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
    """For a reader from whom the correction of a published entry is withheld, it still stands."""
    met: set[date] = set()
    for entry in newest_first:
        is_newest = entry.lane == Lane.OFFICIAL and entry.period_end not in met
        if is_newest:
            met.add(entry.period_end)
        if is_newest and entry.superseded_at is not None and _was_published(entry):
            yield replace(entry, superseded_at=None)
        else:
            yield entry


def _was_published(entry: LedgerEntry) -> bool:
    """Whether its day had come when it was replaced."""
    ended = entry.superseded_at
    return entry.release_on is None or (
        ended is not None and entry.release_on <= timezone.localtime(ended).date()
    )
