"""Margins of judgement: a new row from a date on; the old ones stay for replay."""

from __future__ import annotations

from django.db import transaction

from targets.models import Margins
from targets.writes.database_time import database_time


def set_margins(margins: Margins, *, author_id: int | None) -> Margins:
    """Record margins from their ``effective_on`` on.

    A current row of the same date and indicator is ended: that is a correction. ``margins`` has
    passed ``full_clean`` but for its uniqueness.
    """
    with transaction.atomic():
        current = Margins.objects.filter(
            indicator=margins.indicator,
            effective_on=margins.effective_on,
            superseded_at__isnull=True,
        )
        newest = current.select_for_update().values_list("recorded_at", flat=True).first()
        now = database_time(after=newest)
        current.update(superseded_at=now)
        margins.author_id = author_id
        margins.recorded_at = now
        margins.save(force_insert=True)
    return margins
