"""Explanations of one series: what stands for each period, and what was said before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from targets.models import Explanation
from targets.reads.scope.person_names import name_then


class ExplanationEntry(NamedTuple):
    """One explanation, with who gave it and when."""

    id: uuid.UUID
    period_end: date
    cause: str
    measure: str
    catch_up_on: date | None
    author: str
    recorded_at: datetime
    superseded_at: datetime | None


class PeriodExplained(NamedTuple):
    """What stands for one period, and what it followed, the newest first."""

    current: ExplanationEntry
    earlier: tuple[ExplanationEntry, ...]


def explanations(
    place_id: uuid.UUID,
    series_id: uuid.UUID,
    year: int,
    *,
    up_to: date,
    known_at: datetime | None = None,
) -> tuple[PeriodExplained, ...]:
    """Explanations of the year's periods up to a day, the latest first. One query."""
    rows = Explanation.objects.filter(
        place_id=place_id, series_id=series_id, period_end__year=year, period_end__lte=up_to
    )
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    entries = map(
        _entry,
        rows.annotate(author_name=name_then()).order_by("-period_end", "-recorded_at"),
    )
    found = []
    for _end, of_period in groupby(entries, key=lambda entry: entry.period_end):
        current, *earlier = of_period
        found.append(PeriodExplained(current, tuple(earlier)))
    return tuple(found)


def current_of(entries: Iterable[PeriodExplained], period_end: date) -> ExplanationEntry | None:
    """What stands for one period."""
    return next(
        (entry.current for entry in entries if entry.current.period_end == period_end), None
    )


def _entry(row: Explanation) -> ExplanationEntry:
    return ExplanationEntry(
        id=row.id,
        period_end=row.period_end,
        cause=row.cause,
        measure=row.measure,
        catch_up_on=row.catch_up_on,
        author=row.author_name,  # type: ignore[attr-defined]
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
    )
