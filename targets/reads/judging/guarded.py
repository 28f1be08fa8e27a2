"""What series are, as far as the guard asks: for many years at once, and judged in none.

A year's facts for the guard are a part of those that are judged (a test holds them together).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
)
from targets.models import Series
from targets.reads.scope.rules import RulesInForce

Entries = Mapping[int, tuple[ActualFact, ...]]  # by year


class Guarded(NamedTuple):
    """One series, without its figures and targets."""

    id: uuid.UUID
    unit_zh: str
    unit_en: str
    decimals: int
    facts: SeriesFacts

    def facts_of(self, year: int, entries: Entries, brought: Iterable[ActualFact]) -> SeriesFacts:
        """What is known of a year, with entries that are brought in place of what stands."""
        found = {entry.period_end: entry for entry in entries.get(year, ())}
        found |= {entry.period_end: entry for entry in brought}
        return self.facts._replace(
            year=year,
            actuals=tuple(found[end] for end in sorted(found)),
            # Only accepted figures are a base
            last_year=tuple(e for e in entries.get(year - 1, ()) if not e.is_provisional),
        )


def guarded_series(place_id: uuid.UUID, rules: RulesInForce) -> dict[uuid.UUID, Guarded]:
    """Every series of the place. One query."""
    rows = Series.objects.filter(place_id=place_id).select_related("indicator")
    return {series.id: _guarded(series, rules) for series in rows}


def _guarded(series: Series, rules: RulesInForce) -> Guarded:
    indicator = series.indicator
    return Guarded(
        series.id,
        indicator.unit_zh,
        indicator.unit_en,
        indicator.decimals,
        SeriesFacts(
            measure=Measure(indicator.measure),
            accumulation=Accumulation(indicator.accumulation),
            calendar=Calendar(series.calendar),
            pace=PaceMethod(indicator.pace),
            year=date.min.year,
            higher_is_better=indicator.higher_is_better,
            is_count=indicator.is_count,
            can_fall=indicator.can_fall,
            margins=rules.margins_of(indicator.id),
        ),
    )


_TARGETS = """
SELECT DISTINCT ON (g.series_id, g.year, t."order") g.series_id, g.year, g.tier_id, g.comparator,
    g.value
FROM targets_series s
JOIN targets_target g ON g.series_id = s.id AND g.place_id = s.place_id
JOIN targets_tier t ON t.code = g.tier_id
WHERE s.id = ANY (%(series)s) AND g.superseded_at IS NULL
    AND g.effective_on <= make_date(g.year, 12, 31)
ORDER BY g.series_id, g.year, t."order", g.effective_on DESC
"""


def targets_stated(
    series_ids: Collection[uuid.UUID],
) -> dict[tuple[uuid.UUID, int], tuple[TargetFact, ...]]:
    """The numbers of the targets that hold at each year's end, in tier order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TARGETS, {"series": list(series_ids)})
        rows: list[tuple[uuid.UUID, int, str, str, Decimal | None]] = cursor.fetchall()
    found: dict[tuple[uuid.UUID, int], tuple[TargetFact, ...]] = {}
    for series_id, year, tier, comparator, value in rows:
        target = TargetFact(tier, Comparator(comparator) if comparator else None, value)
        found[series_id, year] = (*found.get((series_id, year), ()), target)
    return found
