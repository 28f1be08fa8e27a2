"""A place at two moments: every series then and now, and what changed between them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from targets.core.changes.changes import Change, changes
from targets.core.judging.outcomes import Assessment
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.visibility import Visibility


class Moment(NamedTuple):
    """A year at a date, with the knowledge of a day."""

    year: int
    at: AsOf


class Compared(NamedTuple):
    """One series at two moments. ``then`` None: it was not there. ``change`` None: its status
    and value are what they were."""

    row: JudgedSeries
    then: Assessment | None
    change: Change | None


def judged_then(
    place_id: uuid.UUID, moment: Moment, *, tier: str | None, sight: Visibility
) -> dict[uuid.UUID, Assessment]:
    """Every series of a place at a moment. One query for the series, and one for the margins."""
    rows = judged_series(
        year=moment.year, at=moment.at, place_ids=[place_id], tier=tier, sight=sight,
        with_sources=True,
    )  # fmt: skip
    return {row.id: row.assessment for row in rows}


def place_changes(
    place_id: uuid.UUID, now: Moment, then: Moment, *, tier: str | None, sight: Visibility
) -> tuple[Compared, ...]:
    """Every series now beside what it was then, in the order of the overview. The two judged
    queries and their margins, whatever the number of series."""
    rows = judged_series(
        year=now.year, at=now.at, place_ids=[place_id], tier=tier, sight=sight, with_sources=True
    )
    return compared(rows, judged_then(place_id, then, tier=tier, sight=sight))


def compared(
    rows: Sequence[JudgedSeries], before: dict[uuid.UUID, Assessment]
) -> tuple[Compared, ...]:
    """Each series beside its assessment at the other moment."""
    found = []
    for row in rows:
        then = before.get(row.id)
        change = None if then is None else changes(then, row.assessment)
        found.append(Compared(row, then, change))
    return tuple(found)
