"""Submitted entries as a checker has to see them: one row an entry, with its slot's history."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from targets.core.values.entry import FIELD, Entry
from targets.reads.scope.checkable import REACHED, Reach
from targets.reads.scope.labels import PlaceLabel
from targets.reads.scope.person_names import name_then_sql
from targets.reads.scope.recorded_entry import WIDTH, RecordedEntry, entry_sql, entry_values


class Said(NamedTuple):
    """One act of checking in a slot: accepted, returned or commented on."""

    entry_id: uuid.UUID
    verdict: str
    comment: str
    author: str
    recorded_at: datetime


class File(NamedTuple):
    """An attachment of the slot."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry(RecordedEntry):
    """One submitted entry and what belongs to its slot."""

    series_id: uuid.UUID
    author_id: int | None
    signer_id: int | None
    signer: str
    waits: bool
    official_id: uuid.UUID | None
    official: Entry | None
    files: tuple[File, ...]
    said: tuple[Said, ...]  # oldest first, of every submission of the slot
    is_closed: bool
    accepts_own: bool  # the place lets checkers accept what they entered

    @property
    def submitted_on(self) -> date:
        """The calendar day it was submitted on."""
        return timezone.localtime(self.recorded_at).date()

    @property
    def decision(self) -> Said | None:
        """How it was decided; None while it waits."""
        found = [s for s in self.said if s.entry_id == self.id and s.verdict != "commented"]
        return found[-1] if found else None


class Waiting(NamedTuple):
    """How many entries of one place and period wait."""

    place: PlaceLabel
    period_end: date
    number: int


_ENTRIES = f"""
WITH checked_by AS (
    SELECT s.id series_id, coalesce(s.checking_id, s.place_id) unit_id
    FROM targets_series s WHERE s.place_id = %(place_id)s
), {REACHED}
SELECT {entry_sql()}, a.series_id, a.author_id, a.signer_id,
    {name_then_sql("a", person="signer_id")}, a.superseded_at IS NULL,
    o.id, o.series_id, o.calendar, o.period_end, {", ".join(f"o.{name}" for name in FIELD)},
    (SELECT jsonb_agg(jsonb_build_array(x.id, x.file_name) ORDER BY x.recorded_at)
     FROM targets_attachment x WHERE x.series_id = a.series_id AND x.place_id = a.place_id
        AND x.period_end = a.period_end AND x.superseded_at IS NULL),
    (SELECT jsonb_agg(jsonb_build_array(c.entry_id, c.verdict, c.comment,
        {name_then_sql("c")}, c.recorded_at) ORDER BY c.recorded_at)
     FROM targets_check c
     WHERE c.series_id = a.series_id AND c.place_id = a.place_id AND c.period_end = a.period_end),
    coalesce((SELECT z.action = 'closed' FROM targets_closing z
        WHERE z.place_id = %(place_id)s AND z.period_end = %(period_end)s
        ORDER BY z.recorded_at DESC LIMIT 1), false),
    p.accepts_own
FROM targets_actual a
JOIN checked_by b ON b.series_id = a.series_id AND a.place_id = %(place_id)s
JOIN reached r ON r.unit_id = b.unit_id
JOIN targets_unit p ON p.id = %(place_id)s
LEFT JOIN targets_actual o ON o.series_id = a.series_id AND o.place_id = a.place_id
    AND o.period_end = a.period_end
    AND o.lane = 'official' AND o.superseded_at IS NULL
WHERE a.lane = 'pending' AND a.period_end = %(period_end)s AND (
    a.superseded_at IS NULL OR EXISTS (
        SELECT 1 FROM targets_check c
        WHERE c.entry_id = a.id AND c.place_id = a.place_id AND c.verdict <> 'commented'
    )
)
ORDER BY a.recorded_at
"""  # noqa: S608 - fixed text
_WAITING = f"""
WITH waits AS (
    SELECT s.place_id, a.period_end,
        coalesce(s.checking_id, s.place_id) unit_id
    FROM targets_actual a JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id
    WHERE a.lane = 'pending' AND a.superseded_at IS NULL
), checked_by AS (SELECT DISTINCT unit_id FROM waits), {REACHED}
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative, w.period_end, w.count
FROM (
    SELECT place_id, period_end, count(*) count
    FROM waits JOIN reached USING (unit_id) GROUP BY place_id, period_end
) w
JOIN targets_unit p ON p.id = w.place_id
ORDER BY w.period_end, p."order", p.code
"""  # noqa: S608 - fixed text


def submitted_entries(
    place_id: uuid.UUID, period_end: date, *, reach: Reach
) -> tuple[CheckEntry, ...]:
    """Entries of the period that wait or were decided on, of series within reach. One query."""
    parameters: dict[str, Any] = {
        "place_id": place_id,
        "period_end": period_end,
        "reach": reach.parameter,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, parameters)
        return tuple(_entry(row) for row in cursor.fetchall())


def waiting(reach: Reach) -> tuple[Waiting, ...]:
    """All that waits for this person anywhere, the oldest period first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"reach": reach.parameter})
        return tuple(
            Waiting(
                place=PlaceLabel(*row[:5]),
                period_end=row[5],
                number=row[6],
            )
            for row in cursor.fetchall()
        )


def _entry(row: Any) -> CheckEntry:
    series_id, author_id, signer_id, signer, waits, official_id = row[WIDTH : WIDTH + 6]
    *official, files, said, is_closed, accepts_own = row[WIDTH + 6 :]
    return CheckEntry(
        **entry_values(row),
        series_id=series_id,
        author_id=author_id,
        signer_id=signer_id,
        signer=signer,
        waits=waits,
        official_id=official_id,
        official=None if official_id is None else Entry(*official),
        files=tuple(File(uuid.UUID(key), name) for key, name in _listed(files)),
        said=tuple(
            Said(uuid.UUID(key), verdict, text, author, datetime.fromisoformat(at))
            for key, verdict, text, author, at in _listed(said)
        ),
        is_closed=is_closed,
        accepts_own=accepts_own,
    )


def _listed(found: Any) -> list[Any]:
    """JSON as the driver hands it over: read already, or as text."""
    if found is None:
        return []
    if isinstance(found, str):
        return list(json.loads(found))
    return list(found)
