"""What the places below a place can be compared by: indicators with a number, and indices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from targets.core.values.facts import TASK_MEASURES, Measure, PaceMethod
from targets.models import Unit
from targets.reads.scope.labels import Label


class RankableIndicator(NamedTuple):
    """An indicator that at least one of the places keeps, as the core judges it."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    theme: Label
    measure: Measure
    accumulation: str
    pace: PaceMethod
    frequency: str
    higher_is_better: bool
    is_count: bool
    can_fall: bool
    unit_zh: str
    unit_en: str
    decimals: int
    due_day: int | None
    due_months: int


class IndexPart(NamedTuple):
    """One indicator of an index with its weight."""

    indicator: RankableIndicator
    weight: Decimal


class UnkeptPart(NamedTuple):
    """A part of an index that no place below keeps: with it missing, no place has a value."""

    label: Label
    weight: Decimal


class RankableIndex(NamedTuple):
    """A composite index that somebody named and gave weights to."""

    code: str
    name_zh: str
    name_en: str
    parts: tuple[IndexPart, ...]
    unkept: tuple[UnkeptPart, ...] = ()


class Rankable(NamedTuple):
    """What there is to choose from, in the order of the overview."""

    indicators: tuple[RankableIndicator, ...]
    indices: tuple[RankableIndex, ...]
    places: int = 0  # how many places there are below; not counted where nothing is compared

    def indicator(self, code: str) -> RankableIndicator | None:
        """The indicator with this code."""
        return next((each for each in self.indicators if each.code == code), None)

    def composite(self, code: str) -> RankableIndex | None:
        """The index with this code."""
        return next((index for index in self.indices if index.code == code), None)


# From the children to their series by the index on the place; an indicator that nobody below
# keeps is not on offer
_INDICATORS = """
SELECT i.id, i.code, i.name_zh, i.name_en, t.code, t.name_zh, t.name_en, i.measure,
    i.accumulation, i.pace, i.frequency, i.higher_is_better, i.is_count, i.can_fall,
    i.unit_zh, i.unit_en, i.decimals, i.due_day, i.due_months, (
        SELECT count(*) FROM targets_unit c WHERE c.parent_id = %(parent)s AND c.kind = 'place'
    )
FROM targets_indicator i JOIN targets_theme t ON t.id = i.theme_id
WHERE i.measure <> ALL (%(tasks)s) AND EXISTS (
    SELECT 1 FROM targets_unit p
    JOIN targets_series s ON s.place_id = p.id AND s.indicator_id = i.id
    WHERE p.parent_id = %(parent)s AND p.kind = 'place' OFFSET 0
)
ORDER BY t."order", t.code, i.code
"""
_INDICES = """
SELECT x.code, x.name_zh, x.name_en, i.id, i.code, i.name_zh, i.name_en, c.weight
FROM targets_compositeindex x
JOIN targets_compositepart c ON c.index_id = x.id
JOIN targets_indicator i ON i.id = c.indicator_id
ORDER BY x."order", x.code, i.code
"""


def rankable(parent_id: uuid.UUID) -> Rankable:
    """What the places below this one can be compared by. Two queries."""
    tasks = [measure.value for measure in TASK_MEASURES]
    with connection.cursor() as cursor:
        cursor.execute(_INDICATORS, {"parent": parent_id, "tasks": tasks})
        found = cursor.fetchall()
        cursor.execute(_INDICES)
        rows = cursor.fetchall()
    indicators = tuple(
        RankableIndicator(
            *(*row[:4], Label(*row[4:7]), Measure(row[7]), row[8], PaceMethod(row[9])),
            *row[10:-1],
        )
        for row in found
    )
    indices = _indices(rows, {each.id: each for each in indicators})
    return Rankable(indicators, indices, found[0][-1] if found else 0)


def _indices(
    rows: list[tuple[object, ...]], kept: dict[uuid.UUID, RankableIndicator]
) -> tuple[RankableIndex, ...]:
    """Indices of which the places keep at least one part."""
    found: dict[str, RankableIndex] = {}
    for code, zh, en, indicator_id, *label, weight in rows:
        part_code, part_zh, part_en = map(str, label)
        index = found.setdefault(str(code), RankableIndex(str(code), str(zh), str(en), ()))
        indicator = kept.get(indicator_id)  # type: ignore[call-overload]
        if indicator is None:
            unkept = UnkeptPart(Label(part_code, part_zh, part_en), Decimal(str(weight)))
            index = index._replace(unkept=(*index.unkept, unkept))
        else:
            part = IndexPart(indicator, Decimal(str(weight)))
            index = index._replace(parts=(*index.parts, part))
        found[index.code] = index
    return tuple(index for index in found.values() if index.parts)


def having_places_below(place_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these have places below them. One query."""
    return frozenset(
        Unit.objects.places()
        .filter(parent_id__in=place_ids)
        .values_list("parent_id", flat=True)
        .distinct()
    )
