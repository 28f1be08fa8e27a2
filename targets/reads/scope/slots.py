"""How slots (series × period) stand: what came first, what stands now, what was returned."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from .person_names import name_then_sql

SlotKey = tuple[uuid.UUID, date]


class Slot(NamedTuple):
    """A slot with at least one entry, of whichever lane."""

    first_at: datetime | None  # the first entry that said something
    official_at: datetime | None  # when the accepted figure that stands now was recorded
    pending_at: datetime | None  # when what waits to be checked was submitted
    is_done: bool  # a task that is declared done by what stands

    @property
    def is_filled(self) -> bool:
        """Something stands: accepted, or waiting to be."""
        return self.official_at is not None or self.pending_at is not None


class Returned(NamedTuple):
    """The last word on a slot was a return: what was returned, why, by whom."""

    entry_id: uuid.UUID
    value: Decimal | None
    qualifier: str
    stage: str
    declared: str
    withdrawn: bool
    comment: str
    author: str
    recorded_at: datetime


_SLOTS = """
SELECT a.series_id, a.period_end,
    min(a.recorded_at) FILTER (WHERE NOT a.withdrawn),
    max(a.recorded_at) FILTER (
        WHERE a.superseded_at IS NULL AND NOT a.withdrawn AND a.lane = 'official'),
    max(a.recorded_at) FILTER (
        WHERE a.superseded_at IS NULL AND NOT a.withdrawn AND a.lane = 'pending'),
    bool_or(a.superseded_at IS NULL AND NOT a.withdrawn AND a.declared = 'done')
FROM targets_series s
JOIN targets_actual a ON a.series_id = s.id AND a.place_id = s.place_id
WHERE s.id = ANY (%(series)s) AND a.period_end BETWEEN %(first)s AND %(last)s
GROUP BY a.series_id, a.period_end
"""
_RETURNED = f"""
SELECT c.series_id, c.period_end, c.entry_id, a.value, a.qualifier, a.stage, a.declared,
    a.withdrawn, c.comment,
    {name_then_sql("c")}, c.recorded_at
FROM (
    SELECT DISTINCT ON (c.series_id, c.period_end) c.* FROM targets_series s
    JOIN targets_check c ON c.series_id = s.id AND c.place_id = s.place_id
    WHERE c.verdict <> 'commented' AND s.id = ANY (%(series)s)
        AND c.period_end BETWEEN %(first)s AND %(last)s
    ORDER BY c.series_id, c.period_end, c.recorded_at DESC
) c
JOIN targets_actual a ON a.id = c.entry_id AND a.place_id = c.place_id
WHERE c.verdict = 'returned'
"""  # noqa: S608 - fixed text


def slots(series_ids: Collection[uuid.UUID], first: date, last: date) -> Mapping[SlotKey, Slot]:
    """Slots with an entry whose period ends from ``first`` to ``last``. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, {"series": list(series_ids), "first": first, "last": last})
        return {(row[0], row[1]): Slot(*row[2:]) for row in cursor}


def returned_slots(
    series_ids: Collection[uuid.UUID], first: date, last: date
) -> Mapping[SlotKey, Returned]:
    """Slots whose last submission was returned; one that was submitted again since is still
    here, its :class:`Slot` says so. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURNED, {"series": list(series_ids), "first": first, "last": last})
        return {(row[0], row[1]): Returned(*row[2:]) for row in cursor}
