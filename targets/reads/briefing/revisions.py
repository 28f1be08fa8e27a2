"""Accepted figures of a place that were replaced or withdrawn since an instant."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import Label
from targets.reads.scope.visibility import (
    OFFICIAL,
    Visibility,
    released_sql,
    seen_actuals_sql,
    seen_sql,
)

Since = datetime


class Revision(NamedTuple):
    """One figure that is no longer what it was."""

    series_id: uuid.UUID
    label: Label
    unit_zh: str
    unit_en: str
    decimals: int
    period_end: date
    before: Decimal
    before_is_floor: bool
    after: Decimal | None  # None: withdrawn
    after_is_floor: bool
    reason: str  # empty for readers who do not see words
    recorded_at: datetime


# The first of what stood since then, beside what stands at the end: a figure that was changed
# and changed back is no revision
_REVISIONS = """
SELECT s.id, i.code, i.name_zh, i.name_en, i.unit_zh, i.unit_en, i.decimals, a.period_end,
    o.value, o.qualifier <> '', a.value, a.qualifier <> '', a.reason, a.recorded_at
FROM targets_series s
JOIN targets_indicator i ON i.id = s.indicator_id
JOIN LATERAL (
    SELECT * FROM {actuals} a WHERE a.series_id = s.id AND a.place_id = s.place_id
) a ON a.lane = 'official'
    AND a.recorded_at > %(since)s AND a.period_end BETWEEN %(first)s AND %(as_of)s
JOIN targets_actual o ON o.series_id = a.series_id AND o.place_id = a.place_id
    AND o.period_end = a.period_end
    AND o.lane = 'official' AND o.recorded_at <= %(since)s AND o.superseded_at > %(since)s
WHERE s.place_id = %(place)s AND o.value IS NOT NULL AND {seen} AND {old_released}
    AND (a.value, a.qualifier) IS DISTINCT FROM (o.value, o.qualifier)
ORDER BY s."order", i.code, a.period_end
"""


def revisions(
    place_id: uuid.UUID, *, at: AsOf, since: Since, sight: Visibility = OFFICIAL
) -> tuple[Revision, ...]:
    """Figures of this year and of the last, which it is compared with, that stood at ``since`` and
    read otherwise at ``known_at``, in stated order; both have to be released for this reader. One
    query."""
    query = _REVISIONS.format(
        actuals=seen_actuals_sql(sight, at.known_at, series="s"),
        seen=seen_sql(sight, at.known_at),
        old_released=released_sql(sight, actual="o"),
    )
    parameters: dict[str, Any] = {
        "place": place_id,
        "since": since,
        "as_of": at.as_of,
        "first": date(at.as_of.year - 1, 1, 1),
        "known_at": at.known_at,
        "today": at.today,
        "sight_units": list(sight.unit_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return tuple(_revision(row, with_words=sight.with_words) for row in cursor)


def _revision(row: tuple[Any, ...], *, with_words: bool) -> Revision:
    series_id, code, name_zh, name_en, *rest = row
    found = Revision._make((series_id, Label(code, name_zh, name_en), *rest))
    return found if with_words else found._replace(reason="")
