"""One attachment with what decides who may read it, and the slot that files are added to."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from django.db import connection

from targets.models import Attachment, Series
from targets.reads.scope.person_names import name_then
from targets.reads.scope.visibility import Visibility, released_sql


class AttachmentFile(NamedTuple):
    """A file of the ledger and the slot it belongs to."""

    id: uuid.UUID
    series: Series
    period_end: date
    file_name: str
    media_type: str
    size: int
    sha256: str
    is_removed: bool


def attachment_file(attachment_id: uuid.UUID) -> AttachmentFile | None:
    """The attachment, removed or not; None when there is none. One query."""
    found = (
        Attachment.objects.filter(id=attachment_id)
        .select_related("series__place", "series__indicator")
        .first()
    )
    if found is None:
        return None
    return AttachmentFile(
        id=found.id,
        series=found.series,
        period_end=found.period_end,
        file_name=found.file_name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        is_removed=found.superseded_at is not None,
    )


def attachments_of(series: Series, period_end: date) -> tuple[Attachment, ...]:
    """The files of a slot that were not removed, oldest first. One query."""
    return tuple(
        Attachment.objects.known(None)
        .filter(place_id=series.place_id, series=series, period_end=period_end)
        .annotate(author_name=name_then())
        .order_by("recorded_at")
    )


# A slot is hidden while any figure that stands in it is: its file may say the same
_HIDDEN = """
SELECT EXISTS (
    SELECT 1 FROM targets_actual a JOIN targets_series s ON s.id = a.series_id
        AND s.place_id = a.place_id
    WHERE a.series_id = %(series_id)s AND a.period_end = %(period_end)s
        AND a.superseded_at IS NULL AND NOT a.withdrawn AND NOT {released}
)
"""


def is_unreleased(series: Series, period_end: date, sight: Visibility, today: date) -> bool:
    """Whether this reader may not see the slot's figure yet. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HIDDEN.format(released=released_sql(sight)),
            {
                "series_id": series.id,
                "period_end": period_end,
                "today": today,
                "sight_units": list(sight.unit_ids),
            },
        )
        return bool(cursor.fetchone()[0])
