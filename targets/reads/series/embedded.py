"""One series as everybody may see it, for a chart that another site shows."""

from __future__ import annotations

import uuid
from datetime import date

from targets.models import Series
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.places.places import opening_as_of, opening_year, place_facts_by_id
from targets.reads.scope.visibility import OFFICIAL


def embedded_series(series_id: uuid.UUID, *, year: int | None, today: date) -> JudgedSeries | None:
    """Official, released figures of one series in a year (None: the latest with targets), as of
    its latest period. None when there is no such series any more. Four queries."""
    place_id = Series.objects.filter(id=series_id).values_list("place_id", flat=True).first()
    place = None if place_id is None else place_facts_by_id(place_id, today)
    if place is None:
        return None
    shown = year or opening_year(place, today)
    at = AsOf(opening_as_of(place, shown, today), today)
    rows = judged_series(year=shown, at=at, series_id=series_id, with_sources=True, sight=OFFICIAL)
    return rows[0] if rows else None
