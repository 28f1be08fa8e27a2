"""What the indicators of the Sample District are to one another, and the index over its towns."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from targets.models import CompositeIndex, CompositePart, Indicator, Relation

from .definitions import series
from .tables import index_parts, relations

INDEX = "SAMPLE_TOWNS_INDEX"
REFERENCE = "reference_of"


def relate(indicators: Mapping[str, Indicator], made: Collection[str]) -> None:
    """Say it of the indicators that were made here: what exists is not ours to change."""
    for definition in (row.definition for row in series()):
        if definition.code in made and definition.growth_of:
            rate = indicators[definition.code]
            rate.growth_of = indicators[definition.growth_of]
            rate.growth_is_real = definition.growth_is_real
            rate.save(update_fields=["growth_of", "growth_is_real"])
    for row in relations():
        if row.indicator not in made:
            continue
        indicator, of = indicators[row.indicator], indicators[row.of]
        if row.kind == REFERENCE:
            indicator.reference_of = of
            indicator.save(update_fields=["reference_of"])
            continue
        within = indicators[row.within] if row.within else None
        relation = Relation(indicator=indicator, kind=row.kind, of=of, within=within)
        relation.full_clean()
        relation.save(force_insert=True)


def found_index(indicators: Mapping[str, Indicator]) -> None:
    """The composite index that the towns are compared by, unless there is one of that code."""
    index, is_new = CompositeIndex.objects.get_or_create(
        code=INDEX,
        defaults={"name_zh": "镇街工作综合指数(示例)", "name_en": "Index of the towns (sample)"},
    )
    if is_new:
        CompositePart.objects.bulk_create(
            CompositePart(index=index, indicator=indicators[code], weight=weight)
            for code, weight in index_parts()
        )
