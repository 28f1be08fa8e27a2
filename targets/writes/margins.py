"""Margins of judgement: a new row from a date on; the old ones stay for replay."""

from __future__ import annotations

from django.db import connection, transaction

from targets.models import Margins


def set_margins(margins: Margins, *, author_id: int | None) -> Margins:
    """Record margins from their ``effective_on`` on.

    A current row of the same date and indicator is ended: that is a correction. ``margins`` has
    passed ``full_clean`` but for its uniqueness.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
        Margins.objects.filter(
            indicator=margins.indicator,
            effective_on=margins.effective_on,
            superseded_at__isnull=True,
        ).update(superseded_at=now)
        margins.author_id = author_id
        margins.recorded_at = now
        margins.save(force_insert=True)
    return margins
