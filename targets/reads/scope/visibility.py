"""What a reader sees beyond official, released figures: facts that ``access`` works out."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from .as_known import known_sql


class Visibility(NamedTuple):
    """What one reader sees of one place. The default is what everybody sees."""

    with_pending: bool = False  # figures that wait to be checked, marked as provisional
    with_words: bool = False  # explanations, which are for readers who log in
    unreleased: bool = False  # figures before their release date, of the whole place
    # … and of series that these units or units below them report or check
    unit_ids: tuple[uuid.UUID, ...] = ()


OFFICIAL = Visibility()
EVERYTHING = Visibility(with_pending=True, with_words=True, unreleased=True)

_INSIDE = """EXISTS (
    SELECT 1 FROM targets_unit u
    WHERE u.id IN ({series}.reporting_id, {series}.lead_id, {series}.checking_id, {series}.place_id)
        AND u.above && %(sight_units)s::uuid[]
)"""


def released_sql(sight: Visibility, *, actual: str = "a", series: str = "s") -> str:
    """The condition that hides figures before their release date from this reader.

    Takes the parameters ``today`` and ``sight_units``. Cheap terms come first: the tree is
    walked for unreleased figures alone.
    """
    if sight.unreleased:
        return "true"
    released = f"{actual}.release_on IS NULL OR {actual}.release_on <= %(today)s"
    if not sight.unit_ids:
        return f"({released})"
    inside = _INSIDE.format(series=series)
    return f"(CASE WHEN {released} THEN true ELSE {inside} END)"


# What stands in a slot, and beside an accepted entry that is not released yet the last one that
# was: a correction takes nothing back that was published. An entry that was replaced before its
# own day came was never published. The first part is read along the index of what stands; of the
# second there is almost never any
_SEEN = """(
    SELECT c.*, false held FROM targets_actual c WHERE {known_current}{of_current}
    UNION ALL
    SELECT o.*, true FROM targets_actual h
    JOIN targets_series hs ON hs.id = h.series_id AND hs.place_id = h.place_id
    CROSS JOIN LATERAL (
        SELECT o.* FROM targets_actual o
        WHERE o.series_id = h.series_id AND o.place_id = h.place_id
            AND o.period_end = h.period_end AND o.lane = 'official'
            AND o.recorded_at < h.recorded_at AND (
                o.release_on IS NULL
                OR o.release_on <= (o.superseded_at AT TIME ZONE '{zone}')::date
            )
        ORDER BY o.recorded_at DESC LIMIT 1
    ) o
    WHERE h.lane = 'official' AND h.release_on > %(today)s AND {known_held}{of_held}
        AND NOT {may_see}
)"""

_OF_ONE = " AND {row}.series_id = {series}.id AND {row}.place_id = {series}.place_id"


def seen_actuals_sql(
    sight: Visibility, known_at: datetime | None, *, series: str | None = None
) -> str:
    """The entries this reader sees, now or as of ``known_at``: a table to read from instead of
    ``targets_actual``, together with the condition :func:`seen_sql`.

    ``series`` names the row of the one series that is read, which lets either part be read by its
    index. Takes the parameters ``today``, ``sight_units`` and, unless None, ``known_at``.
    """
    if sight.unreleased:
        return "targets_actual"
    return _SEEN.format(
        known_current=known_sql("c", known_at),
        known_held=known_sql("h", known_at),
        of_current=_OF_ONE.format(row="c", series=series) if series else "",
        of_held=_OF_ONE.format(row="h", series=series) if series else "",
        may_see=_INSIDE.format(series="hs") if sight.unit_ids else "false",
        zone=settings.TIME_ZONE,
    )


def seen_sql(
    sight: Visibility, known_at: datetime | None, *, actual: str = "a", series: str = "s"
) -> str:
    """The condition on the rows of :func:`seen_actuals_sql`."""
    if sight.unreleased:
        return known_sql(actual, known_at)
    return f"({actual}.held OR {released_sql(sight, actual=actual, series=series)})"
