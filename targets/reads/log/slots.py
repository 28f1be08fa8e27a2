"""What a slot of the logging grid holds: entries of both lanes, a draft, a return, files."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from targets.reads.scope.person_names import name_then_sql
from targets.reads.scope.recorded_entry import WIDTH, RecordedEntry, entry_sql, entry_values

Slot = tuple[uuid.UUID, date]


class DraftFact(NamedTuple):
    """What the unit has typed for a slot and not submitted."""

    typed: Mapping[str, str]
    seen_id: uuid.UUID | None
    author_id: int | None
    author: str
    saved_at: datetime
    sign_off_asked_at: datetime | None
    handed_back: str
    signs_off: bool  # the place's rule, as it is now

    @property
    def awaits_sign_off(self) -> bool:
        """Sent to be signed off, and not signed yet."""
        return self.sign_off_asked_at is not None and self.signs_off

    @property
    def is_freed(self) -> bool:
        """Sent to be signed off before that was switched off: its reporter may submit it."""
        return self.sign_off_asked_at is not None and not self.signs_off

    @property
    def version(self) -> str:
        """What a page that shows the draft sends back, so that nobody overwrites a newer one."""
        return self.saved_at.isoformat()


class Returned(NamedTuple):
    """A submission that a checker gave back, and why."""

    entry: RecordedEntry
    comment: str
    author: str
    recorded_at: datetime


class AttachmentFact(NamedTuple):
    """One file of a slot."""

    id: uuid.UUID
    file_name: str
    size: int
    sha256: str


class SlotFacts(NamedTuple):
    """All that is known of one slot."""

    official: RecordedEntry | None = None
    pending: RecordedEntry | None = None
    returned: Returned | None = None  # the last word: nothing was submitted or accepted since
    draft: DraftFact | None = None
    attachments: tuple[AttachmentFact, ...] = ()
    is_closed: bool = False
    earlier_source: str = ""  # of the latest earlier entry of the year

    @property
    def standing(self) -> RecordedEntry | None:
        """What a writer sees in the slot: what waits to be checked, else what is accepted."""
        return self.pending or self.official


_SLOTS = f"""
SELECT k.series_id, k.period_end, z.action IS NOT DISTINCT FROM 'closed', b.source,
    {entry_sql("o")}, {entry_sql("p")}, {entry_sql("r")},
    c.comment, {name_then_sql("c")}, c.recorded_at,
    d.typed, d.seen_id, d.author_id, {name_then_sql("d", at="saved_at")}, d.saved_at,
    d.sign_off_asked_at, d.handed_back,
    (SELECT pl.signs_off FROM targets_unit pl WHERE pl.id = %(place)s),
    f.ids, f.names, f.sizes, f.sums
FROM unnest(%(series)s::uuid[], %(ends)s::date[]) k(series_id, period_end)
LEFT JOIN targets_actual o ON o.series_id = k.series_id AND o.period_end = k.period_end
    AND o.place_id = %(place)s AND o.lane = 'official' AND o.superseded_at IS NULL
LEFT JOIN targets_actual p ON p.series_id = k.series_id AND p.period_end = k.period_end
    AND p.place_id = %(place)s AND p.lane = 'pending' AND p.superseded_at IS NULL
LEFT JOIN LATERAL (
    SELECT * FROM targets_check c
    WHERE c.series_id = k.series_id AND c.period_end = k.period_end
        AND c.place_id = %(place)s AND c.verdict <> 'commented'
    ORDER BY c.recorded_at DESC LIMIT 1
) c ON c.verdict = 'returned' AND p.id IS NULL
    AND (o.id IS NULL OR o.recorded_at < c.recorded_at)
LEFT JOIN targets_actual r ON r.id = c.entry_id AND r.place_id = c.place_id
LEFT JOIN targets_draft d ON d.series_id = k.series_id AND d.period_end = k.period_end
    AND d.place_id = %(place)s
LEFT JOIN LATERAL (
    SELECT array_agg(a.id) ids, array_agg(a.file_name) names, array_agg(a.size) sizes,
        array_agg(a.sha256) sums
    FROM (
        SELECT * FROM targets_attachment a
        WHERE a.series_id = k.series_id AND a.period_end = k.period_end
            AND a.place_id = %(place)s AND a.superseded_at IS NULL
        ORDER BY a.recorded_at
    ) a
) f ON true
LEFT JOIN LATERAL (
    SELECT z.action FROM targets_closing z
    WHERE z.place_id = %(place)s AND z.period_end = k.period_end
    ORDER BY z.recorded_at DESC LIMIT 1
) z ON true
LEFT JOIN LATERAL (
    SELECT b.source FROM targets_actual b
    WHERE b.series_id = k.series_id AND b.place_id = %(place)s
        AND b.period_end < k.period_end
        AND b.period_end >= date_trunc('year', k.period_end::timestamp)::date
        AND b.superseded_at IS NULL AND NOT b.withdrawn
    ORDER BY b.period_end DESC, b.lane LIMIT 1
) b ON true
"""  # noqa: S608 - fixed column names


def slot_facts(place_id: uuid.UUID, slots: Iterable[Slot]) -> dict[Slot, SlotFacts]:
    """Every slot of one place that was named. One query."""
    wanted = list(slots)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SLOTS,
            {
                "place": place_id,
                "series": [series_id for series_id, _end in wanted],
                "ends": [end for _series_id, end in wanted],
            },
        )
        rows = cursor.fetchall()
    return {(row[0], row[1]): _facts(row[2], row[3], row[4:]) for row in rows}


def _facts(is_closed: bool, earlier: str | None, columns: tuple[Any, ...]) -> SlotFacts:
    entries = [
        RecordedEntry(**entry_values(part)) if part[0] is not None else None
        for part in (columns[start : start + WIDTH] for start in (0, WIDTH, 2 * WIDTH))
    ]
    official, pending, returned = entries
    rest = columns[3 * WIDTH :]
    return SlotFacts(
        official=official,
        pending=pending,
        returned=None if returned is None else Returned(returned, *rest[:3]),
        draft=_draft(rest[3:11]),
        attachments=_attachments(rest[11:]),
        is_closed=is_closed,
        earlier_source=earlier or "",
    )


def _draft(columns: tuple[Any, ...]) -> DraftFact | None:
    typed, seen_id, author_id, author, saved_at, asked_at, handed_back, signs_off = columns
    if typed is None:
        return None
    typed = typed if isinstance(typed, dict) else json.loads(typed)
    return DraftFact(
        typed, seen_id, author_id, author or "", saved_at, asked_at, handed_back, signs_off
    )


def _attachments(columns: tuple[Any, ...]) -> tuple[AttachmentFact, ...]:
    if columns[0] is None:
        return ()
    return tuple(AttachmentFact(*each) for each in zip(*columns, strict=True))
